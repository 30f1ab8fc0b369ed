import { describe, expect, test } from '@jest/globals';
import { askUntil, filled, oneOf, type Check } from '../../src/cli/questions.ts';
import { showProgress } from '../../src/cli/terminal-progress.ts';
import { agreed, eventsOf, requestLine } from '../../src/cli/write-run.ts';
import type { Io, Output } from '../../src/core/io.ts';
import { stillIo } from './io.ts';

const output = (write: (text: string) => void): Output => ({
  write,
  interactive: false,
  colour: false,
  columns: () => 100,
});

/** A world in which somebody answers so, and what was said to them. */
const answering = (
  ...answers: readonly (string | undefined)[]
): { readonly io: Io; readonly said: readonly string[] } => {
  const left = [...answers];
  const said: string[] = [];
  const ask = async (question: string): Promise<string | undefined> => {
    said.push(question);
    return left.shift();
  };
  const err = output((text) => void said.push(text));
  return { said, io: { ...stillIo('/'), out: output(() => undefined), err, ask, attended: true } };
};

describe('a question', () => {
  const short: Check = (answer) => (answer.length > 3 ? 'Too long.' : undefined);

  test('is asked until the answer is good, without the white space around it', async () => {
    const { io, said } = answering('long answer', ' abc ');
    expect(await askUntil(io, 'Name?', { fallback: '', check: short })).toBe('abc');
    expect(said).toEqual(['Name? ', '  Too long.\n', 'Name? ']);
  });

  test('offers its default, which an empty answer takes, and which must be good as well', async () => {
    const { io, said } = answering('  ', 'no');
    expect(await askUntil(io, 'Name?', { fallback: 'default', check: short })).toBe('no');
    expect(said).toEqual(['Name? [default] ', '  Too long.\n', 'Name? [default] ']);
  });

  test('has no answer where nobody is there any more', async () => {
    const { io } = answering('long answer', undefined);
    expect(await askUntil(io, 'Name?', { fallback: '', check: short })).toBeUndefined();
  });

  test('may want something at all, or one of some words in any case', () => {
    expect([filled(''), filled('x')]).toEqual(['It cannot be empty.', undefined]);
    const check = oneOf(['Yes', 'no']);
    expect([check('yES'), check('NO'), check('n'), check('')]).toEqual([
      undefined,
      undefined,
      'Answer one of Yes, no.',
      'Answer one of Yes, no.',
    ]);
  });

  test('of a change is agreed to by yes alone', async () => {
    for (const [answer, is] of [
      ['y', true],
      [' YES ', true],
      ['', false],
      ['n', false],
      ['ye', false],
      ['yes please', false],
    ] as const)
      expect([answer, await agreed(answering(answer).io, 'Do it?')]).toEqual([answer, is]);
    const { io, said } = answering(undefined);
    await expect(agreed(io, 'Do it?')).rejects.toMatchObject({ kind: 'refusal' });
    expect(said).toEqual(['Do it? [y/N] ']);
  });
});

describe('what happens, as it happens', () => {
  const at = '2026-11-22T12:00:00.000Z';

  test('is a line for a request and for a retry, and none for anything else', () => {
    const request = { type: 'request', at, method: 'GET', path: '/x', status: 200, ms: 5 };
    expect(requestLine(request)).toBe('GET /x 200 5 ms\n');
    expect(requestLine({ type: 'request', at, method: 'GET', path: '/\u001b[2J' })).not.toContain('\u001b');
    expect(requestLine({ type: 'request', at })).toBe('- - - - ms\n');
    expect(requestLine({ type: 'retry', at, method: 'PUT', path: '/x', waitMs: 7, reason: 'busy' })).toBe(
      'PUT /x again in 7 ms: busy\n',
    );
    expect(requestLine({ ...request, type: 'outcome' })).toBeUndefined();
  });

  test('goes to a file, where one is named', () => {
    expect(eventsOf(answering().io, {})).toBeUndefined();
    expect(() => eventsOf(answering().io, { events: '-' })).toThrow('--events takes a file');
  });

  const shownOn = (interactive: boolean, columns = 40) => {
    const said: string[] = [];
    const err: Output = { write: (text) => void said.push(text), interactive, colour: false, columns: () => columns };
    return { said, progress: showProgress({ err }, 2) };
  };
  const outcome = (status: string, more: object = {}) => ({
    type: 'outcome',
    at,
    status,
    action: 'update',
    name: 'One',
    ...more,
  });

  test('is in a log a line for each rule that was written', () => {
    const { said, progress } = shownOn(false);
    progress.hear(outcome('written'));
    progress.hear(outcome('failed', { reason: 'gone' }));
    progress.hear({ type: 'change', at, status: 'written' });
    progress.end();
    expect(said).toEqual(['written       update  One\n']);
  });

  test('is on a terminal a bar, and what went wrong stays above it', () => {
    const { said, progress } = shownOn(true);
    const clear = '\r\u001b[2K';
    const bar = (full: number, done: number): string => `${clear}${'█'.repeat(full)}${'░'.repeat(20 - full)} ${done}/2`;
    expect(said.splice(0)).toEqual([bar(0, 0)]);
    progress.hear(outcome('written'));
    expect(said.splice(0)).toEqual([bar(10, 1)]);
    progress.hear({ type: 'change', at });
    expect(said.splice(0)).toEqual([]);
    progress.hear(outcome('failed', { reason: 'gone' }));
    expect(said.splice(0)).toEqual([`${clear}failed        update  One: gone\n`, bar(20, 2)]);
    progress.hear(outcome('not-attempted'));
    expect(said.splice(0)).toEqual([bar(20, 3)]);
    progress.end();
    expect(said).toEqual([clear]);
  });

  test.each([
    [10, 8],
    [28, 8],
    [200, 30],
  ])('has on a terminal of %i columns a bar of %i', (columns, width) => {
    const { said } = shownOn(true, columns);
    expect(said[0]?.match(/░/g)).toHaveLength(width);
  });
});
