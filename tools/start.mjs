/**
 * `npm start`: the whole flow on the embedded workspace, with this repository's rules, in the commands that a person
 * would type. The workspace starts empty each time, so that every run shows the same.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const steps = [
  ['validate'],
  ['render', '--out-dir', '.picket/templates'],
  ['plan', '-w', 'local'],
  ['deploy', '-w', 'local', '--yes'],
  ['drift', '-w', 'local'],
];

rmSync('.picket/emulator', { recursive: true, force: true });
for (const step of steps) {
  process.stdout.write(`\n$ picket ${step.join(' ')}\n`);
  const { status, signal } = spawnSync(process.execPath, ['dist/bin.js', ...step], { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? (signal === null ? 1 : 130);
    break;
  }
}
