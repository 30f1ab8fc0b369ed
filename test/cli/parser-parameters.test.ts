import { describe, expect, test } from '@jest/globals';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const config = `project: { name: p, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
content: [parsers]
`;

/** A parser with a body, and parameters as the service spells them. */
const parser = (parameters: string, body: string): string => `FunctionName: SignIns
FunctionAlias: SignIns
FunctionParams: "${parameters}"
FunctionQuery: |
${body
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
`;

/** What validate finds in queries: place, severity and code. */
const found = async (parameters: string, body: string): Promise<readonly string[]> => {
  let all: readonly string[] = [];
  await inFolder(async ({ write, picket }) => {
    await write('picket.yaml', config);
    await write('parsers/SignIns.yaml', parser(parameters, body));
    const { out } = await picket('validate');
    all = [...out.matchAll(/^parsers\/SignIns\.yaml:(\d+:\d+) (\w+) .* (kql\/\S+)$/gm)].map(
      ([, at, severity, code]) => `${at} ${severity} ${code}`,
    );
  });
  return all;
};

describe('the query of a parser with parameters', () => {
  test('may use them by name, in functions of its own as well', async () => {
    const body = `let own = (T:(*), off:bool=false) { T | where not(off) };
own(SigninLogs, off=disabled)
| where TimeGenerated > ago(since) and (array_length(who) == 0 or UserPrincipalName in (who))`;
    expect(await found('since:timespan=1d, who:dynamic=dynamic([]), disabled:bool=false', body)).toEqual([]);
  });
  test('has its misspelt names found at their places', async () => {
    const body = 'SigninLogs\n| where TimeGenerated > ago(since)\n| project UserPrincipalNam, sinse';
    expect(await found('since:timespan=1d', body)).toEqual([
      '7:13 error kql/unknown-column',
      '7:31 error kql/unknown-column',
    ]);
  });
  test('is checked with them in every way of writing a parser', async () => {
    await inFolder(async ({ write, picket }) => {
      await write('picket.yaml', config);
      const query = 'SigninLogs | where TimeGenerated > ago(since)';
      await write(
        'parsers/A.yaml',
        `ParserName: A\nParserParams: [{ Name: since, Type: timespan }]\nParserQuery: ${query}\n`,
      );
      await write(
        'parsers/B.yaml',
        `functionAlias: B\nname: B\nfunctionParameters: since:timespan=1d\nquery: ${query}\n`,
      );
      await write(
        'parsers/C.yaml',
        `FunctionName: C\nFunctionParameters: since:timespan=1d\nFunctionQuery: ${query}\n`,
      );
      expect((await picket('validate')).out).not.toContain('kql/');
    });
  });
  test('has a value of the wrong type as a warning', async () => {
    expect(await found('since:timespan=1d', 'SigninLogs\n| where since')).toEqual(['6:11 warning kql/semantics']);
  });
  test('is checked for its syntax alone where it is given a table', async () => {
    expect(await found('T:(*)', 'T\n| project Nothing\n| where ( ')).toEqual(['7:12 error kql/syntax']);
    expect(await found('T:(*)', 'T\n| project Nothing')).toEqual([]);
  });
});

describe('a parser that is called as a table is', () => {
  test.each([
    ['SigninLogs', 'that Picket knows'],
    ['Contoso_CL', 'that picket.yaml names a file of'],
  ])('%s, %s, has that found', async (name) => {
    await inFolder(async ({ write, picket }) => {
      await write('picket.yaml', `${config}schema: { tables: [tables] }\n`);
      await write(
        'tables/contoso.json',
        JSON.stringify({ Name: 'Contoso_CL', Properties: [{ name: 'User_s', type: 'string' }] }),
      );
      await write('parsers/it.yaml', `FunctionAlias: ${name}\nFunctionQuery: SecurityEvent | take 1\n`);
      expect((await picket('validate')).out).toContain(`There is a table \`${name}\`, too.`);
    });
  });
});
