import { describe, expect, test } from '@jest/globals';
import { isParserFile, readParserSymbols } from '../../../src/content/parser/index.ts';
import { loadKql, mergeSchemas, schemaOf } from '../../../src/kql/index.ts';

const asim = `Parser:
  Title: DNS
ParserName: ASimDnsContoso
EquivalentBuiltInParser: _ASim_Dns_Contoso
ParserParams:
  - Name: disabled
    Type: bool
    Default: false
  - Name: starttime
    Type: datetime
    Default: datetime(null)
  - Name: eventtype
    Type: string
    Default: '*'
  - Name: domain_has_any
    Type: dynamic
    Default: dynamic([])
ParserQuery: |
  let parser = (disabled:bool=false, starttime:datetime=datetime(null)) {
    Contoso_CL | where not(disabled) and TimeGenerated >= starttime | project DnsQuery = Query_s, TimeGenerated
  };
  parser(disabled = disabled, starttime = starttime)
`;

describe('a parser file', () => {
  test('in the style of ASIM becomes a function with its parameters and its body', () => {
    const { functions, diagnostics } = readParserSymbols('parsers/ASimDnsContoso.yaml', asim);
    expect(diagnostics).toEqual([]);
    expect(functions).toHaveLength(1);
    expect(functions[0]).toMatchObject({
      name: 'ASimDnsContoso',
      parameters:
        'disabled:bool=false, starttime:datetime=datetime(null), eventtype:string="*", domain_has_any:dynamic=dynamic([])',
      source: 'repository',
    });
    expect(functions[0]?.result).toEqual({ kind: 'body', body: expect.stringMatching(/^let parser = .*\n$/s) });
  });

  test('gives the queries that call it the columns of its body', async () => {
    const repository = schemaOf({ functions: readParserSymbols('ASimDnsContoso.yaml', asim).functions });
    const tables = schemaOf({
      tables: [
        {
          name: 'Contoso_CL',
          columns: [
            { name: 'TimeGenerated', type: 'datetime' },
            { name: 'Query_s', type: 'string' },
          ],
          open: false,
          hidden: [],
          source: 'user',
        },
      ],
    });
    const { analyze } = await loadKql();
    const schema = mergeSchemas(tables, repository);
    const facts = analyze('ASimDnsContoso(disabled=false) | where DnsQuery has "x"', schema);
    expect(facts.result).toEqual({
      columns: [
        { name: 'DnsQuery', type: 'string' },
        { name: 'TimeGenerated', type: 'datetime' },
      ],
      complete: true,
    });
    const wrong = analyze('ASimDnsContoso | where DnsQuerry has "x"', schema).diagnostics;
    expect(wrong).toMatchObject([{ kind: 'column', name: 'DnsQuerry', suggestion: 'DnsQuery' }]);
  });

  test('in the style of solutions is called by its alias', () => {
    const text = 'FunctionName: Long name\nFunctionAlias: Contoso\nFunctionQuery: |\n  Contoso_CL\n';
    expect(readParserSymbols('x.yaml', text).functions).toMatchObject([{ name: 'Contoso', parameters: '' }]);
  });

  test('may take a table, with or without its columns', () => {
    const text =
      'FunctionName: F\nFunctionParams:\n  - Name: T:(TimeGenerated:datetime)\n    Type: table\n  - Name: U\n    Type: table\n  - Name: field\n    Type: string\nFunctionQuery: T\n';
    expect(readParserSymbols('x.yaml', text).functions).toMatchObject([
      { parameters: 'T:(TimeGenerated:datetime), U:(*), field:string' },
    ]);
  });

  test('writes a text as a default in one way, whatever quotes it has or has not', () => {
    const text = `FunctionName: F\nFunctionParams:\n  - {Name: a, Type: string, Default: "'x'"}\n  - {Name: b, Type: string, Default: "it's"}\nFunctionQuery: T\n`;
    expect(readParserSymbols('x.yaml', text).functions[0]?.parameters).toBe(`a:string="x", b:string="it's"`);
  });

  test('of plain KQL is named after its function', () => {
    expect(readParserSymbols('parsers/Contoso.kql', '\uFEFFContoso_CL\n| take 1')).toEqual({
      functions: [
        {
          name: 'Contoso',
          parameters: '',
          result: { kind: 'body', body: 'Contoso_CL\n| take 1' },
          source: 'repository',
        },
      ],
      diagnostics: [],
    });
  });

  test('may be a template of saved searches, whose parameters have defaults', () => {
    const template = {
      parameters: { alias: { type: 'string', defaultValue: 'Contoso' } },
      resources: [
        {
          type: 'Microsoft.OperationalInsights/workspaces/savedSearches',
          properties: {
            functionAlias: "[parameters('alias')]",
            functionParameters: 'days:int=1',
            query: "[[range]'] | project A",
          },
        },
        { properties: { functionAlias: 'Other', query: "[concat('a', 'b')]" } },
      ],
    };
    const { functions, diagnostics } = readParserSymbols('x.json', JSON.stringify(template));
    expect(functions).toMatchObject([
      { name: 'Contoso', parameters: 'days:int=1', result: { body: "[range]'] | project A" } },
    ]);
    expect(diagnostics).toMatchObject([
      {
        code: 'schema/parser',
        severity: 'warning',
        message: expect.stringContaining('the query of the function `Other`'),
      },
    ]);
  });
});

describe('what cannot be declared is said', () => {
  const said = (path: string, text: string) => readParserSymbols(path, text).diagnostics.map(({ message }) => message);

  test.each([
    ['a misspelled name', 'x.yaml', 'PParserName: A\nParserQuery: T\n', 'is `PParserName` meant to be it?'],
    ['an empty query', 'x.kql', ' \n', 'The query of `x` is empty.'],
    ['a name that no query can call', 'my parser.kql', 'T', 'No query can call a function `my parser`'],
    ['a management command', 'x.csl', '.create function x() { T }', 'management command'],
    ['a file of something else', 'x.yaml', 'a: 1\n', 'The file declares no function.'],
    ['broken JSON', 'x.json', '{"a": 1', ''],
    ['broken YAML', 'x.yaml', 'a: [1\n', ''],
    ['an unknown type', 'x.yaml', 'ParserName: A\nParserParams: [{Name: p, Type: text}]\nParserQuery: T\n', '`text`'],
  ])('%s', (_, path, text, message) => {
    const messages = said(path, text);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(message);
  });

  test('files of other kinds are not taken for parsers', () => {
    expect(['a.yaml', 'a.yml', 'a.json', 'a.kql', 'a.csl', 'README.md', 'a.csv'].map(isParserFile)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
