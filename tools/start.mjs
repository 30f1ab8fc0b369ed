/**
 * `npm start`: the whole flow on an embedded workspace, with this repository's content, in the commands that a person
 * would type. It works on a copy in .picket/start, because the last step writes into a rule file; copy and workspace
 * are made anew each time, so that every run shows the same.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';

const folder = join('.picket', 'start');
const rule = 'analytics-rules/identity/password-spray-with-success.yaml';
/** What is typed, and the exit code that it ends with where that is not 0: drift is 2. */
const steps = [
  { words: ['validate'] },
  { words: ['test'] },
  { words: ['render', '--out-dir', 'templates'] },
  { words: ['plan', '-w', 'local'] },
  { words: ['deploy', '-w', 'local', '--yes'] },
  { words: ['emulator', 'edit', rule, 'severity=Low', '-w', 'local', '--as', 'colleague@contoso.com'] },
  { words: ['drift', '-w', 'local'], code: 2 },
  { words: ['pull', '-w', 'local', '--only', 'drifted'] },
  { words: ['drift', '-w', 'local'] },
];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { content } = load(readFileSync('picket.yaml', 'utf8'));
for (const name of ['picket.yaml', ...content]) cpSync(name, join(folder, name), { recursive: true });
const binary = resolve('dist', 'bin.js');
process.stdout.write(`\nIn ${folder}, a copy of this repository's content:\n`);
for (const { words, code = 0 } of steps) {
  process.stdout.write(`\n$ picket ${words.join(' ')}\n`);
  const { status, signal } = spawnSync(process.execPath, [binary, ...words], { stdio: 'inherit', cwd: folder });
  if (status !== code) {
    process.exitCode = status === null ? (signal === null ? 1 : 130) : status === 0 ? 1 : status;
    break;
  }
}
