import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { setPriority, tmpdir, constants } from 'node:os';
import { dirname, join } from 'node:path';

/** How test files ended. `failed` is the first that did not pass, where it can be told. */
export type Verdict = { readonly passed: true } | { readonly passed: false; readonly failed: string | undefined };

/** A copy of the project in which files are changed and tests run; the project itself is never touched. */
export type Workbench = {
  readonly root: string;
  /** Runs test files while `path` holds `text`, which it does not any more afterwards. */
  readonly testWith: (path: string, text: string, tests: readonly string[]) => Promise<Verdict>;
  readonly remove: () => void;
};

/** The first test file that failed, by Jest's own words: with `--bail` it ends before it writes its JSON. */
const failedIn = (said: string): string | undefined => /^FAIL (\S+)/m.exec(said)?.[1];

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
const once = ['-w', '1', '--bail', '--silent', '--runTestsByPath'];

const runJest = (root: string, tests: readonly string[], seconds: number): Promise<Verdict> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...jest, ...once, ...tests], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve({ passed: true });
      return resolve({ passed: false, failed: failedIn(said) });
    });
  });

/** Copies what git knows of the project, changes included, to a temporary folder. `seconds` bounds each run of tests. */
export const openWorkbench = (project: string, seconds: number): Workbench => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'picket-mutants-')));
  const git = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  for (const path of execFileSync('git', git, { cwd: project, encoding: 'utf8', maxBuffer: 1e8 }).split('\0')) {
    if (path === '' || !existsSync(join(project, path))) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(project, path), join(root, path), { verbatimSymlinks: true });
  }
  for (const built of ['node_modules', 'dist', 'build'])
    if (existsSync(join(project, built))) symlinkSync(join(project, built), join(root, built));
  return {
    root,
    testWith: async (path, text, tests) => {
      const file = join(root, path);
      const before = readFileSync(file, 'utf8');
      writeFileSync(file, text);
      try {
        return await runJest(root, tests, seconds);
      } finally {
        writeFileSync(file, before);
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
