import { describe, expect, test } from '@jest/globals';
import {
  goneFrom,
  readRunRecord,
  runRecordJson,
  wavesLeft,
  type RunRecord,
} from '../../../src/core/fleet/run-record.ts';
import type { JsonValue } from '../../../src/core/json.ts';

const record: RunRecord = {
  id: 'run-1',
  command: 'deploy',
  began: '2026-11-22T12:00:00Z',
  flags: ['--prune'],
  content: 'digest',
  waves: [
    { name: 'canary', workspaces: ['one'] },
    { name: 'all', workspaces: ['two', 'three'] },
  ],
  ended: { one: { exitCode: 0 }, two: { exitCode: 4 } },
};

const known = new Set(['one', 'two', 'three']);

describe('the record of a run over several workspaces', () => {
  test('is read as it was written', () => {
    expect(readRunRecord(runRecordJson(record))).toEqual(record);
  });

  test.each<[string, JsonValue | undefined]>([
    ['nothing', undefined],
    ['a list', []],
    ['a record of another version', { ...runRecordJson(record), version: 2 }],
    ['a record of another command', { ...runRecordJson(record), command: 'plan' }],
    ['a record without an id', { ...runRecordJson(record), id: 7 }],
    ['a record without waves', { ...runRecordJson(record), waves: [{ workspaces: ['one'] }] }],
  ])('is not %s', (_what, value) => {
    expect(readRunRecord(value)).toBeUndefined();
  });

  test('keeps what can be read of one that somebody edited', () => {
    const edited = {
      ...runRecordJson(record),
      began: 7,
      content: null,
      flags: ['--prune', 7],
      ended: { one: {}, two: { exitCode: 0 } },
    };
    expect(readRunRecord(edited)).toEqual({
      ...record,
      began: '',
      content: '',
      flags: ['--prune'],
      ended: { two: { exitCode: 0 } },
    });
  });

  test('leaves out who is no longer in picket.yaml', () => {
    const few = new Set(['one', 'three']);
    expect(goneFrom(record, few)).toEqual(['two']);
    expect(wavesLeft(record, 'digest', few)).toEqual([
      { name: 'all', workspaces: ['three'] },
      { name: 'done before', workspaces: ['one'] },
    ]);
    expect(wavesLeft(record, 'other content', new Set(['two']))).toEqual([{ name: 'all', workspaces: ['two'] }]);
  });

  test('leaves what did not end well in its waves, and looks once more at what did', () => {
    expect(wavesLeft(record, 'digest', known)).toEqual([
      { name: 'all', workspaces: ['two', 'three'] },
      { name: 'done before', workspaces: ['one'] },
    ]);
    expect(wavesLeft(record, 'other content', known)).toEqual(record.waves);
    const rest = { ...record, ended: {} };
    expect(wavesLeft(rest, 'digest', known)).toEqual(record.waves);
  });
});
