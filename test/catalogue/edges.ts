import type { CatalogueRule, PagesModel, Schedule } from '../../src/catalogue/model.ts';
import { attack, facts, model, rule, tableRead } from './sample.ts';

type Placement = CatalogueRule['placements'] extends ReadonlyMap<string, infer Value> ? Value : never;

const on: Placement = { state: 'on', stage: 'production', changed: [] };
const names = (count: number, name: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
const longName =
  'A name that is too long to stand whole beside a circle in a picture of all that rules need, so it is cut';

/** A catalogue with exactly one of everything: one rule, in one workspace, which reads one column of one table. */
export const lone: PagesModel = model(
  [
    rule({
      history: {
        revisions: [
          {
            commit: 'c'.repeat(40),
            date: '2026-03-02',
            subject: 'Look at it',
            version: undefined,
            query: [
              { kind: 'same', text: 'A' },
              { kind: 'gap', text: '' },
              { kind: 'removed', text: 'B' },
            ],
          },
        ],
        older: 0,
        isCut: false,
      },
      placements: new Map([['prod', { state: 'off', stage: 'production', changed: ['severity'] }]]),
      exceptions: [{ workspace: 'prod', kind: 'opted-out' }],
      query: {
        text: 'SigninLogs',
        tokens: [{ kind: 'table', span: { start: 0, end: 10 } }],
        facts: facts({ tables: [tableRead('SigninLogs', ['TimeGenerated'])] }),
      },
    }),
  ],
  { workspaces: ['prod'] },
);

const minute = 60_000;
/** Look-backs shorter and longer than the time between runs, up to one that is cut off. */
const schedules = [5, 30, 60, 90, 600, 40_000].map((length): Schedule => ({
  kind: 'scheduled',
  every: 60 * minute,
  lookBack: length * minute,
  operator: 'GreaterThan',
  threshold: 0,
}));
const places = names(9, 'place-');

/** A catalogue with more of everything than stands in a line: tables, names, workspaces, rules of a need. */
export const many: PagesModel = model(
  names(6, 'rule-').map((id, index) =>
    rule({
      id,
      name: index === 3 ? longName : `Rule ${index}`,
      path: `analytics-rules/${id}.yaml`,
      workspaces: places,
      enabled: index !== 5,
      techniques: [['T0800', 'T1078.004', 'T1485', 'T9999.001'][index % 4] ?? ''],
      schedule: schedules[index],
      history: { revisions: [], older: 0, isCut: false },
      placements: new Map(places.map((name, at) => [name, index === 2 && at > 6 ? { ...on, state: 'off' } : on])),
      query: {
        text: 'T',
        tokens: [],
        facts: facts({
          tables: [...names(index === 0 ? 14 : index % 4, 'Table'), ...(index === 3 ? [longName] : [])].map((name) =>
            tableRead(name, names(index % 3, 'Column')),
          ),
        }),
      },
    }),
  ),
  {
    workspaces: places,
    groups: new Map([['all', places]]),
    attack: {
      ...attack,
      tactics: [...attack.tactics, 'ImpairProcessControl'],
      techniques: new Map([
        ...attack.techniques,
        ['T0800', { tactics: ['InhibitResponseFunction', 'ImpairProcessControl'], retired: false }],
      ]),
    },
  },
);
