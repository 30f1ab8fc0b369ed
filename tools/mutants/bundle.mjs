/**
 * Run in a copy of the project: bundles each test file with all that it imports, and the command line, from sources in
 * which defects are planted (`.mutants/planted.json`: text by path). A bundle is one module for Jest to load, where the
 * sources are hundreds. Prints nothing; a source that cannot be bundled ends it with esbuild's own words.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { commandBundle } from '../command-bundle.mjs';

const root = process.cwd();
const { planted, tests } = JSON.parse(readFileSync('.mutants/planted.json', 'utf8'));

/** Programs of their own, and packages that look for files beside them. */
const external = [
  '@jest/globals',
  '@kusto/language-service-next',
  '@cdktn/hcl2json',
  '@swc/core',
  'esbuild',
  'jest-environment-node',
  'playwright-core',
  'typescript',
];

/** `keepPlaces`: modules go on to believe that they lie where their sources do. */
const planting = (keepPlaces) => ({
  name: 'planting',
  setup({ onLoad }) {
    onLoad({ filter: /\.[mc]?[jt]s$/ }, async ({ path }) => {
      const text = planted[relative(root, path)] ?? (await readFile(path, 'utf8'));
      const contents = keepPlaces
        ? text
            .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
            .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        : text;
      return { contents, loader: path.endsWith('ts') ? 'ts' : 'js' };
    });
  },
});

const requiring = (at) =>
  `import { createRequire as requireFrom } from 'node:module';const require = requireFrom(${at});`;

// A program that a test starts asks the same file as Jest's environment; without that variable every defect is asleep.
const asking = `globalThis.isAwake ??= ((fs, folder, seen) => {
  if (folder === undefined) return () => false;
  const { defect } = JSON.parse(fs.readFileSync(folder + '/run.json', 'utf8'));
  return (id) => {
    if (!seen.has(id)) fs.appendFileSync(folder + '/reached', id + '\\n');
    seen.add(id);
    return id === defect;
  };
})(require('node:fs'), process.env.PICKET_DEFECTS, new Set());`;

await build({
  ...commandBundle,
  banner: { js: `${requiring('import.meta.url')}${asking}` },
  plugins: [planting(false)],
  sourcemap: false,
  outdir: 'dist',
});
// Not all at once: each bundle is several megabytes.
for (let from = 0; from < tests.length; from += 32)
  await build({
    entryPoints: tests.slice(from, from + 32),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    outbase: '.',
    outdir: '.mutants/bundles',
    // A package's own modules before what it has for other loaders.
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    external: external.flatMap((name) => [name, `${name}/*`]),
    banner: { js: requiring(JSON.stringify(pathToFileURL(`${root}/package.json`).href)) },
    plugins: [planting(true)],
    logLevel: 'error',
  });
