import type { CatalogueRule, PagesModel, Schedule } from '../../src/catalogue/model.ts';
import { facts, model, rule, tableRead } from './sample.ts';

const hour = 3_600_000;
const schedules: readonly Schedule[] = [
  { kind: 'scheduled', every: hour, lookBack: hour, operator: 'Equal', threshold: 0 },
  { kind: 'scheduled', every: hour, lookBack: hour / 20, operator: 'Equal', threshold: 0 },
  { kind: 'scheduled', every: hour, lookBack: 1.5 * hour, operator: 'NotEqual', threshold: 2 },
  { kind: 'scheduled', every: hour, lookBack: 5 * hour, operator: 'NotEqual', threshold: 2 },
  { kind: 'scheduled', every: 24 * hour, lookBack: 336 * hour, operator: 'NotEqual', threshold: 2 },
  { kind: 'scheduled', every: 0, lookBack: hour, operator: 'GreaterThan', threshold: 0 },
  { kind: 'scheduled', every: hour, lookBack: 0, operator: 'GreaterThan', threshold: 0 },
];

/** Ids that name no folder, or one that is taken. */
const ids = ['con', 'COM1.x', '0', 'a/b', '--', 'long '.repeat(30), 'Same', 'same', '-a', 'x'.repeat(101)];

const rules: readonly CatalogueRule[] = ids.map((id, index) =>
  rule({
    id,
    name: `Rule ${index}`,
    path: `analytics-rules/${index}.yaml`,
    severity: ['High', 'Informational', undefined, 'Grave'][index % 4],
    enabled: index !== 3,
    tactics: index % 3 === 0 ? [] : ['Persistence', 'Unheard'],
    techniques: index < 2 ? [] : [['T1098.001', 'T1492', 'T0800', 'T1078.004', 'T9999'][index % 5] ?? ''],
    schedule: schedules[index % schedules.length],
    connectors: [],
    handling: [],
    tests: index % 2 === 0 ? undefined : { path: 'x.test.yaml', cases: [], mutants: { caught: 0, all: index - 1 } },
    history: index % 2 === 0 ? { revisions: [], older: index, isCut: index % 4 === 0 } : rule().history,
    alert: {
      title: index === 4 ? 'Only {{A}}' : undefined,
      description: undefined,
      severityColumn: undefined,
      tacticsColumn: index === 5 ? 'Tac' : undefined,
      properties: [],
    },
    query: {
      text: 'T',
      tokens: [],
      facts: facts({
        tables: ['Same', 'same', 'con', 'Odd name', 'T'].slice(0, index).map((name) => ({
          ...tableRead(name),
          known: name !== 'con',
        })),
      }),
    },
    placements: new Map([
      ['prod', { state: 'on', stage: 'production', changed: index === 1 ? ['severity', 'a|b'] : [] }],
      ['test', { state: 'on', stage: 'production', changed: index < 3 ? ['query'] : [] }],
    ]),
  }),
);

/** A catalogue of rules that are odd in what they are called and in what they leave out. */
export const odd: PagesModel = model(rules, { baseUrl: 'https://contoso.example/rules//' });
