import { join } from 'node:path';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { noon, type Shell } from './io.ts';

/** A workspace in picket.yaml, emulated in a file of its name. */
export const workspace = (name: string): string => `  ${name}:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg
    workspaceName: law-${name}
    emulator: { state: ${name}.jsonl, settings: { queries: accepted } }
`;

/** What a rule of these tests is told by. */
export type Rule = { readonly name: string; readonly severity?: string; readonly table?: string };

/** The file of a rule. */
export const file = (id: string | undefined, { name, severity = 'High', table = 'Shared' }: Rule): string =>
  `${id === undefined ? '' : `id: ${id} # kept\n`}name: ${name}
version: 1.0.0
kind: Scheduled
description: Finds it.
severity: ${severity}
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [Impact]
query: |
  SigninLogs | where Identity == "${table}"
`;

/** The body of the same rule, as it runs. */
export const body = ({ name, severity = 'High', table = 'Shared' }: Rule, more: Record<string, string> = {}) => ({
  kind: 'Scheduled',
  properties: {
    displayName: name,
    queryFrequency: 'PT1H',
    queryPeriod: 'PT1H',
    triggerOperator: 'GreaterThan',
    triggerThreshold: 0,
    description: 'Finds it.',
    severity,
    enabled: true,
    tactics: ['Impact'],
    query: `SigninLogs | where Identity == "${table}"`,
    suppressionEnabled: false,
    suppressionDuration: 'PT5H',
    ...more,
  },
});

/** The portal of a workspace. */
export const portalOf = async (shell: Shell, name: string): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(shell.cwd, `${name}.jsonl`)),
    clock: { now: () => noon, sleep: () => Promise.resolve() },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'rg',
      workspaceName: `law-${name}`,
    },
  });

/** A picket.yaml with some emulated workspaces. */
export const config = (...names: readonly string[]): string =>
  `project: { name: onboard, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\nworkspaces:\n${names.map(workspace).join('')}`;

/** The id of a rule. */
export const guid = (number: number): string => `5f0a1c1e-8a57-4f53-9a86-${String(number).padStart(12, '0')}`;

/** A rule that has its own query. */
export const rule = (name: string, more: Partial<Rule> = {}): Rule => ({ name, table: name, ...more });

/** The marker of a rule that somebody else manages, for a portal to seed. */
export const marker = (number: number, source: Record<string, string>) =>
  [
    'metadata',
    `analyticsrule-${guid(number)}`,
    { properties: { parentId: `/x/alertRules/${guid(number)}`, kind: 'AnalyticsRule', source } },
  ] as const;
