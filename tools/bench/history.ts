import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inFolder } from '../../test/cli/io.ts';
import { numbered, originalsOf } from './many-rules.ts';
import type { Figure } from './measure.ts';

const rules = 300;
/** Two years of working days with five changes each. */
const commits = 2 * 250 * 5;
const second = 1000;

const config = [
  'project: {name: bench, id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47}',
  'workspaces:',
  '  prod:',
  '    subscriptionId: 00000000-0000-0000-0000-000000000001',
  '    resourceGroup: rg',
  '    workspaceName: law-bench',
  '    emulator: {state: .picket/emulator/bench.jsonl}',
  '',
].join('\n');

/** A commit for git fast-import, with files of the content folder. */
const commitText = (mark: number, when: number, files: readonly (readonly [string, string])[]): string =>
  [
    'commit refs/heads/main',
    `mark :${mark}`,
    `committer Ana <ana@contoso.com> ${when} +0000`,
    'data 8',
    'A change',
    ...(mark > 1 ? [`from :${mark - 1}`] : []),
    ...files.flatMap(([path, text]) => [`M 100644 inline ${path}`, `data ${Buffer.byteLength(text)}`, text]),
    '',
  ].join('\n');

/** CPU of a command and of everything that it starts, in milliseconds. */
const cpuOf = (cwd: string, command: string, args: readonly string[]): number => {
  const script = 'ulimit -t 600; TIMEFORMAT="%U %S"; time "$@" > /dev/null 2> /dev/null';
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', command, ...args], { cwd, encoding: 'utf8' });
  const [user = 0, system = 0] = stderr.trim().split(/\s+/).map(Number);
  return (user + system) * second;
};

const least = (measure: () => number): number => Math.min(measure(), measure(), measure());

/** `picket history` of one of 300 rules with two years of commits, against `git log` of the same repository alone. */
export const history = async (texts: readonly string[]): Promise<readonly Figure[]> =>
  inFolder(async (shell) => {
    const originals = texts.flatMap(originalsOf);
    const made = Array.from({ length: rules }, (_, index) => originals[index % originals.length]).flatMap(
      (original, index) => (original === undefined ? [] : [numbered(original, index).text]),
    );
    const nameOf = (index: number): string => `analytics-rules/rule-${index}.yaml`;
    const began = Date.UTC(2024, 10, 22) / second;
    const first = commitText(
      1,
      began,
      made.map((text, index) => [nameOf(index), text] as const),
    );
    const later = Array.from({ length: commits }, (_, index) => {
      const at = index % rules;
      return commitText(index + 2, began + (index + 1) * 25_000, [[nameOf(at), `${made[at] ?? ''}# ${index}\n`]]);
    });
    execFileSync('git', ['init', '--quiet', '-b', 'main'], { cwd: shell.cwd });
    execFileSync('git', ['fast-import', '--quiet'], { cwd: shell.cwd, input: [first, ...later].join('') });
    execFileSync('git', ['reset', '--quiet', '--hard'], { cwd: shell.cwd });
    writeFileSync(join(shell.cwd, 'picket.yaml'), config);
    mkdirSync(join(shell.cwd, '.picket'), { recursive: true });
    const args = [resolve('dist/bin.js'), 'history', nameOf(7), '-w', 'prod', '--format', 'json'];
    const said = spawnSync(process.execPath, args, { cwd: shell.cwd, encoding: 'utf8' });
    if (said.status !== 0 || !said.stdout.includes('"commit"')) throw new Error(`picket history: ${said.stderr}`);
    return [
      {
        what: `the history of one of ${rules} rules with ${commits} commits against git log alone`,
        measured: least(() => cpuOf(shell.cwd, process.execPath, args)),
        reference: least(() => cpuOf(shell.cwd, 'git', ['log', '--raw', '-M', '--format=%H %cI %an %s', 'HEAD'])),
        target: 4,
        unit: 'ms of CPU',
      },
    ];
  });
