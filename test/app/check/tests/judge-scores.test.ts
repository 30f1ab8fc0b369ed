import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { judgeScores } from '../../../../src/app/check/tests/mutation-scores.ts';
import { openProject } from '../../../../src/app/project.ts';
import type { MutationScore } from '../../../../src/core/tests.ts';

const score = (path: string, caught: number, all: number): MutationScore => ({
  rule: `Rule ${path}`,
  path,
  caught,
  all,
  survivors: caught === all ? [] : [{ change: 'without `x`' }, { change: 'with `not(x)`' }],
});

const hint = 'Add a case that tells the difference, or mark the condition with `// picket: equivalent REASON`.';
const survivor = ' Not noticed is, for one, the query without `x`.';

describe('scores of mutants', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'picket-'));
  });
  afterAll(() => rm(cwd, { recursive: true }));

  const judged = async (
    kept: string | undefined,
    scores: readonly MutationScore[],
    request: Parameters<typeof judgeScores>[3],
  ) => {
    const file = join(cwd, 'mutation-scores.json');
    await rm(file, { force: true });
    if (kept !== undefined) await writeFile(file, kept);
    const project = await openProject({ cwd }, { from: 'none' });
    const found = await judgeScores(project, { cwd }, scores, request);
    return { found, kept: await readFile(file, 'utf8').catch(() => undefined) };
  };
  const keptOf = (rules: Readonly<Record<string, unknown>>): string =>
    `${JSON.stringify({ version: 1, rules }, null, 2)}\n`;
  const compare = { minimum: undefined, scores: 'compare' } as const;

  test('are compared with a minimum, each by itself', async () => {
    const scores = [score('a.yaml', 1, 3), score('b.yaml', 3, 3), score('c.yaml', 0, 0), score('d.yaml', 2, 3)];
    expect(await judged(undefined, scores, { ...compare, minimum: 66.7 })).toEqual({
      found: [
        {
          severity: 'error',
          path: 'a.yaml',
          code: 'test/mutants-below-minimum',
          message: 'The cases of `Rule a.yaml` notice 1 of 3 mutants (33.3 %), and 66.7 % are wanted.',
          hint: hint + survivor,
        },
        {
          severity: 'error',
          path: 'd.yaml',
          code: 'test/mutants-below-minimum',
          message: 'The cases of `Rule d.yaml` notice 2 of 3 mutants (66.6 %), and 66.7 % are wanted.',
          hint: hint + survivor,
        },
      ],
      kept: undefined,
    });
    expect((await judged(undefined, [score('a.yaml', 1, 2)], { ...compare, minimum: 50 })).found).toEqual([]);
  });

  test('are compared with what was kept of them', async () => {
    const kept = keptOf({
      'a.yaml': { caught: 2, all: 3 },
      'b.yaml': { caught: 2, all: 4 },
      'c.yaml': { caught: 2 },
      'e.yaml': { all: 2 },
      'f.yaml': { caught: 1, all: 1 },
    });
    const scores = ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml', 'e.yaml'].map((path) => score(path, 1, 2));
    expect(await judged(kept, scores, compare)).toEqual({
      found: [
        {
          severity: 'error',
          path: 'a.yaml',
          code: 'test/mutants-fell',
          message: 'The cases of `Rule a.yaml` notice 1 of 2 mutants (50 %); before, it was 2 of 3 (66.6 %).',
          hint: `${hint}${survivor} \`picket test --mutants --update\` keeps the lower score.`,
        },
      ],
      kept,
    });
    expect((await judged(kept, [score('a.yaml', 3, 3)], compare)).found).toEqual([]);
  });

  test('are kept beside those of other rules, in an order of their own', async () => {
    const keep = { minimum: undefined, scores: 'keep' } as const;
    const before = keptOf({ 'b.yaml': { caught: 2, all: 4 }, 'a.yaml': { caught: 2, all: 3 } });
    const scores = [score('c.yaml', 1, 1), score('a.yaml', 1, 3)];
    expect(await judged(before, scores, keep)).toEqual({
      found: [],
      kept: keptOf({
        'a.yaml': { caught: 1, all: 3 },
        'b.yaml': { caught: 2, all: 4 },
        'c.yaml': { caught: 1, all: 1 },
      }),
    });
    for (const none of [undefined, 'no JSON', '[]', '{"rules": []}'])
      expect([none, (await judged(none, [score('c.yaml', 1, 1)], keep)).kept]).toEqual([
        none,
        keptOf({ 'c.yaml': { caught: 1, all: 1 } }),
      ]);
    expect((await judged(before, [score('a.yaml', 1, 3)], { ...keep, minimum: 50 })).found).toHaveLength(1);
  });
});
