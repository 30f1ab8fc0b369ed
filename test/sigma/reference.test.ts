import { describe, expect, test } from '@jest/globals';
import { azureMonitor } from '../../src/sigma/pipelines/azure-monitor.ts';
import { microsoftXdr } from '../../src/sigma/pipelines/microsoft-xdr.ts';
import { none } from '../../src/sigma/pipelines/index.ts';
import { sentinelAsim } from '../../src/sigma/pipelines/sentinel-asim.ts';
import { convertText, outcome, sigmaRule } from './rules.ts';

const plain = (detection: string) => outcome(sigmaRule(detection), none);
const one = (item: string) => plain(`sel:\n  ${item}\ncondition: sel`);

describe('values without a pipeline are spelled as the reference spells them', () => {
  test.each([
    ['F: a*', 'F startswith "a"'],
    ["F: '*a'", 'F endswith "a"'],
    ["F: '*a*'", 'F contains "a"'],
    ["F: '*'", 'F startswith ""'],
    ["F: 'a.?b*c'", String.raw`F matches regex "a\\..b.*c"`],
    [String.raw`F: 'C:\dir\x'`, String.raw`F =~ "C:\\dir\\x"`],
    [String.raw`F: 'a\*b'`, 'F =~ "a*b"'],
    ['F: [a, 1]', 'F in~ ("a", "1")'],
    ["F: ['a*b', c]", 'F in~ ("c") or (F contains "a" and F contains "b")'],
    ["F: ['*1?', c]", 'F in~ ("c") or F matches regex ".*1."'],
    ['F|all: [a, b]', 'F has_all ("a", "b")'],
    ["F|contains|all: ['a', 'b']", 'F contains "a" and F contains "b"'],
    ['F|re|s|i: x', 'F matches regex "(?is)x"'],
    ["F|windash: ' -a'", 'F =~ " -a" or F =~ " /a" or F =~ " –a" or F =~ " —a" or F =~ " ―a"'],
    ['F|base64offset|contains: foobar', 'F contains "Zm9vYmFy" or F contains "Zvb2Jhc" or F contains "mb29iYX"'],
    ['F|utf16be|base64: ab', 'F =~ "AGEAYg=="'],
    ['F|cidr: 10.0.0.0/8', 'ipv4_is_in_range(F, "10.0.0.0/8")'],
    ['F|gte: 5', 'F >= 5'],
    ['F|neq: a', 'not(F =~ "a")'],
    ['F|exists: false', 'isempty(F)'],
    ['a-b: x', `'a-b' =~ "x"`],
  ])('%s becomes %s', (item, query) => {
    expect(one(item)).toEqual([query]);
  });

  test.each([
    ['F|cased: a', 'other:NotImplementedError'],
    ['F|fieldref: G', 'fieldref-unsupported'],
    ["F|expand: '%name%'", 'placeholder-unexpanded'],
    ['F|utf16le|base64: a', 'other:SigmaModifierError'],
    ['F|hour: 5', 'other:NotImplementedError'],
  ])('%s is refused with the cause %s', (item, cause) => {
    expect(one(item)).toBe(cause);
  });
});

describe('conditions', () => {
  const sections = 'a: {F: x}\nb: {F: y}\nc: {G: [1, 2]}\n_d: {H: z}\n';

  test.each([
    ['a and b', 'F has_all ("x", "y")'],
    ['a or b', 'F in~ ("x", "y")'],
    ['a or b and c', 'F =~ "x" or (F =~ "y" and (G in~ ("1", "2")))'],
    ['not not a', 'not((not(F =~ "x")))'],
    ['a and not (b or c)', 'F =~ "x" and (not((F =~ "y" or (G in~ ("1", "2")))))'],
    ['all of them', 'F =~ "x" and F =~ "y" and (G in~ ("1", "2"))'],
    ['1 of _*', 'H =~ "z"'],
    ['any of a*', 'F =~ "x"'],
  ])('%s becomes %s', (condition, query) => {
    expect(plain(`${sections}condition: ${condition}`)).toEqual([query]);
  });

  test('a list of conditions gives a query for each', () => {
    expect(plain(`${sections}condition: [a, b]`)).toEqual(['F =~ "x"', 'F =~ "y"']);
  });

  test.each(['a AND b', '2 of them', '1 of a-*', 'nothing', '(a', 'a b', ''])('%j is refused', (condition) => {
    expect(plain(`${sections}condition: ${JSON.stringify(condition)}`)).toBe('other:SigmaConditionError');
  });
});

