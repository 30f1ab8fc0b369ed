import { begunJson, markersOwed, readBegun, type Begun } from '../../../../src/core/engine/begun.ts';
import type { Verdict } from '../../../../src/core/engine/change.ts';
import { compare } from '../../../../src/core/engine/compare.ts';
import { recordIn } from '../../../../src/core/engine/marker.ts';
import { objectOf, textOf, type JsonValue } from '../../../../src/core/json.ts';
import type { LiveResource } from '../../../../src/core/resource.ts';
import { changesOf, differences, leaves } from '../../../changes.ts';
import { body, compareInput, desired, live, marker, now, project, typeOf } from '../../rules.ts';
import { id, text } from './common.ts';

const begun: Begun = {
  type: 'rule',
  id,
  began: now,
  body: body({ severity: 'High' }),
  recorded: 'x',
  mark: {
    name: 'm',
    contentId: id,
    version: '1',
    sent: body({ severity: 'High' }),
    rows: '1 row (x)',
    rowsLive: true,
    overridden: true,
    keep: { kind: 'x' },
    etag: 'e',
    held: { '/properties/query': { sent: 'a', live: undefined } },
  },
};

/** The note of writes that were begun, after each change of its file. */
export const notes = (): readonly string[] => {
  const where = { workspace: 'w' };
  const kept = objectOf(JSON.parse(JSON.stringify(begunJson(where, [begun]))));
  const linesOf = (value: JsonValue | undefined): readonly string[] =>
    leaves(JSON.parse(text({ notes: readBegun(value, where) })));
  const known = linesOf(kept);
  const others = {
    version: [2, '1'],
    began: ['x', null],
    type: [5],
    id: [5],
    body: ['x'],
    mark: ['x'],
    recorded: [5],
    name: [5],
    contentId: [5],
    sent: ['x'],
    rows: [5],
    rowsLive: ['x'],
    overridden: ['x'],
    keep: ['x'],
    etag: [5],
    held: ['x', { a: 'x' }, { a: { sent: 5, live: 'b' } }],
  };
  return [
    ...known,
    ...[...changesOf(kept, others)].flatMap(([words, value]) => {
      const read = linesOf(typeof value === 'symbol' ? undefined : value);
      return [words, ...differences(known, read)];
    }),
  ];
};

/** Which markers are owed, by the time and the state of what runs. */
export const owed = (): readonly string[] => {
  const sent = body({ severity: 'High' });
  const at = (milliseconds: number): string =>
    `"0300bf09-0000-0300-0000-${Math.round(milliseconds / 1000).toString(16)}0000"`;
  const { recorded: _, ...unmarked } = begun;
  const plain: Begun = { ...unmarked, body: sent, mark: { name: 'm', contentId: id, sent, held: {} } };
  const found = (there: LiveResource, metadata: readonly LiveResource[], list: readonly Begun[]): string => {
    const verdicts: readonly Verdict[] = compare(
      compareInput({ live: [there], metadata, desired: [desired(id, body({ severity: 'Low' }))] }),
    );
    return `${verdicts.map(({ state }) => state).join()} ${markersOwed(verdicts, list, { typeOf, project })
      .map((one) => text([one.name, one.id, one.etag, recordIn(one) !== undefined]))
      .join()}`;
  };
  const clocks = [-601_000, -600_000, -1000, 0, 6 * 3_600_000, 6 * 3_600_000 + 1000];
  const old = marker(id, body());
  const record = textOf(objectOf(old.body['properties'])['customVersion']) ?? '';
  return [
    ...clocks.map((apart) => `${apart}: ${found({ ...live(id, sent), etag: at(now + apart) }, [], [plain])}`),
    `without a version: ${found(live(id, sent), [], [plain])}`,
    `in other letters: ${found(live(id.toUpperCase(), sent), [], [{ ...plain, id: id.toUpperCase() }])}`,
    `of another type: ${found(live(id, sent), [], [{ ...plain, type: 'other' }])}`,
    `another body: ${found(live(id, body({ severity: 'Low' })), [], [plain])}`,
    `with what nobody knows: ${found(live(id, body({ severity: 'High', x: 1 })), [], [plain])}`,
    `after another note: ${found(live(id, sent), [], [{ ...plain, body: body() }, plain])}`,
    `with a marker since: ${found(live(id, sent), [old], [plain])}`,
    `with the marker of before: ${found(live(id, sent), [old], [{ ...plain, recorded: record }])}`,
    `with another marker of before: ${found(live(id, sent), [old], [{ ...plain, recorded: '' }])}`,
    `as it was marked: ${found(live(id, body()), [old], [{ ...plain, recorded: record }])}`,
  ];
};
