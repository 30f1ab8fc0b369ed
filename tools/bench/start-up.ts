import { spawnSync } from 'node:child_process';
import { median, type Figure } from './measure.ts';

const run = (...args: readonly string[]): void => {
  spawnSync(process.execPath, [...args], { stdio: 'ignore' });
};

/** `picket --help` against a Node that does nothing, interleaved so that both see the same machine. */
export const startUp = (): readonly Figure[] => {
  const reference = median(15, () => run('-e', '0'));
  const help = median(15, () => run('dist/bin.js', '--help'));
  const again = median(15, () => run('-e', '0'));
  return [
    {
      what: '`picket --help` against `node -e 0`',
      measured: help,
      reference: (reference + again) / 2,
      target: 2,
      unit: 'ms',
    },
  ];
};