describe('tables', () => {
  test('one field of two columns becomes two terms for the normalised schema', () => {
    const text = sigmaRule("sel:\n  Image|endswith: ['\\a', '\\b']\ncondition: sel", 'category: network_connection');
    expect(outcome(text, sentinelAsim)).toEqual([
      String.raw`imNetworkSession
| where (SrcProcessName endswith "\\a" or SrcProcessName endswith "\\b") or (DstProcessName endswith "\\a" or DstProcessName endswith "\\b")`,
    ]);
  });

  test('the known defect of a star behind a backslash is reproduced', () => {
    const text = sigmaRule("sel:\n  TargetObject|contains: '\\Some\\'\ncondition: sel", 'category: registry_set');
    expect(outcome(text, microsoftXdr)).toEqual([
      String.raw`DeviceRegistryEvents
| where RegistryKey endswith "\\Some*"`,
    ]);
    const said = convertText(text, microsoftXdr);
    expect('warnings' in said ? said.warnings : []).toEqual([
      expect.stringMatching(/Some\*. is looked for with the star as a sign, as the reference converter does it/),
    ]);
    expect(convertText(text, none)).toMatchObject({ warnings: [] });
  });

  test.each([
    ['DestinationHostname', 'RemoteUrl'],
    ['DestinationIp', 'RemoteIP'],
    ['DestinationPort', 'RemotePort'],
    ['Protocol', 'Protocol'],
    ['SourceHostname', 'DeviceName'],
    ['SourceIp', 'LocalIP'],
    ['SourcePort', 'LocalPort'],
  ])('%s of a connection is read from %s', (field, column) => {
    const text = sigmaRule(`sel:\n  ${field}: abc\ncondition: sel`, 'category: network_connection');
    expect(outcome(text, microsoftXdr)).toEqual([`DeviceNetworkEvents\n| where ${column} =~ "abc"`]);
  });

  test('the table follows from the first event id where there is no category', () => {
    const text = sigmaRule(
      'selection:\n  EventID: 4625\n  IpAddress: 192.0.2.1\ncondition: selection',
      'product: windows, service: security',
    );
    expect(outcome(text, azureMonitor)).toEqual([
      'SecurityEvent\n| where EventID == 4625 and IpAddress =~ "192.0.2.1"',
    ]);
    expect(outcome(text, microsoftXdr)).toBe('unsupported-field');
  });

  test.each([
    ['a hash of an unknown algorithm', 'Hashes|contains: IMPHASH=00', 'process_creation', 'hash-algo-unsupported'],
    ['a field the table lacks', 'Nothing: a', 'process_creation', 'unsupported-field'],
    ['a category without a table', 'Image: a', 'ps_script', 'no-table'],
  ])('%s is refused', (_name, item, category, cause) => {
    expect(outcome(sigmaRule(`sel:\n  ${item}\ncondition: sel`, `category: ${category}`), microsoftXdr)).toBe(cause);
  });

  test.each([
    ['EventID: 8', 'no-table'],
    ['EventID: 4697', 'no-table'],
    ['EventID: [6, 8]', 'no-table'],
    ['EventID: [4624, 4697]', 'no-table'],
    ['EventID: [8, 10]', ['DeviceProcessEvents\n| where InitiatingProcessFolderPath endswith "\\\\z.exe"']],
  ])('of several event ids the last one chooses the table, and one that nobody knows refuses: %s', (id, expected) => {
    const text = `sel:\n  ${id}\n  SourceImage|endswith: '\\z.exe'\ncondition: sel`;
    expect(outcome(sigmaRule(text, 'product: windows, service: sysmon'), microsoftXdr)).toEqual(expected);
  });

  test('a table given by the caller is used instead', () => {
    const text = sigmaRule('sel:\n  QueryName: a\ncondition: sel', 'category: dns_query');
    expect(outcome(text, sentinelAsim, { table: '_Im_Dns' })).toEqual(['_Im_Dns\n| where DnsQuery =~ "a"']);
  });

  test('a rule of which nothing is left gives no query and no error', () => {
    expect(outcome(sigmaRule('sel:\n  EventID: 1\ncondition: sel'), sentinelAsim)).toEqual([]);
  });
});
