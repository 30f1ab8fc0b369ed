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
  watch,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Defect } from './plant.ts';
import { refusalsOf } from './refusal.ts';

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

/** How one of several defects did in one run of a test file: `by` is the test that noticed it. */
export type Trial = {
  readonly defect: string;
  readonly how: 'began' | 'noticed' | 'passed' | 'undecided';
  readonly by?: string;
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
  /**
   * Tries defects one after the other in one run of a test file, each with the tests named for it. What says nothing for
   * `silence` seconds is ended: then the last that began has no other outcome, and those after it have none.
   */
  readonly tryEach: (
    path: string,
    trials: readonly { readonly defect: string; readonly tests: readonly string[] }[],
    silence: number,
  ) => Promise<readonly Trial[]>;
  /** Why the type checker refuses defects, by the ids of those that it refuses. */
  readonly refusals: (defects: readonly Defect[]) => Promise<ReadonlyMap<string, string>>;
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
  { seconds, all, growing }: { readonly seconds: number; readonly all: boolean; readonly growing?: string },
): Promise<Omit<Run, 'results'>> =>
  new Promise((resolve, reject) => {
    const paths = wanted.map(({ path }) => bundled(path));
    const where = ['--cacheDirectory', join(lane, 'jest'), '--runTestsByPath'];
    const child = spawn(process.execPath, [...jest, ...(all ? [] : ['--bail']), ...flags, ...where, ...paths], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0', PICKET_DEFECTS: lane, TMPDIR: join(lane, 'tmp') },
    });
    const end = (): unknown => child.kill('SIGKILL');
    let timer = setTimeout(end, seconds * 1000);
    // The time counts anew whenever the file grows.
    const watcher = growing === undefined ? undefined : watch(growing, () => (timer = timer.refresh()));
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      watcher?.close();
      const failed = [...said.matchAll(/^FAIL (\S+)/gm)].map(([, path = '']) => source(path));
      resolve({ passed: code === 0, failed: [...new Set(failed)] });
    });
  });

const isResult = (value: unknown): value is Result => typeof value === 'object' && value !== null && 'reached' in value;

const isTrial = (value: unknown): value is Trial => typeof value === 'object' && value !== null && 'how' in value;

const linesOf = (file: string): readonly unknown[] =>
  (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

const resultsIn = (file: string): readonly Result[] =>
  linesOf(file)
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
 * Opens a workbench on a project that is built. `planted` is the text, by path, of each source that has defects in it;
 * `asked` are the test files, or the folders of test files, that may notice one. Rejects where a source cannot be bundled.
 */
export const openWorkbench = (
  project: string,
  planted: Readonly<Record<string, string>>,
  asked: readonly string[] = ['test'],
): Workbench => {
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
    .filter((path) => asked.some((one) => path === one || path.startsWith(join(one, '/'))))
    .toSorted();
  writeFileSync(at('planted.json'), JSON.stringify({ planted, tests }));
  writeFileSync(at('jest.config.json'), jestConfig(root));
  execFileSync(process.execPath, ['tools/mutants/bundle.mjs'], { cwd: root, stdio: 'inherit' });
  const files = digestOfFiles(root);
  // What runs at the same time has a folder of its own for what it is told, what it tells and what its tests write: beside
  // the copy, since a command that a test runs within it would find its picket.yaml.
  const lanes: string[] = [];
  let made = 0;
  const inLane = async <T>(run: object, work: (lane: string) => Promise<T>): Promise<T> => {
    const lane = lanes.pop() ?? join(folder, `lane-${(made += 1)}`);
    rmSync(lane, { recursive: true, force: true });
    mkdirSync(join(lane, 'tmp'), { recursive: true });
    writeFileSync(join(lane, 'run.json'), JSON.stringify(run));
    const done = await work(lane);
    lanes.push(lane);
    return done;
  };
  return {
    tests,
    refusals: (defects) => refusalsOf(join(folder, 'types'), defects),
    digestOf: (path) => {
      const text = readFileSync(join(root, bundled(path)), 'utf8').replaceAll(root, '');
      return createHash('sha256').update(files).update(text).digest('hex');
    },
    run: async (wanted, defect, seconds, all = false) => {
      const only = Object.fromEntries(wanted.map((one) => [join(root, bundled(one.path)), one.only]));
      const order = wanted.map((one) => join(root, bundled(one.path)));
      return inLane({ defect, only, order }, async (lane) => {
        const ended = await runJest(root, lane, wanted, { seconds, all });
        return { ...ended, results: resultsIn(join(lane, 'results.jsonl')) };
      });
    },
    tryEach: (path, trials, silence) =>
      inLane({ only: {}, order: [join(root, bundled(path))], trials }, async (lane) => {
        const said = join(lane, 'trials.jsonl');
        writeFileSync(said, '');
        await runJest(root, lane, [{ path }], { seconds: silence, all: false, growing: said });
        return linesOf(said).filter(isTrial);
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
