import { dirname, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isArray, isObject, parseJson } from '../../core/json.ts';
import { readText, writeAtomically } from '../../files/disk.ts';

/** One finding that is known, wherever in its file it stands, and how often. */
type Known = { readonly code: string; readonly path: string; readonly message: string; readonly count: number };

/** Findings that were there when somebody drew the line; `file` is as given. */
export type Baseline = { readonly file: string; readonly known: ReadonlyMap<string, number> };

const keyOf = ({ code, path, message }: Pick<Known, 'code' | 'path' | 'message'>): string =>
  JSON.stringify([path, code, message]);

/** The path of a finding as the file has it: from the file's own folder, whatever the working directory. */
const pathFrom = (io: Pick<Io, 'cwd'>, file: string, path: string): string =>
  relative(dirname(resolve(io.cwd, file)), resolve(io.cwd, path))
    .split(sep)
    .join('/');

const unreadable = (file: string, problem: string): PicketError =>
  new PicketError('config', `${file} is no baseline: ${problem}.`, {
    code: 'unreadable-baseline',
    hint: 'Write it anew: picket validate --baseline FILE --update-baseline.',
  });

/** Reads a baseline. Rejects with a `config` error where the file is absent or no baseline. */
export const readBaseline = async (io: Pick<Io, 'cwd'>, file: string): Promise<Baseline> => {
  const text = await readText(resolve(io.cwd, file));
  if (text === undefined) throw unreadable(file, 'it does not exist');
  const value = parseJson(text);
  if (!isObject(value) || value['version'] !== 1 || !isArray(value['findings']))
    throw unreadable(file, 'it has no version 1 and no list of findings');
  const known = new Map<string, number>();
  for (const each of value['findings']) {
    if (!isObject(each)) throw unreadable(file, 'a finding in it is no mapping');
    const { code, path, message, count = 1 } = each;
    if (
      typeof code !== 'string' ||
      typeof path !== 'string' ||
      typeof message !== 'string' ||
      typeof count !== 'number'
    )
      throw unreadable(file, 'a finding in it lacks its code, path or message, or its count is no number');
    const key = keyOf({ code, path, message });
    known.set(key, (known.get(key) ?? 0) + count);
  }
  return { file, known };
};

/** Findings told apart: those that are new, and how many are known; `gone` of the known ones are no longer there. */
export type Compared = {
  readonly fresh: readonly Diagnostic[];
  readonly old: readonly Diagnostic[];
  readonly gone: number;
};

/** Compares findings with a baseline: of a finding that stands in a file more often than it did the last ones are new. */
export const compareWithBaseline = (
  io: Pick<Io, 'cwd'>,
  { file, known }: Baseline,
  found: readonly Diagnostic[],
): Compared => {
  const left = new Map(known);
  const fresh: Diagnostic[] = [];
  const old: Diagnostic[] = [];
  for (const each of found) {
    const key = keyOf({ ...each, path: pathFrom(io, file, each.path) });
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    (count > 0 ? old : fresh).push(each);
  }
  return { fresh, old, gone: [...left.values()].reduce((sum, count) => sum + count, 0) };
};

/** Writes what is found now as the baseline: one finding a line, without lines, so that it survives edits above it. */
export const writeBaseline = async (io: Pick<Io, 'cwd'>, file: string, found: readonly Diagnostic[]): Promise<void> => {
  const counts = new Map<string, Known>();
  for (const { code, message, path } of found) {
    const entry = { code, path: pathFrom(io, file, path), message };
    const key = keyOf(entry);
    counts.set(key, { ...entry, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const lines = [...counts]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { count, ...entry }]) => `    ${JSON.stringify(count === 1 ? entry : { ...entry, count })}`);
  const findings = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  await writeAtomically(resolve(io.cwd, file), `{\n  "version": 1,\n  "findings": ${findings}\n}\n`);
};
