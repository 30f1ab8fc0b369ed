import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { inFolder, type Shell } from '../../test/cli/io.ts';
import type { Figure } from './measure.ts';
import { commits, ruleFile, rules, twoYears } from './two-years.ts';

const second = 1000;

/** CPU of a command and of everything that it starts, in milliseconds. */
const cpuOf = (cwd: string, command: string, args: readonly string[]): number => {
  const script = 'ulimit -t 600; TIMEFORMAT="%3U %3S"; time "$@" > /dev/null 2> /dev/null';
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', command, ...args], { cwd, encoding: 'utf8' });
  const [user = 0, system = 0] = stderr.trim().split(/\s+/).map(Number);
  return (user + system) * second;
};

const rounds = 5;

/** The least CPU of the command and of git, which take turns. */
const turns = (
  cwd: string,
  picket: readonly string[],
  git: readonly string[],
): Pick<Figure, 'measured' | 'reference'> => {
  const all = Array.from({ length: rounds }, () => ({
    measured: cpuOf(cwd, process.execPath, picket),
    reference: cpuOf(cwd, 'git', git),
  }));
  return {
    measured: Math.min(...all.map(({ measured }) => measured)),
    reference: Math.min(...all.map(({ reference }) => reference)),
  };
};

/** The bundle's arguments for a command, once it is seen to say what it is measured for. */
const proven = (cwd: string, words: readonly string[], says: string): readonly string[] => {
  const args = [resolve('dist/bin.js'), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (status !== 0 || !stdout.includes(says)) throw new Error(`picket ${words.join(' ')}: ${stdout}${stderr}`);
  return args;
};

/**
 * What git alone tells whoever asks the same: every commit with its author and its time, and what it changed of the files,
 * over their renames. Not a bare list of commits, which opens no tree and answers neither question.
 */
const logOf = (...paths: readonly string[]): readonly string[] => [
  'log',
  '-M',
  '--patch',
  '--format=%H%n%cI%n%an <%ae>%n%s',
  'HEAD',
  '--',
  ...paths,
];

const asked = async (
  texts: readonly string[],
  ask: (cwd: string) => Pick<Figure, 'what' | 'measured' | 'reference'>,
): Promise<readonly Figure[]> =>
  inFolder(async (shell: Shell) => {
    await twoYears(shell, texts);
    return [{ ...ask(shell.cwd), target: 4, unit: 'ms of CPU' }];
  });

const size = `${rules} rules with ${commits} commits, against git log of the same`;

/** `picket history` of one of 300 rules with two years of commits, which live in a workspace. */
export const history = async (texts: readonly string[]): Promise<readonly Figure[]> =>
  asked(texts, (cwd) => ({
    what: `the history of one of ${size}`,
    ...turns(
      cwd,
      proven(cwd, ['history', ruleFile(7), '-w', 'prod'], 'A change'),
      logOf('analytics-rules', 'picket.yaml'),
    ),
  }));

/** `picket audit` of the same two years, with the drift of the workspace. */
export const audit = async (texts: readonly string[]): Promise<readonly Figure[]> =>
  asked(texts, (cwd) => {
    const words = ['audit', '--from', '2024-11-01', '--to', '2026-12-31', '-w', '*', '--out', 'evidence'];
    return { what: `the audit of ${size}`, ...turns(cwd, proven(cwd, words, '2501 changes'), logOf('.')) };
  });
