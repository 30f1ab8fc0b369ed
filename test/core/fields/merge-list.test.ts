import { describe, expect, test } from '@jest/globals';
import { mergeList } from '../../../src/core/fields/merge-list.ts';
import { exact, objectShape, setShape } from '../../../src/core/fields/shape.ts';
import type { JsonArray } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { rewrite } from '../../../src/core/text/rewrite.ts';

const mappings = setShape(objectShape({ entity: exact, fields: setShape(objectShape({ id: exact, column: exact })) }));
const names = setShape(exact);

/** The file after its list was merged, or that it cannot be. */
const merged = (lines: readonly string[], wanted: JsonArray, shape = mappings): readonly string[] | string => {
  const file = rewrite(readDocument('rule.yaml', ['list:', ...lines, 'rest: 1', ''].join('\n')).document);
  if (!mergeList(file, '/list', wanted, shape)) return 'cannot be changed so';
  return file.document().text.split('\n').slice(1, -2);
};

describe('a list whose order means nothing, in a file', () => {
  const ip = ['  - entity: IP # address', '    fields: [{id: Address, column: Ip}]'];
  const host = ['  - entity: Host # machine', '    fields:', '      - {id: HostName, column: Computer} # name'];
  const ofIp = { entity: 'IP', fields: [{ id: 'Address', column: 'Ip' }] };
  const ofHost = { entity: 'Host', fields: [{ id: 'HostName', column: 'Computer' }] };

  test('stays as it is where it holds the same, in whatever order', () => {
    expect(merged([...ip, ...host], [ofHost, ofIp])).toEqual([...ip, ...host]);
  });

  test('keeps the place and the comments of an item that is changed in part', () => {
    expect(
      merged([...ip, ...host], [ofIp, { entity: 'Host', fields: [{ id: 'HostName', column: 'DeviceName' }] }]),
    ).toEqual([...ip, ...host.slice(0, 2), '      - {id: HostName, column: DeviceName} # name']);
  });

  test('takes an item by its name before the next one that is free', () => {
    const other = { entity: 'IP', fields: [{ id: 'Address', column: 'Source' }] };
    const file = { entity: 'File', fields: [{ id: 'Name', column: 'FileName' }] };
    expect(merged([...host, ...ip], [file, other])).toEqual([
      '  - entity: File # machine',
      '    fields:',
      '      - {id: Name, column: FileName} # name',
      '  - entity: IP # address',
      '    fields: [{id: Address, column: Source}]',
    ]);
  });

  test('adds what is new at its end, and takes out what is gone from wherever it stands', () => {
    expect(merged(ip, [ofIp, { entity: 'Host', fields: [] }])).toEqual([...ip, '  - entity: Host', '    fields: []']);
    expect(merged([...ip, ...host, '  - entity: URL'], [ofHost])).toEqual(host);
    expect(merged([...host, ...ip], [ofHost])).toEqual(host);
  });

  test('counts an equal structure each time, and an equal name once', () => {
    expect(merged(ip, [ofIp, ofIp])).toEqual([
      ...ip,
      '  - entity: IP',
      '    fields:',
      '      - id: Address',
      '        column: Ip',
    ]);
    expect(merged([...ip, ...ip], [ofIp])).toEqual(ip);
    expect(merged([...ip, ...ip], [ofIp, ofIp])).toEqual([...ip, ...ip]);
    expect(merged(['  - Impact', '  - Impact # again', '  - Discovery'], ['Discovery', 'Impact'], names)).toEqual([
      '  - Impact',
      '  - Impact # again',
      '  - Discovery',
    ]);
  });

  test('removes a member that is gone, and leaves one that is null', () => {
    expect(merged(['  - entity: IP', '    note: x', '    fields: null'], [{ entity: 'IP' }])).toEqual([
      '  - entity: IP',
      '    fields: null',
    ]);
  });

  test('is written whole where the file has none, or an empty one', () => {
    expect(merged(['  []'], ['Impact'], names)).toEqual(expect.arrayContaining([expect.stringContaining('Impact')]));
  });
});
