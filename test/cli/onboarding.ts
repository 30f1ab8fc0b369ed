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
