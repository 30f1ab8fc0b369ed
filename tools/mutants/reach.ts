import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const imports = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

const sourcesIn = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .toSorted();

/**
 * Which test files reach a file of the project by imports, the nearest first: a test beside a unit comes before one that
 * runs whole commands. Paths are relative to the root.
 */
export const reachOf = (root: string): ((path: string) => readonly string[]) => {
  const importers = new Map<string, string[]>();
  for (const path of ['src', 'test', 'tools'].flatMap((folder) => sourcesIn(root, folder)))
    for (const [, to = ''] of readFileSync(join(root, path), 'utf8').matchAll(imports)) {
      const target = normalize(join(dirname(path), to));
      importers.set(target, [...(importers.get(target) ?? []), path]);
    }
  return (path) => {
    const seen = new Set([path]);
    // A set is walked in the order of its insertions, also of those made meanwhile: nearest first.
    for (const one of seen) for (const importer of importers.get(one) ?? []) seen.add(importer);
    const mirrored = path.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');
    const tests = [...seen].filter((one) => one.startsWith('test/') && one.endsWith('.test.ts'));
    return tests.toSorted((one, other) => Number(other === mirrored) - Number(one === mirrored));
  };
};
