import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { isObject, parseJson, type JsonObject } from '../../src/core/json.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import { loadKql, mergeSchemas, schemaOf, shippedSchema } from '../../src/kql/index.ts';
import { readCheckout } from '../../tools/facts/checkout.ts';
import { Dictionary, printFacts } from '../../tools/facts/facts-file.ts';
import { mergeColumns, renewFunctions, renewTables } from '../../tools/facts/renew.ts';

const root = mkdtempSync(join(tmpdir(), 'picket-facts-'));
afterAll(() => rmSync(root, { recursive: true }));
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const validation = '.script/tests/KqlvalidationsTests';
write(
  `${validation}/CustomTables/Contoso_CL.json`,
  JSON.stringify({
    Name: 'Contoso_CL',
    Properties: [
      { Name: 'TimeGenerated', Type: 'DateTime' },
      { Name: 'Who_s', Type: 'String' },
    ],
  }),
);
write(
  `${validation}/CustomTables/ContosoEvents.json`,
  // The public files hold commas at the end of lists.
  '{ "Name": "ContosoEvents", "Properties": [{ "Name": "Device", "Type": "String" },] }',
);
write(`${validation}/CustomFunctions/broken.json`, '{"FunctionName": "Broken"}');
write(
  'Solutions/Contoso/Parsers/ContosoEvents.yaml',
  [
    'FunctionName: ContosoEvents',
    'FunctionQuery: |',
    '  Contoso_CL',
    '  | extend Detail = parse_json(Who_s)',
    '  | evaluate bag_unpack(Detail)',
    '  | project TimeGenerated, Who = Who_s, Device, Volume, Size = strlen(Who_s)',
  ].join('\n'),
);

const facts = await readShippedFacts();
const shipped = shippedSchema(facts);
const current: JsonObject = isObject(facts) ? facts : {};
const kql = await loadKql();
const checkout = readCheckout(root);
const dictionary = new Dictionary(['dTimeGenerated', 'sWho_s']);
const over = mergeSchemas(shipped, schemaOf({ tables: checkout.tables, functions: checkout.parsers }));

describe('a checkout of the public repository', () => {
  test('declares the tables of the query validation and the parsers of the solutions', () => {
    expect(checkout.tables.map(({ name }) => name)).toEqual(['ContosoEvents', 'Contoso_CL']);
    expect(checkout.parsers.map(({ name }) => name)).toEqual(['ContosoEvents']);
    expect(checkout.passedOver).toEqual([expect.stringContaining('broken.json')]);
  });

  test('gives a table its columns, without those that every table has', () => {
    const { entries, changes } = renewTables({}, checkout, shipped, dictionary, {
      columns: [{ name: 'TimeGenerated', type: 'datetime' }],
      customLog: [],
    });
    expect(changes).toEqual(['table Contoso_CL']);
    expect(dictionary.decode(entries['Contoso_CL']).map(({ name }) => name)).toContain('Who_s');
    expect(dictionary.decode(entries['Contoso_CL']).map(({ name }) => name)).not.toContain('TimeGenerated');
  });

  test('gives a parser what its body yields, and no type to what comes out of JSON unless the validation gives one', () => {
    const { entries, changes } = renewFunctions({}, checkout, shipped, dictionary, (fn) => kql.columnsOf(fn, over));
    expect(changes).toEqual(['function ContosoEvents: 5 columns']);
    const entry = entries['ContosoEvents'];
    const columns = dictionary.decode(isObject(entry) ? entry['columns'] : undefined);
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      TimeGenerated: 'datetime',
      Who: 'string',
      Device: 'string',
      Volume: 'unknown',
      Size: 'long',
    });
  });

  test('leaves alone what is known of Sentinel’s own functions, and drops no name', () => {
    const before: JsonObject = { ContosoEvents: { schema: 'Dns' }, Elsewhere: { columns: '0' } };
    const { entries, changes } = renewFunctions(before, checkout, shipped, dictionary, () => undefined);
    expect(entries).toEqual(before);
    expect(changes).toEqual([]);
  });
});

describe('the facts', () => {
  test('say when they were read and from where', () => {
    expect(current['date']).toMatch(/^\d{4}-\d\d-\d\d$/);
    const sources = Array.isArray(current['sources']) ? current['sources'] : [];
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources)
      expect(source).toEqual(expect.objectContaining({ name: expect.any(String), read: expect.any(String) }));
  });

  test('are printed as they are read, so that a renewal shows what changed and nothing else', () => {
    expect(parseJson(printFacts(current))).toEqual(current);
  });

  test('keep the type that says more of two', () => {
    const merged = mergeColumns(
      [
        { name: 'a', type: 'unknown' },
        { name: 'b', type: 'dynamic' },
        { name: 'c', type: 'long' },
      ],
      [
        { name: 'a', type: 'dynamic' },
        { name: 'b', type: 'string' },
        { name: 'c', type: 'string' },
        { name: 'd', type: 'bool' },
      ],
    );
    expect(merged.map(({ name, type }) => `${name}:${type}`)).toEqual(['a:dynamic', 'b:string', 'c:long', 'd:bool']);
  });
});
