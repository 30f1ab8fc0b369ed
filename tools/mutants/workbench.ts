import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Defect } from './plant.ts';
import { refusals } from './refusal.ts';

/** What one test did: '' is what a test file did outside of its tests. Milliseconds of wall time. */
export type Result = {
  readonly path: string;
  readonly test: string;
  readonly failed: boolean;
  readonly ms: number;
  readonly reached: readonly string[];
};

/** How a run ended. `failed` are the test files that did not pass; none of them where the run broke off or took too long. */
export type Run = {
  readonly passed: boolean;
  readonly failed: readonly string[];
  readonly results: readonly Result[];
};

/** Test files in the order to run them in, and of each the tests to run; all of them where none are named. */
export type Wanted = readonly { readonly path: string; readonly only?: readonly string[] | undefined }[];

/** A copy of the project with every defect planted and every test file bundled; the project itself is never touched. */
export type Workbench = {
  readonly tests: readonly string[];
  /** Digest of all that a test file runs, by its path. */
  readonly digestOf: (path: string) => string;
  /** Runs tests while one defect is awake, or none, until a test file fails, or `all` of them. */
  readonly run: (wanted: Wanted, defect: string | undefined, seconds: number, all?: boolean) => Promise<Run>;
  /** Why the type checker refuses a defect; nothing where it takes it. */
  readonly refusal: (defect: Defect) => Promise<string | undefined>;
  readonly remove: () => void;
};

const bundled = (path: string): string => join('.mutants/bundles', path.replace(/\.ts$/, '.mjs'));
const source = (bundle: string): string => bundle.replace(/^.*?\.mutants\/bundles\//, '').replace(/\.mjs$/, '.ts');

const jestConfig = (root: string): string =>
  JSON.stringify({
    rootDir: root,
    roots: ['<rootDir>/.mutants/bundles'],
    testMatch: ['**/*.test.mjs'],
    // Bundles are named, not looked for: otherwise Jest reads them all before each run.
    moduleFileExtensions: ['js', 'json', 'node'],
    testEnvironment: '<rootDir>/tools/mutants/environment.mjs',
    testSequencer: '<rootDir>/tools/mutants/in-order.mjs',
    transform: {},
    testTimeout: 60_000,
  });

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
const flags = ['-w', '1', '--silent', '--seed=1', '--config', '.mutants/jest.config.json'];

/** The test files that failed by Jest's own words, and whether it ended well. */
const runJest = (
  root: string,
  lane: string,
  wanted: Wanted,
  seconds: number,
  all: boolean,
): Promise<Omit<Run, 'results'>> =>
  new Promise((resolve, reject) => {
    const paths = wanted.map(({ path }) => bundled(path));
    const where = ['--cacheDirectory', join(lane, 'jest'), '--runTestsByPath'];
    const child = spawn(process.execPath, [...jest, ...(all ? [] : ['--bail']), ...flags, ...where, ...paths], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0', PICKET_DEFECTS: lane, TMPDIR: join(lane, 'tmp') },
      timeout: Math.ceil(seconds * 1000),
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const failed = [...said.matchAll(/^FAIL (\S+)/gm)].map(([, path = '']) => source(path));
      resolve({ passed: code === 0, failed: [...new Set(failed)] });
    });
  });

const isResult = (value: unknown): value is Result => typeof value === 'object' && value !== null && 'reached' in value;

const resultsIn = (file: string): readonly Result[] =>
  (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isResult)
    .map((result) => ({ ...result, path: source(result.path) }));

/** Copies what git knows of the project, changes included, to a folder. */
const copyProject = (project: string, root: string): void => {
  const git = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  for (const path of execFileSync('git', git, { cwd: project, encoding: 'utf8', maxBuffer: 1e8 }).split('\0')) {
    if (path === '' || !existsSync(join(project, path))) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(project, path), join(root, path), { verbatimSymlinks: true });
  }
  for (const built of ['node_modules', 'build']) symlinkSync(join(project, built), join(root, built));
};

/** Digest of the files that tests read when they run: what is neither a source nor a bundle. */
const digestOfFiles = (root: string): string => {
  const digest = createHash('sha256');
  for (const folder of ['.github', 'docs', 'schemas', 'templates', 'test'].filter((name) =>
    existsSync(join(root, name)),
  ))
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && !entry.name.endsWith('.ts'))
        digest.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  return digest.digest('hex');
};

/**
 * Opens a workbench on a project that is built. `planted` is the text, by path, of each source that has defects in it.
 * Rejects where a source cannot be bundled.
 */
export const openWorkbench = (project: string, planted: Readonly<Record<string, string>>): Workbench => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'picket-mutants-')));
  const root = join(folder, 'project');
  const at = (...names: readonly string[]): string => join(root, '.mutants', ...names);
  copyProject(project, root);
  cpSync(join(project, 'dist'), join(root, 'dist'), { recursive: true });
  copyProject(project, join(folder, 'types'));
  mkdirSync(at(), { recursive: true });
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name))
    .toSorted();
  writeFileSync(at('planted.json'), JSON.stringify({ planted, tests }));
  writeFileSync(at('jest.config.json'), jestConfig(root));
  execFileSync(process.execPath, ['tools/mutants/bundle.mjs'], { cwd: root, stdio: 'inherit' });
  const files = digestOfFiles(root);
  // What runs at the same time has a folder of its own for what it is told, what it tells and what its tests write: beside
  // the copy, since a command that a test runs within it would find its picket.yaml.
  const lanes: string[] = [];
  let made = 0;
  return {
    tests,
    refusal: refusals(join(folder, 'types')),
    digestOf: (path) => {
      const text = readFileSync(join(root, bundled(path)), 'utf8').replaceAll(root, '');
      return createHash('sha256').update(files).update(text).digest('hex');
    },
    run: async (wanted, defect, seconds, all = false) => {
      const only = Object.fromEntries(wanted.map((one) => [join(root, bundled(one.path)), one.only]));
      const order = wanted.map((one) => join(root, bundled(one.path)));
      const lane = lanes.pop() ?? join(folder, `lane-${(made += 1)}`);
      rmSync(lane, { recursive: true, force: true });
      mkdirSync(join(lane, 'tmp'), { recursive: true });
      writeFileSync(join(lane, 'run.json'), JSON.stringify({ defect, only, order }));
      const ended = await runJest(root, lane, wanted, seconds, all);
      const results = resultsIn(join(lane, 'results.jsonl'));
      lanes.push(lane);
      return { ...ended, results };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
