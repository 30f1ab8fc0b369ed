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

/** The first error of the type checker; nothing where there is none. Rejects where it could not run. */
const firstError = (root: string): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const words = ['--project', 'src-alone.json', '--noEmit', '--pretty', 'false'];
    execFile(join(root, 'node_modules/.bin/tsc'), words, { cwd: root, maxBuffer: 1e8 }, (error, said) => {
      const found = /error (TS\d+): .*/.exec(said)?.[0];
      if (error === null || found !== undefined) resolve(found);
      else reject(error);
    });
  });

/**
 * Tells of a defect whether the project's own types refuse it: such a change cannot be made, whatever the tests say. `root`
 * is a copy of the project that nobody else reads. The answer is the compiler's first error, or nothing. Rejects where the
 * copy has an error of its own.
 */
export const refusals = (root: string): ((defect: Defect) => Promise<string | undefined>) => {
  const begin = async (): Promise<void> => {
    writeFileSync(join(root, 'src-alone.json'), JSON.stringify(settings));
    const own = await firstError(root);
    if (own !== undefined) throw new Error(`The project has an error of types without a defect: ${own}`);
  };
  // One after the other: each changes the copy and puts it back.
  let before: Promise<unknown> | undefined;
  return ({ path, mutation }) => {
    const answer = (before ?? begin()).then(async () => {
      const file = join(root, path);
      const sound = readFileSync(file, 'utf8');
      writeFileSync(file, mutated(sound, mutation));
      try {
        return await firstError(root);
      } finally {
        writeFileSync(file, sound);
      }
    });
    before = answer;
    return answer;
  };
};
