import { describe, expect, test } from '@jest/globals';
import { begunJson, markersOwed, readBegun, recordedIn, type Begun } from '../../../src/core/engine/begun.ts';
import type { Mark } from '../../../src/core/engine/change.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { parseJson, type JsonObject } from '../../../src/core/json.ts';
import { body, compareInput, desired, idOf, live, marker, project, typeOf } from '../rules.ts';

const id = idOf(1);
const [sent, wanted] = [body({ severity: 'High' }), body({ severity: 'Low' })];
const began = Date.UTC(2027, 0, 15);
const where = { workspace: 'prod' };

const mark = (of: JsonObject, held: Mark['held'] = {}): Mark => ({ name: `m-${id}`, contentId: id, sent: of, held });

const note = (of: Partial<Begun> = {}): Begun => ({ type: 'rule', id, began, body: sent, mark: mark(sent), ...of });

/** The etag of a write so many seconds after the beginning. */
const etagAt = (seconds: number): string => `"0300bf09-0000-0300-0000-${(began / 1000 + seconds).toString(16)}0000"`;

/** What runs, its marker, and what git wants of it. */
type Situation = {
  readonly runs?: JsonObject;
  readonly etag?: string;
  readonly git?: JsonObject | undefined;
  readonly marked?: readonly ReturnType<typeof marker>[];
};

const stateOf = (notes: readonly Begun[], { runs = sent, etag, git = wanted, marked = [] }: Situation = {}) => {
  const input = compareInput({
    desired: git === undefined ? [] : [desired(id, git)],
    live: [{ ...live(id, runs), ...(etag === undefined ? {} : { etag }) }],
    metadata: marked,
  });
  const owed = markersOwed(compare(input), notes, { typeOf, project });
  const [verdict] = compare({ ...input, metadata: owed.length === 0 ? marked : owed });
  return verdict?.state;
};

describe('a rule that a run wrote and did not come to mark', () => {
  test('is ours where it runs to the letter as the run was to send it', () => {
    expect([stateOf([]), stateOf([note()])]).toEqual(['unowned', 'ours']);
  });

  test.each([
    ['another value', { runs: body({ severity: 'Informational' }) }],
    ['white space that nobody sent', { runs: body({ severity: 'High', query: 'SigninLogs ' }) }],
    ['a field more', { runs: body({ severity: 'High', description: 'Mine.' }) }],
    ['a write of before the run', { etag: etagAt(-3600) }],
    ['a write of long after the run', { etag: etagAt(7 * 3600) }],
  ])('is nobody’s with %s', (_, situation) => {
    expect(stateOf([note()], situation)).toBe('unowned');
  });

  test('is ours where its version is of the time of the run', () => {
    expect(stateOf([note()], { etag: etagAt(60) })).toBe('ours');
  });

  test('stays with whoever has marked it since', () => {
    const other = { name: 'others', id: '11111111-2222-4333-8444-555555555555' };
    expect(stateOf([note()], { marked: [marker(id, sent, sent, other)] })).toBe('foreign');
  });

  test('is judged by the marker that it would have, where the old one is still there', () => {
    const before = marker(id, body(), body());
    const recorded = recordedIn(before) ?? '';
    const situation = { marked: [before] };
    expect(stateOf([], situation)).toBe('conflict');
    expect(stateOf([note({ recorded })], situation)).toBe('ours');
    expect(stateOf([note({ recorded: 'picket/1 another' })], situation)).toBe('conflict');
  });

  test('keeps what the workspace changed as the workspace’s change', () => {
    const before = marker(id, body(), body());
    // The run kept the query of the workspace, and wrote git's severity.
    const runs = body({ severity: 'High', query: 'Theirs' });
    const fields = { sent: undefined, live: undefined };
    const kept = note({
      recorded: recordedIn(before) ?? '',
      body: runs,
      mark: mark(body({ severity: 'High' }), { '/properties/query': fields }),
    });
    expect(stateOf([kept], { runs, marked: [before] })).toBe('conflict');
    expect(stateOf([kept], { runs, marked: [before], git: body({ severity: 'Low', query: 'Theirs' }) })).toBe('ours');
  });
});

describe('the note of what was begun', () => {
  const notes = [
    note({ recorded: '' }),
    note({ id: idOf(2), mark: mark(sent, { '/a': { sent: 'x', live: undefined } }) }),
  ];
  const text = JSON.stringify(begunJson(where, notes));

  test('is read as it was kept', () => {
    expect(readBegun(parseJson(text), where)).toEqual(notes);
  });

  test.each<Partial<Mark>>([
    {},
    { version: '1.2.0' },
    { rows: 'abc' },
    { rows: 'abc', rowsLive: true },
    { overridden: true },
    { keep: { name: 'x' } },
    { etag: '"1"' },
    { held: { '/severity': { sent: 'a', live: 'b' } } },
  ])('keeps of its marker what it was to say: %j', (more) => {
    const begun = note({ mark: { ...mark(sent), ...more } });
    const kept = JSON.stringify(begunJson(where, [begun]));
    expect(readBegun(parseJson(kept), where)).toEqual([begun]);
  });

  test('says nothing of another workspace, and nothing where it is damaged', () => {
    expect(readBegun(parseJson(text), { workspace: 'dev' })).toEqual([]);
    expect(readBegun(parseJson(text.slice(0, -9)), where)).toEqual([]);
    expect(readBegun(parseJson(text.replaceAll('"sent"', '"lost"')), where)).toEqual([]);
  });
});
