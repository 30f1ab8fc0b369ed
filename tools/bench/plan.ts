import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { contentTypes, firstType, kindOf } from '../../src/content/index.ts';
import { typeTable } from '../../src/core/engine/managed-type.ts';
import { connectWorkspace } from '../../src/azure/connect.ts';
import type { Desired } from '../../src/core/engine/change.ts';
import { compare } from '../../src/core/engine/compare.ts';
import { plan } from '../../src/core/plan/plan.ts';
import type { Transport } from '../../src/core/ports.ts';
import type { Resource } from '../../src/core/resource.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { createPortal } from '../../src/emulator/portal.ts';
import { parse } from '../../src/content/analytics-rule/parse.ts';
import type { Figure } from './measure.ts';

const now = Date.UTC(2026, 10, 22);
const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-bench',
  cloud: 'public',
} as const;
const type = firstType.managed({ now });
const typeOf = typeTable(contentTypes.map((each) => each.managed({ now })));
const clock = { now: () => now, sleep: async () => undefined };

const ruleOf = (index: number): Resource => {
  const draft = parse({
    id: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    name: `Rule ${index}`,
    kind: 'Scheduled',
    severity: 'Low',
    description: 'A rule of a benchmark.',
    queryFrequency: '1h',
    queryPeriod: '1h',
    triggerOperator: 'gt',
    triggerThreshold: index % 100,
    tactics: ['Execution'],
    relevantTechniques: ['T1059'],
    query: `SecurityEvent\n| where EventID == ${index}\n| summarize count() by Computer`,
    entityMappings: [{ entityType: 'Host', fieldMappings: [{ identifier: 'HostName', columnName: 'Computer' }] }],
  });
  const rule = analyticsRule.complete(draft);
  if (rule === undefined) throw new Error('the rule of the benchmark is not complete');
  return analyticsRule.render(rule, { apiVersion: '2023-12-01-preview', now });
};

type Run = { readonly milliseconds: number; readonly requests: number; readonly changes: number };

const planOf = async (count: number): Promise<Run> => {
  const store = memoryStore();
  const portal = createPortal({ store, clock, target });
  const resources = Array.from({ length: count }, (_, index) => ruleOf(index));
  for (const { name, body } of resources) await portal.createRule(name, body);
  const emulator = createEmulator({ store, clock });
  let requests = 0;
  const counting: Transport = (request) => {
    requests += 1;
    return emulator(request);
  };
  const { workspace } = connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    target,
    transport: counting,
    clock: { ...clock, sleep: () => new Promise(() => undefined) },
    version: 'bench',
    rates: rates(),
  });
  await workspace.get('alertRules', 'warm-up');
  requests = 0;
  const live = await workspace.list('alertRules');
  const metadata = await workspace.list('metadata');
  const began = performance.now();
  const desired = resources.map((resource): Desired => ({
    type: type.name,
    resource,
    displayName: resource.name,
    version: '1.0.0',
    path: resource.name,
  }));
  const verdicts = compare({
    desired,
    live,
    metadata,
    project: { name: 'bench', id: '8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47' },
    ownership: 'markers',
    type,
  });
  const planned = plan(verdicts, {
    workspace: 'bench',
    target,
    ownership: 'markers',
    content: 'complete',
    types: [type],
    typeOf,
    now,
  });
  return { milliseconds: performance.now() - began, requests, changes: planned.changes.length };
};

const boundless = { burst: 1_000_000, perSecond: 1_000_000 };
const rates = () => ({ read: boundless, write: boundless, delete: boundless });

/** Planning 512 rules asks for listing pages only, and a rule costs the same among 100 and among 5,000. */
export const planning = async (): Promise<readonly Figure[]> => {
  await planOf(100);
  const few = await planOf(500);
  const many = await planOf(5000);
  const real = await planOf(512);
  // Pages of a hundred rules, and one page without markers.
  return [
    {
      what: 'requests of a plan of 512 rules against its listing pages',
      measured: real.requests,
      reference: Math.ceil(512 / 100) + 1,
      target: 1,
      unit: 'requests',
    },
    {
      what: 'a rule of 5,000 against a rule of 500, compared and planned',
      measured: many.milliseconds / 50,
      reference: few.milliseconds / 5,
      target: 1.5,
      unit: 'ms per 100',
    },
  ];
};
