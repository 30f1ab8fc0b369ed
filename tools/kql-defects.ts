/**
 * Plants one defect in each of some operators and functions of the interpreter, and says which of them the tests of
 * test/kql/run notice: `npm run kql-defects -- [NAME...]`. Run by hand, before a release. `npm run mutants` draws its
 * defects by chance; these are chosen, one for each operator or function that rules lean on.
 *
 * All of them are planted asleep in bundles of the test files, and one at a time is awake while those run.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Plugin } from 'esbuild';

/** An expression of the sources, and what it becomes; `test` is the file under test/kql/run that should notice. */
type Defect = {
  readonly name: string;
  readonly path: string;
  readonly sound: string;
  readonly broken: string;
  readonly test: string;
};

const rows = 'operators/rows.ts';
const project = 'operators/project.ts';

const operators: readonly Defect[] = (
  [
    ['where', rows, 'rows.filter((row) => holds(row) === true)', 'rows.filter((row) => holds(row) !== false)'],
    ['take', rows, 'rows.slice(0, count)', 'rows.slice(0, count + 1)'],
    ['sort', rows, "ordering?.AscOrDescKeyword?.Text !== 'asc'", "ordering?.AscOrDescKeyword?.Text === 'desc'"],
    ['top', rows, 'sortRows(rows, keys).slice(0, count())', 'rows.slice(0, count())'],
    ['distinct', rows, 'seen.has(key)', 'seen.has(null)'],
    ['extend', project, 'outputs.findIndex((output) => output.name === name)', '-1'],
    ['project-away', project, '!tests.some((test) => test(name))', '!tests.every((test) => test(name))'],
    ['join kind=leftouter', 'operators/join.ts', 'outer.left', 'outer.right'],
    ['join kind=leftanti', 'operators/join.ts', '(key !== undefined && keys.has(key)) === has', 'keys.has(key ?? 0)'],
    [
      'mv-expand',
      'operators/expand.ts',
      'Math.max(0, ...lists.map((list) => list.length))',
      'Math.min(...lists.map((list) => list.length))',
    ],
    [
      'summarize',
      'operators/summarize.ts',
      'values.length === 1 ? keyOf(values[0] ?? null) : keyOfAll(values)',
      'keyOf(values[0] ?? null)',
    ],
    ['union', 'operators/union.ts', 'found.size <= 1', 'found.size <= 2'],
  ] as const
).map(([name, path, sound, broken]) => ({ name, path, sound, broken, test: 'operators' }));

const functions: readonly Defect[] = (
  [
    ['countif()', 'aggregates/aggregate.ts', 'holds(row) === true', 'holds(row) !== false', 'operators'],
    [
      'make_set()',
      'aggregates/collections.ts',
      'value === null || values.has(key) || values.size >= size()',
      'value === null || values.has(key)',
      'operators',
    ],
    ['avg()', 'aggregates/numbers.ts', 'total / rows', 'total / (rows + 1)', 'operators'],
    ['bin()', 'functions/bins.ts', 'rest < 0 ? rest + size : rest', 'rest', 'expressions'],
    [
      'iff(), case()',
      'functions/conditions.ts',
      'condition(values) === true',
      'condition(values) !== false',
      'expressions',
    ],
    ['coalesce()', 'functions/conditions.ts', "value === null || value === ''", 'value === null', 'expressions'],
    [
      'split()',
      'functions/strings.ts',
      "delimiter === '' ? [value] : value.split(delimiter)",
      'value.split(delimiter)',
      'expressions',
    ],
    ['substring()', 'functions/strings.ts', 'Math.max(characterCount(value) + start, 0)', '0', 'expressions'],
    ['has', 'text.ts', "edges === 'start' || isEdge(text, at + term.length)", 'true', 'expressions'],
    [
      'strlen()',
      'text.ts',
      'surrogate.test(text) ? Array.from(text).length : text.length',
      'text.length',
      'expressions',
    ],
  ] as const
).map(([name, path, sound, broken, test]) => ({ name, path, sound, broken, test }));

const { positionals: wanted } = parseArgs({ allowPositionals: true });
const every = [...operators, ...functions];
const unknown = wanted.filter((word) => !every.some(({ name }) => name === word));
if (unknown.length > 0)
  throw new Error(`no defect ${unknown.join(', ')}: there are ${every.map(({ name }) => name).join(', ')}`);
const defects = every.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

const source = (path: string): string => resolve('src/kql/run', path);

/** The text of a source with its defects asleep. Throws where what is to be broken is not there, or more than once. */
const planted = (path: string): string =>
  defects
    .filter((defect) => source(defect.path) === path)
    .reduce(
      (text, { name, sound, broken }) => {
        const parts = text.split(sound);
        if (parts.length !== 2) throw new Error(`${path} holds \`${sound}\` ${parts.length - 1} times`);
        return parts.join(`(process.env.PICKET_DEFECT === ${JSON.stringify(name)} ? (${broken}) : (${sound}))`);
      },
      readFileSync(path, 'utf8'),
    );

const planter: Plugin = {
  name: 'defects',
  setup: (build) => {
    build.onLoad({ filter: /\/src\/kql\/run\/.*\.ts$/ }, ({ path }) => ({ contents: planted(path), loader: 'ts' }));
  },
};

/** Test files by what they test; each is a bundle of its own. */
const tests: Readonly<Record<string, readonly string[]>> = {
  operators: ['operators/rows', 'operators/join', 'operators/summarize', 'operators/dynamic', 'program', 'laws'],
  expressions: ['expressions', 'text'],
};

const folder = resolve(`.build-defects-${process.pid}`);
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '-w', '1', '--bail'];

const fails = (defect: string | undefined, what: string): boolean =>
  spawnSync(process.execPath, [...jest, '--silent', '--config', join(folder, 'jest.json'), `${what}-bundles/`], {
    // Where nothing is broken, what fails is for whoever runs this to see.
    stdio: defect === undefined ? ['ignore', 'ignore', 'inherit'] : 'ignore',
    env: { ...process.env, PICKET_DEFECT: defect },
  }).status !== 0;

try {
  for (const [what, names] of Object.entries(tests)) {
    const outdir = join(folder, `${what}-bundles`);
    mkdirSync(outdir, { recursive: true });
    symlinkSync(resolve('test/kql/run/expressions'), join(outdir, 'expressions'));
    await build({
      entryPoints: names.map((name) => ({ in: `test/kql/run/${name}.test.ts`, out: name.replaceAll('/', '-') })),
      outdir,
      outExtension: { '.js': '.test.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      packages: 'external',
      plugins: [planter],
      logLevel: 'error',
    });
  }
  const config = {
    rootDir: folder,
    testMatch: ['**/*.test.mjs'],
    moduleFileExtensions: ['mjs', 'js', 'json', 'node'],
    transform: {},
  };
  writeFileSync(join(folder, 'jest.json'), JSON.stringify(config));
  for (const what of new Set(defects.map(({ test }) => test)))
    if (fails(undefined, what)) throw new Error(`the tests of ${what} fail where nothing is broken`);
  let missed = 0;
  for (const { name, test, broken } of defects) {
    const isNoticed = fails(name, test);
    if (!isNoticed) missed += 1;
    console.log(`${isNoticed ? 'noticed' : 'MISSED '} ${name}: ${broken}`);
  }
  console.log(`${defects.length - missed} of ${defects.length} defects noticed`);
  process.exitCode = missed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
