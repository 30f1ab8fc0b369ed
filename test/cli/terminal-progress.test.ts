import { expect, test } from '@jest/globals';
import { fileProgress } from '../../src/cli/emit-transfers.ts';
import { showProgress } from '../../src/cli/terminal-progress.ts';
import type { Io } from '../../src/core/io.ts';
import type { Event } from '../../src/core/ports.ts';

const stream = (interactive: boolean, columns: number, colour = false) => {
  const said: string[] = [];
  const err: Io['err'] = { write: (text) => void said.push(text), interactive, colour, columns: () => columns };
  return { said, err };
};

const outcome = (status: string, more: Readonly<Record<string, unknown>> = {}): Event => ({
  type: 'outcome',
  at: '',
  status,
  action: 'create',
  name: 'Spray\u001b[31m',
  ...more,
});
const events: readonly Event[] = [
  outcome('written'),
  { type: 'request', at: '', status: 'written' },
  outcome('failed', { reason: 'no' }),
  outcome('not-attempted'),
  outcome('refused', { name: 5, reason: '' }),
  outcome('written', { action: 'update', reason: 'late' }),
];

const shown = (interactive: boolean, columns: number, total: number, colour = false): readonly string[] => {
  const { said, err } = stream(interactive, columns, colour);
  const progress = showProgress({ err }, total);
  for (const event of events) progress.hear(event);
  progress.end();
  return said;
};

const clear = '\r\u001b[2K';

test('the progress of a deployment on a terminal is one line that is redrawn, and what went wrong stays', () => {
  expect(shown(true, 30, 4)).toEqual([
    `${clear}░░░░░░░░░░ 0/4`,
    `${clear}███░░░░░░░ 1/4`,
    `${clear}failed        create  Spray<U+001B>[31m: no\n`,
    `${clear}█████░░░░░ 2/4`,
    `${clear}████████░░ 3/4`,
    `${clear}refused       create  \n`,
    `${clear}██████████ 4/4`,
    `${clear}██████████ 5/4`,
    clear,
  ]);
});

test('the line is 8 to 30 wide, and full where there is nothing to do', () => {
  expect([shown(true, 20, 0)[0], shown(true, 29, 2)[1], shown(true, 200, 2)[1]]).toEqual([
    `${clear}████████ 0/0`,
    `${clear}█████░░░░ 1/2`,
    `${clear}${'█'.repeat(15)}${'░'.repeat(15)} 1/2`,
  ]);
  expect(shown(true, 30, 4, true)[2]).toBe(`${clear}\u001b[33mfailed        create  Spray<U+001B>[31m: no\n\u001b[39m`);
});

test('elsewhere it is a line for each change that was written', () => {
  expect(shown(false, 30, 4)).toEqual([
    'written       create  Spray<U+001B>[31m\n',
    'written       update  Spray<U+001B>[31m: late\n',
  ]);
});

test('files that are made are counted on a terminal, elsewhere each thousand of them', () => {
  const counted = (interactive: boolean): readonly string[] => {
    const { said, err } = stream(interactive, 80);
    const told = fileProgress({ err });
    for (const done of [1, 999, 1000, 1001, 2000]) told(done, 2000);
    return said;
  };
  expect(counted(true)).toEqual([
    `${clear}1/2000 rules`,
    `${clear}999/2000 rules`,
    `${clear}1000/2000 rules`,
    `${clear}1001/2000 rules`,
    clear,
  ]);
  expect(counted(false)).toEqual(['1000/2000 rules\n', '2000/2000 rules\n']);
});
