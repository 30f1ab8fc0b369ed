import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Defect } from './plant.ts';
import { mutated } from './sites.ts';

/** Defects lie in src. What a change leaves unused would have been taken out with it: that alone refuses no defect. */
const settings = {
  extends: './tsconfig.json',
  include: ['src'],
  compilerOptions: {
    incremental: true,
    tsBuildInfoFile: './types.json',
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
};

/** The first error of the type checker in each file, by its path. Rejects where it could not run. */
const errorsIn = (root: string): Promise<ReadonlyMap<string, string>> =>
  new Promise((resolve, reject) => {
    const words = ['--project', 'src-alone.json', '--noEmit', '--pretty', 'false'];
    execFile(join(root, 'node_modules/.bin/tsc'), words, { cwd: root, maxBuffer: 1e8 }, (error, said) => {
      const found = [...said.matchAll(/^(.+?)(?:\(\d+,\d+\))?: (error TS\d+: .*)$/gm)].toReversed();
      if (error === null || found.length > 0)
        resolve(new Map(found.map(([, path = '', text = '']) => [path, text] as const)));
      else reject(error);
    });
  });

/** How many files with a defect the type checker reads at once. */
const atOnce = 64;

/** Lists of defects of which no two lie in one file. */
const batches = (defects: readonly Defect[]): readonly (readonly Defect[])[] => {
  const made: Defect[][] = [];
  for (const defect of defects) {
    const free = made.find((batch) => batch.length < atOnce && batch.every(({ path }) => path !== defect.path));
    if (free === undefined) made.push([defect]);
    else free.push(defect);
  }
  return made;
};

/**
 * Tells of defects which of them the project's own types refuse: such a change cannot be made, whatever the tests say.
 * `root` is a copy of the project that nobody else reads. The answer has an error of the compiler for each that is refused,
 * by its id. Rejects where the copy has an error of its own.
 */
export const refusalsOf = async (root: string, defects: readonly Defect[]): Promise<ReadonlyMap<string, string>> => {
  writeFileSync(join(root, 'src-alone.json'), JSON.stringify(settings));
  const [own] = (await errorsIn(root)).values();
  if (own !== undefined) throw new Error(`The project has an error of types without a defect: ${own}`);

  const errorsWith = async (batch: readonly Defect[]): Promise<ReadonlyMap<string, string>> => {
    const sound = batch.map(({ path }) => [join(root, path), readFileSync(join(root, path), 'utf8')] as const);
    for (const [index, { mutation }] of batch.entries()) {
      const [file = '', text = ''] = sound[index] ?? [];
      writeFileSync(file, mutated(text, mutation));
    }
    try {
      return await errorsIn(root);
    } finally {
      for (const [file, text] of sound) writeFileSync(file, text);
    }
  };
  const refused = new Map<string, string>();
  const judge = async (batch: readonly Defect[]): Promise<void> => {
    const errors = batch.length === 0 ? new Map<string, string>() : await errorsWith(batch);
    const [first] = batch;
    const [any] = errors.values();
    if (first === undefined || any === undefined) return;
    if (batch.length === 1) {
      refused.set(first.id, errors.get(first.path) ?? any);
      return;
    }
    // An error is a defect's own if it lies in its file and goes with it; of the others it may be anybody's.
    const rest = batch.filter(({ path }) => !errors.has(path));
    const left = rest.length === 0 ? new Map<string, string>() : await errorsWith(rest);
    const isOwn = ({ path }: Defect): boolean => errors.has(path) && !left.has(path);
    for (const defect of batch.filter(isOwn)) refused.set(defect.id, errors.get(defect.path) ?? any);
    const open = left.size === 0 ? batch.filter(({ path }) => left.has(path)) : batch.filter((one) => !isOwn(one));
    const half = Math.ceil(open.length / 2);
    await judge(open.slice(0, half));
    await judge(open.slice(half));
  };
  for (const batch of batches(defects)) await judge(batch);
  return refused;
};
