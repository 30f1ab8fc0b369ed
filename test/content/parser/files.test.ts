import { describe, expect, test } from '@jest/globals';
import { parser } from '../../../src/content/parser/index.ts';
import { files } from '../../../src/content/parser/files.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import { isObject } from '../../../src/core/json.ts';
import { rangeOf, type SourceDocument } from '../../../src/core/text/source.ts';

const type = defineContentType(parser);
const context = type.contextOf({ now: 0 });

const read = (path: string, text: string): SourceDocument => files.read(path, Buffer.from(text), new Map()).document;
const item = (document: SourceDocument) => type.complete(isObject(document.value) ? document.value : {});

const plain = '// parameters: days:long=7\nSigninLogs\n| where TimeGenerated > ago(1d * days)\n';
const yaml = [
  'FunctionName: RecentSignins # called by rules',
  'FunctionParams:',
  '  - Name: days',
  '    Type: long',
  '    Default: 7',
  'FunctionQuery: |',
  '  SigninLogs # not KQL',
  '  | where TimeGenerated > ago(1d * days)',
  '',
].join('\n');

const live = (more: object) => ({
  properties: {
    displayName: 'RecentSignins',
    category: 'Microsoft Sentinel Parser',
    functionAlias: 'RecentSignins',
    functionParameters: 'days:long=7',
    query: 'SigninLogs\n| where TimeGenerated > ago(1d * days)',
    ...more,
  },
});

describe('a file of the query alone', () => {
  const document = read('parsers/Function-RecentSignins.kql', plain);

  test('is a function of its name, with the parameters of its first line', () => {
    expect(item(document)?.render({ now: 0 }).body).toEqual(live({}));
  });

  test('has its findings where they stand', () => {
    expect(rangeOf(document, { at: '/FunctionQuery', within: { start: 13, end: 18 } }).start).toEqual({
      line: 3,
      column: 3,
    });
    expect(rangeOf(document, { at: '/FunctionParams' }).start).toEqual({ line: 1, column: 16 });
  });

  test('takes another query and other parameters, and refuses what it cannot say', () => {
    const merged = type.file.merge(
      document,
      live({ query: 'SigninLogs\n| take days', functionParameters: 'days:int=1', displayName: 'Mine' }),
      context,
    );
    expect(merged?.text).toBe('// parameters: days:int=1\nSigninLogs\n| take days\n');
    expect(merged?.written.toSorted()).toEqual(['parameters', 'query']);
    expect(merged?.refused).toEqual([
      { property: 'displayName', reason: 'a file of the query alone cannot say it: write the parser as YAML' },
    ]);
  });

  test('that says nothing of parameters has none, and a byte order mark is no part of the query', () => {
    const bare = read('parsers/Recent.csl', '\uFEFFSigninLogs\n');
    expect(item(bare)?.render({ now: 0 }).body).toMatchObject({ properties: { query: 'SigninLogs' } });
  });

  test('in another encoding is refused', () => {
    const { diagnostics } = files.read('parsers/A.kql', Buffer.from([0xff, 0xfe, 0x41, 0x00]), new Map());
    expect(diagnostics).toMatchObject([{ code: 'yaml/encoding', severity: 'error' }]);
  });
});

describe('a file of YAML', () => {
  test('takes a change of the workspace in its own style and leaves every other line', () => {
    const document = read('parsers/RecentSignins.yaml', yaml);
    const merged = type.file.merge(
      document,
      live({
        query: 'SigninLogs # not KQL\n| where TimeGenerated > ago(1d * days)',
        functionParameters: 'days:long=14',
        displayName: 'Recent sign-ins',
      }),
      context,
    );
    expect(merged?.refused).toEqual([]);
    expect(merged?.text).toBe(
      yaml
        .replace('Default: 7', 'Default: 14')
        .replace('FunctionParams:', 'Function:\n  Title: Recent sign-ins\nFunctionParams:'),
    );
  });
});
