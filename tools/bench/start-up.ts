import { spawnSync } from 'node:child_process';
import { fastest, type Figure } from './measure.ts';

const run = (...args: readonly string[]): void => {
  spawnSync(process.execPath, [...args], { stdio: 'ignore' });
};

/** `picket --help` against a Node that does nothing. */
export const startUp = (): readonly Figure[] => {
  const [measured = 0, reference = 0] = fastest(
    15,
    () => run('dist/bin.js', '--help'),
    () => run('-e', '0'),
  );
  return [{ what: '`picket --help` against `node -e 0`', measured, reference, target: 2, unit: 'ms' }];
};
