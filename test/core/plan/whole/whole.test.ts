import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compare, type CompareInput } from '../../../../src/core/engine/compare.ts';
import type { Plan, Verdict } from '../../../../src/core/engine/change.ts';
import { driftPlace } from '../../../../src/core/engine/drift.ts';
import { isRefused, plan } from '../../../../src/core/plan/plan.ts';
import { planFlags, type PlanOptions } from '../../../../src/core/plan/plan-options.ts';
import { touchedOf } from '../../../../src/core/plan/saved-plan.ts';
import { body, compareInput, idOf, planOptions, typeOf } from '../../rules.ts';
import { states } from './states.ts';
import { updateExpected } from '../../../expected.ts';

const id = idOf(1);

/** How states are compared besides with the markers of a project. */
const ways: Readonly<Record<string, Partial<CompareInput>>> = {
  '': {},
  ', without markers': { ownership: 'none' },
  ', without a project': { project: undefined },
  ', its file with errors': { invalid: { ids: new Map([[id.toLowerCase(), 'rules/broken.yaml']]), unread: [] } },
  ', a file that nobody can read': { invalid: { ids: new Map(), unread: ['rules/unread.yaml'] } },
};

const choices: readonly Partial<PlanOptions>[] = [
  {},
  { prune: 'delete' },
  { prune: 'disable', overwrite: 'all', cosmetic: 'include' },
  { prune: 'delete', overwrite: [id], reenable: [id], adopt: { ids: [id] }, only: [id, id] },
  { reenable: 'all', adopt: { ids: 'all', from: ['content-hub', 'repositories'] }, tolerate: ['switched-off'] },
  {
    scope: 'adoptions',
    adopt: { from: ['content-hub'] },
    ignoreDrift: [{ rule: id, fields: ['severity', 'query'], reason: 'seen', expires: '2027-01-15' }],
    shared: new Set([id]),
  },
  {
    ownership: 'none',
    onlyTypes: ['rule'],
    skipped: 'refuse',
    ignoreDrift: [{ rule: id, reason: 'seen', expires: '2027-01-14' }],
    said: { first: ['First.'], last: ['Last.'] },
  },
];

/** Lines under numbers: each is said once. */
const numbered = () => {
  const all = new Map<string, number>();
  return {
    numbersOf: (lines: readonly string[]): string =>
      lines
        .map((line) => {
          const number = all.get(line) ?? all.size;
          all.set(line, number);
          return number;
        })
        .join('.'),
    said: () => [...all].map(([line, number]) => `${number} ${line}`),
  };
};

const bare = body();

/** Bodies that occur everywhere, said short; what is absent is said too. */
const short = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => (member === undefined ? 'absent' : member))
    .replaceAll(JSON.stringify(bare), '"BODY"')
    .replaceAll(id, 'ID')
    .replaceAll(/\/subscriptions\/[^"]*\//g, '/…/')
    .replaceAll(/ [\w/]+=[^"]* (#[0-9a-f]{6})/g, ' … $1');

const linesOfVerdict = (verdict: Verdict): readonly string[] => {
  const { live, marker, desired, sides, fields, override, ...rest } = verdict;
  return [
    short({ ...rest, live: live?.name, marker: marker?.name, desired: desired?.resource.name }),
    ...(override === undefined ? [] : [short({ ...override, resource: override.resource?.name })]),
    ...fields.map(short),
    ...(sides === undefined ? [] : [short(sides)]),
  ];
};

const linesOfPlan = (made: Plan): readonly string[] => {
  const { changes, refusals, summary, notes, quotas } = made;
  return [
    ...changes.flatMap((whole) => {
      const { before, marker, writes, ...change } = whole;
      return [
        short({ ...change, before: before?.etag ?? before?.name, marker: marker?.name }),
        ...writes.map(short),
        short(touchedOf(whole, typeOf)),
      ];
    }),
    ...refusals.map(short),
    ...notes,
    `${Object.values(summary).join(' ')} ${quotas.map(({ name, count }) => `${name} ${count}`).join()} ${isRefused(made)}`,
  ];
};

const said = (): readonly string[] => {
  const verdicts = numbered();
  const plans = numbered();
  const lines = states.flatMap(([words, input]) =>
    Object.entries(/(?:no marker|our marker|another project's)$/.test(words) ? ways : { '': {} }).map(([way, more]) => {
      const judged = compare(compareInput({ ...input, ...more }));
      const numbers = verdicts.numbersOf(judged.flatMap(linesOfVerdict));
      const made = choices.map((options) => plans.numbersOf(linesOfPlan(plan(judged, planOptions(options)))));
      return `${words}${way}: ${judged.map((verdict) => `${verdict.state} (${driftPlace(verdict) ?? 'nowhere'})`).join()} ${numbers}: ${made.join(' ')}`;
    }),
  );
  return [
    ...choices.map((options) => planFlags(options).join(' ')),
    ...lines,
    '==== verdicts',
    ...verdicts.said(),
    '==== plans',
    ...plans.said(),
  ];
};

const file = new URL('plans.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('each way in which git and the workspace can stand to one another, and what each choice makes of it', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
