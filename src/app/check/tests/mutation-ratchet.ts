import { join } from 'node:path';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import { isObject, parseJson, type JsonObject } from '../../../core/json.ts';
import type { MutationScore } from '../../../core/tests.ts';
import { shown } from '../../../files/discover.ts';
import { readText, writeAtomically } from '../../../files/disk.ts';
import type { Project } from '../../project.ts';

/** Where scores are kept, beside picket.yaml: they may not fall. */
export const ratchetFile = 'mutation-scores.json';

const percentOf = ({ caught, all }: Pick<MutationScore, 'caught' | 'all'>): number =>
  all === 0 ? 100 : (caught / all) * 100;

const rounded = (percent: number): string => `${Math.floor(percent * 10) / 10} %`;

type Kept = ReadonlyMap<string, Pick<MutationScore, 'caught' | 'all'>>;

const readKept = (text: string | undefined): Kept => {
  const value = text === undefined ? undefined : parseJson(text);
  const rules = isObject(value) && isObject(value['rules']) ? value['rules'] : {};
  return new Map(
    Object.entries(rules).flatMap(([path, score]): [string, Pick<MutationScore, 'caught' | 'all'>][] => {
      const { caught, all } = isObject(score) ? score : {};
      return typeof caught === 'number' && typeof all === 'number' ? [[path, { caught, all }]] : [];
    }),
  );
};

const printKept = (kept: Kept): string => {
  const rules: JsonObject = Object.fromEntries(
    [...kept]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([path, { caught, all }]) => [path, { caught, all }]),
  );
  return `${JSON.stringify({ version: 1, rules }, null, 2)}\n`;
};

const survivorsOf = ({ survivors }: MutationScore): string => {
  const [first] = survivors;
  return first === undefined ? '' : ` Not noticed is, for one, the query ${first.change}.`;
};

/**
 * Scores that are too low: below a minimum, in percent of each rule's mutants, or below what mutation-scores.json has kept.
 * With `keep` they are written there instead of being compared.
 */
export const judgeScores = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  scores: readonly MutationScore[],
  request: { readonly minimum: number | undefined; readonly scores: 'compare' | 'keep' },
): Promise<readonly Diagnostic[]> => {
  const file = join(project.root, ratchetFile);
  const text = await readText(file);
  const kept = readKept(text);
  const keyOf = ({ path }: MutationScore): string => shown(project.root, join(io.cwd, path));
  if (request.scores === 'keep') {
    const next = new Map([
      ...kept,
      ...scores.map((score): [string, Pick<MutationScore, 'caught' | 'all'>] => [keyOf(score), score]),
    ]);
    const printed = printKept(next);
    if (printed !== text) await writeAtomically(file, printed);
  }
  return scores.flatMap((score): readonly Diagnostic[] => {
    const percent = percentOf(score);
    const before = kept.get(keyOf(score));
    const base = { severity: 'error', path: score.path } as const;
    const hint = `Add a case that tells the difference, or mark the condition with \`// picket: equivalent REASON\`.${survivorsOf(score)}`;
    if (request.minimum !== undefined && percent < request.minimum)
      return [
        {
          ...base,
          code: 'test/mutants-below-minimum',
          message: `The cases of \`${score.rule}\` notice ${score.caught} of ${score.all} mutants (${rounded(percent)}), and ${request.minimum} % are wanted.`,
          hint,
        },
      ];
    if (request.scores === 'compare' && before !== undefined && percent < percentOf(before))
      return [
        {
          ...base,
          code: 'test/mutants-fell',
          message: `The cases of \`${score.rule}\` notice ${score.caught} of ${score.all} mutants (${rounded(percent)}); it were ${before.caught} of ${before.all} (${rounded(percentOf(before))}).`,
          hint: `${hint} \`picket test --mutants --update\` keeps the lower score.`,
        },
      ];
    return [];
  });
};
