import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { toKql } from '../../src/sigma/formats.ts';
import { picket } from '../../src/sigma/pipelines/picket/index.ts';
import { convertText, outcome, sigmaRule } from './rules.ts';

const lines = (detection: string, logsource?: string): readonly string[] | string => {
  const result = outcome(sigmaRule(detection, logsource), picket);
  return typeof result === 'string' ? result : (result[0] ?? '').split('\n');
};

const last = (item: string, logsource?: string): string | undefined => {
  const result = lines(`sel:\n  ${item}\ncondition: sel`, logsource);
  return typeof result === 'string' ? result : result.at(-1);
};

describe('values are compared by the type of their column', () => {
  test.each([
    ['an empty text', "User: ''", '| where isempty(TargetUsername)'],
    ['null', 'User: null', '| where isempty(TargetUsername)'],
    ['a number in a text column', 'CommandLine: 5', '| where TargetProcessCommandLine =~ "5"'],
    ['a list of texts', 'User: [a, b]', '| where TargetUsername in~ ("a", "b")'],
    ['a star alone', "User: '*'", '| where isnotempty(TargetUsername)'],
    ['wildcards inside', "CommandLine: 'a*b?c*'", '| where TargetProcessCommandLine matches regex "(?is)^a.*b.c"'],
    [
      'wildcards inside a list',
      "User: ['a*b', c]",
      '| where TargetUsername =~ "c" or TargetUsername matches regex "(?is)^a.*b$"',
    ],
    ['cased', 'User|cased: Bob', '| where TargetUsername == "Bob"'],
    ['cased in part', 'User|contains|cased: Bob', '| where TargetUsername contains_cs "Bob"'],
    ['another field', 'User|fieldref: ParentUser', '| where TargetUsername =~ ActorUsername'],
    ['a literal star', String.raw`CommandLine|contains: 'a\*b'`, '| where TargetProcessCommandLine contains "a*b"'],
    ['a hash', 'Hashes|contains: SHA1=00ff', '| where TargetProcessSHA1 =~ "00ff"'],
    [
      'a regular expression',
      String.raw`CommandLine|re: 'a\d'`,
      String.raw`| where TargetProcessCommandLine matches regex @"a\d"`,
    ],
  ])('%s', (_name, item, line) => {
    expect(last(item)).toBe(line);
  });

  test.each([
    ['a text with digits', "DestinationPort: '443'", '| where DstPortNumber == 443'],
    ['a list of both', "DestinationPort: ['443', 80, 0x10]", '| where DstPortNumber in (443, 80, 16)'],
    ['a comparison', 'DestinationPort|gt: 1024', '| where DstPortNumber > 1024'],
    ['a wildcard', 'DestinationPort|startswith: "44"', '| where tostring(DstPortNumber) startswith "44"'],
    ['null', 'DestinationPort: null', '| where isnull(DstPortNumber)'],
    ['the direction', "Initiated: 'true'", '| where NetworkDirection =~ "Outbound"'],
    ['IPv6', 'DestinationIp|cidr: fe80::/10', '| where coalesce(ipv6_is_in_range(DstIpAddr, "fe80::/10"), false)'],
    [
      'networks of both versions',
      "DestinationIp|cidr: ['10.0.0.0/8', '::1/128', '127.0.0.0/8']",
      '| where coalesce(ipv4_is_in_any_range(DstIpAddr, "10.0.0.0/8", "127.0.0.0/8"), false) or coalesce(ipv6_is_in_range(DstIpAddr, "::1/128"), false)',
    ],
  ])('a connection: %s', (_name, item, line) => {
    expect(last(item, 'category: network_connection, product: windows')).toBe(line);
  });

  test.each([
    ['all of it', 'abc', String.raw`contains "\"abc\""`],
    ['its beginning', 'abc*', String.raw`contains "\"abc"`],
    ['its end', "'*abc'", String.raw`contains "abc\""`],
    ['a part of it', "'*abc*'", 'contains "abc"'],
    ['a text with a quote', `'a"b'`, String.raw`contains "\"a\\\"b\""`],
  ])('a text within JSON has its quotes on the sides where it is whole: %s', (_name, value, test) => {
    const item = `requestParameters.containerDefinitions.command: ${value}`;
    expect(last(item, 'product: aws, service: cloudtrail')).toContain(test);
  });

  test('text for a numeric column is refused, not written wrong', () => {
    expect(last('DestinationPort: http', 'category: firewall')).toBe('unsupported-value');
  });

  test('an expression that KQL cannot run is refused', () => {
    expect(last("CommandLine|re: 'a(?=b)'")).toBe('unsupported-value');
  });
});

describe('a query that would be too long is written compactly', () => {
  const many = (count: number): string =>
    Array.from({ length: count }, (_, index) => `C:\\\\tools\\\\x${index}.exe`).join("', '");
  const compact = (item: string): string => {
    const result = lines(`sel:\n  ${item}\ncondition: sel`);
    return typeof result === 'string' ? result : result.join('\n');
  };

  test('with one expression for many parts of texts', () => {
    expect(compact(`CommandLine|contains: ['${many(400)}']`)).toMatch(/matches regex @?"\(\?is\)\(\?:C:/);
  });

  test('and keeps regard to case, which that expression has not', () => {
    const query = compact(`CommandLine|contains|cased: ['${many(400)}']`);
    expect(query).not.toContain('(?is)');
    expect(query).toContain('contains_cs');
  });

  const filled = (item: string): string => {
    const text = sigmaRule(`sel:\n  ${item}\ncondition: sel`);
    const values = Array.from({ length: 400 }, (_, index) => `value-${index}-of-many-and-long`);
    const result = outcome(text, picket, { placeholders: { names: values, one: ['first'] } });
    return typeof result === 'string' ? result : (result[0] ?? '');
  };

  test('under all, a placeholder stays a choice and the others are each required', () => {
    const query = filled("CommandLine|contains|all|expand: ['%names%', '%one%', third]");
    const conditions = query.split('\n').filter((line) => line.startsWith('| where'));
    expect(query).toMatch(/contains "value-0-of-many-and-long" or [^\n]* contains "value-399-of-many-and-long"/);
    expect(conditions.join(' ')).toMatch(/contains "first"/);
    expect(conditions.join(' ')).toMatch(/contains "third"/);
    expect(query).not.toMatch(/first\|third|third\|first/);
  });

  test('a placeholder that has no value is refused by its name', () => {
    expect(filled("CommandLine|contains|expand: ['%nobody%', a, b, c]")).toBe('placeholder-unexpanded');
  });
});

test.each([
  ['utf16le', 'YQBiAA=='],
  ['wide', 'YQBiAA=='],
  ['utf16be', 'AGEAYg=='],
  ['utf16', '//5hAGIA'],
])('%s of the specification is read as its bytes: %s', (modifier, encoded) => {
  expect(last(`CommandLine|${modifier}|base64: ab`)).toBe(`| where TargetProcessCommandLine =~ "${encoded}"`);
});

describe('tables hold something else than the rule says', () => {
  test("a user's own hive is looked for below the id of any user as well", () => {
    const query = [
      lines("sel:\n  TargetObject|startswith: 'HKCU\\Software\\X'\ncondition: sel", 'category: registry_set'),
    ]
      .flat()
      .join('\n');
    expect(query).toContain('HKEY_CURRENT_USER\\\\Software\\\\X');
    expect(query).toMatch(/HKEY_USERS\W+\.\*\W+Software/);
    expect(query).not.toMatch(/HKEY_USERS\\+Software/);
  });

  test('registry key and value are read together, and hives by their full names', () => {
    expect(
      lines("sel:\n  TargetObject: 'HKLM\\System\\CurrentControlSet\\X'\ncondition: sel", 'category: registry_set'),
    ).toEqual([
      '_Im_RegistryEvent',
      '| where EventType == "RegistryValueSet"',
      String.raw`| extend RegistryObject = case(isnotempty(RegistryValue), strcat(RegistryKey, "\\", RegistryValue), EventType startswith "RegistryValue", strcat(RegistryKey, "\\(Default)"), RegistryKey)`,
      String.raw`| where RegistryObject in~ ("HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\X", "HKEY_LOCAL_MACHINE\\System\\ControlSet001\\X")`,
    ]);
  });

  test("a number in Sysmon's spelling is looked for as a number, and as Sysmon writes it", () => {
    expect(last("Details: 'DWORD (0x00000010)'", 'category: registry_set')).toBe(
      '| where RegistryValueData in~ ("16", "0x00000010", "0x10", "DWORD (0x00000010)")',
    );
    expect(last("Details: '(Empty)'", 'category: registry_set')).toBe(
      '| where RegistryValueData =~ "(Empty)" or isempty(RegistryValueData)',
    );
  });

  test.each([
    ['cs-uri: /adm/w.php', 'category: proxy', 'UrlPathAndQuery =~ "/adm/w.php"'],
    ['cs-uri|startswith: /adm/', 'category: proxy', 'UrlPathAndQuery startswith "/adm/"'],
    ['cs-uri|contains: evil.example', 'category: proxy', 'Url contains "evil.example"'],
    [
      `properties.message|contains: '"newValue":"Member"'`,
      'product: azure, service: auditlogs',
      'tostring(TargetResources) contains "\\"newValue\\":\\"Member\\""',
    ],
    ['properties.message: Add user', 'product: azure, service: auditlogs', 'OperationName =~ "Add user"'],
    ['Workload: Exchange', 'product: m365, service: audit', 'OfficeWorkload =~ "Exchange"'],
    ['actor.alternateid: a@b.example', 'product: okta, service: okta', 'OriginalActorAlternateId =~ "a@b.example"'],
    ['outcome.reason: LOCKED', 'product: okta, service: okta', 'EventOriginalResultDetails =~ "LOCKED"'],
    ['id.orig_h: 10.0.0.1', 'product: zeek, service: http', 'id_orig_h_s =~ "10.0.0.1"'],
    ['eventName: GRANT', 'product: gcp, service: google_workspace.admin', 'EventName =~ "GRANT"'],
    ['event_type_id: 532', 'product: onelogin, service: onelogin.events', 'event_type_id_d == 532'],
    ['reason: bypass_user', 'product: cisco, service: duo', 'reason_s =~ "bypass_user"'],
  ])('%s of %s is looked for where the table has it', (selection, logsource, condition) => {
    expect(last(selection, logsource)).toBe(`| where ${condition}`);
  });

  test('a star that a backslash escapes is the sign, and the conversion says so', () => {
    const convert = (value: string, field = 'CommandLine') =>
      convertText(sigmaRule(`sel:\n  ${field}: '${value}'\ncondition: sel`), picket);
    const within = convert(String.raw`\Run\*`, 'CommandLine|contains');
    expect('warnings' in within ? within.warnings : []).toEqual([
      expect.stringContaining('is looked for with the star'),
    ]);
    expect(toKql(within)).toMatch(/^\/\/ `.*is looked for with the star/);
    const slip = convert(String.raw`*\Bin Stuff\*`);
    expect('queries' in slip ? slip.queries[0] : '').toContain(String.raw`endswith "\\Bin Stuff*"`);
    expect('warnings' in slip ? slip.warnings : []).toEqual([expect.stringContaining('is looked for with the star')]);
    const meant = convert(String.raw`*\Bin Stuff\\*`);
    expect('warnings' in meant ? meant.warnings : undefined).toEqual([]);
  });

  test("Defender's own events name their members with blanks", () => {
    const query = convertText(
      sigmaRule('sel: {ProcessName: a.exe, SourceName: s}\ncondition: sel', 'product: windows, service: windefend'),
      picket,
    );
    expect('queries' in query ? query.queries[0] : '').toContain(
      'extend ProcessName = tostring(EventData["Process Name"])',
    );
  });

  test('keywords are looked for in columns that the table has', () => {
    const query = convertText(sigmaRule('kw: [zap one]\ncondition: kw', 'product: windows, service: system'), picket);
    expect('queries' in query ? query.queries[0]?.split('\n').at(-1) : '').toBe(
      '| where tostring(EventData) contains "zap one" or RawEventData contains "zap one"',
    );
    const both = lines("kw:\n  '|all': [zap one, zap two]\ncondition: kw", 'product: windows, service: system');
    expect(both.slice(-2)).toEqual([
      '| where tostring(EventData) contains "zap one" or RawEventData contains "zap one"',
      '| where tostring(EventData) contains "zap two" or RawEventData contains "zap two"',
    ]);
  });

  test('a full path is compared with the path, an image with the acting process', () => {
    const result = lines(
      "sel:\n  TargetFilename|endswith: '\\a.txt'\n  Image|endswith: '\\b'\ncondition: sel",
      'category: file_event',
    );
    expect(result.slice(-2)).toEqual([
      String.raw`| where TargetFilePath endswith "\\a.txt"`,
      String.raw`| where ActingProcessName endswith "\\b"`,
    ]);
  });

  test('a connection without a known process is left out', () => {
    expect(lines('sel:\n  Image|endswith: a\ncondition: not sel', 'category: network_connection')[1]).toBe(
      '| where isnotempty(SrcProcessName) or isnotempty(DstProcessName)',
    );
  });

  test('an event id of its category is known, another one makes the rule pointless', () => {
    expect(lines('sel:\n  EventID: 1\n  User: a\ncondition: sel')).toEqual([
      '_Im_ProcessCreate',
      '| where TargetUsername =~ "a"',
    ]);
    expect(outcome(sigmaRule('sel:\n  EventID: 7\n  User: a\ncondition: sel'), picket)).toBe('unsupported-value');
  });

  test('a field that the first table lacks is looked for in the next', () => {
    expect(lines('sel:\n  ImageLoaded: a\ncondition: sel', 'category: image_load, product: windows')[0]).toBe(
      'DeviceImageLoadEvents',
    );
    expect(
      lines("sel:\n  ImageLoaded: a\n  Signed: 'false'\ncondition: sel", 'category: image_load, product: windows'),
    ).toEqual([
      'WindowsEvent',
      '| where Channel == "Microsoft-Windows-Sysmon/Operational"',
      '| where EventID == 7',
      '| extend ImageLoaded = tostring(EventData.ImageLoaded)',
      '| extend Signed = tostring(EventData.Signed)',
      '| where ImageLoaded =~ "a"',
      '| where Signed =~ "false"',
    ]);
  });
});

describe('log sources find their tables', () => {
  test.each([
    ['product: aws, service: cloudtrail', 'eventName: A', 'AWSCloudTrail'],
    ['product: azure, service: auditlogs', 'properties.message: A', 'AuditLogs'],
    ['product: azure, service: signinlogs', 'resultType: 50053', 'SigninLogs'],
    ['product: azure, service: activitylogs', 'operationName: A', 'AzureActivity'],
    ['product: okta, service: okta', 'eventType: a', 'OktaV2_CL'],
    ['product: gcp, service: gcp.audit', 'gcp.audit.method_name: a', 'GCPAuditLogs'],
    ['product: github, service: audit', 'action: a', 'GitHubAuditLogsV2_CL'],
    ['category: dns', 'query: a', '_Im_Dns'],
    ['category: proxy', 'c-uri|contains: a', '_Im_WebSession'],
    ['category: process_creation, product: linux', 'Image: a', '_Im_ProcessCreate'],
    ['product: linux, service: auditd', 'type: SYSCALL', 'Syslog'],
    ['product: windows, service: security', 'EventID: 4625', 'SecurityEvent'],
    ['product: windows, service: system', 'EventID: 7045', 'WindowsEvent'],
    ['category: ps_script, product: windows', 'ScriptBlockText|contains: a', 'WindowsEvent'],
  ])('%s', (logsource, item, table) => {
    expect(lines(`sel:\n  ${item}\ncondition: sel`, logsource)[0]).toBe(table);
  });

  test('an unknown log source is refused', () => {
    expect(last('a: b', 'product: toaster')).toBe('no-table');
  });

  test('fields inside JSON and key-value text are taken out of it', () => {
    expect(
      lines('sel:\n  requestParameters.attribute: a\ncondition: sel', 'product: aws, service: cloudtrail')[1],
    ).toBe('| extend requestParameters_attribute = tostring(parse_json(RequestParameters).attribute)');
    expect(lines('sel:\n  a0: curl\ncondition: sel', 'product: linux, service: auditd').at(-1)).toBe(
      '| where a0 =~ "curl"',
    );
  });
});

describe('whole conditions', () => {
  test('neither of several filters becomes a line each, and parentheses follow from the words', () => {
    const text =
      'sel: {User: a}\nf_1: {CommandLine|contains: x}\nf_2: {CommandLine|contains: [y, z], User|endswith: w}\ncondition: sel and not 1 of f_*';
    expect(lines(text)).toEqual([
      '_Im_ProcessCreate',
      '| where TargetUsername =~ "a"',
      '| where not(TargetProcessCommandLine contains "x")',
      '| where not((TargetProcessCommandLine contains "y" or TargetProcessCommandLine contains "z") and TargetUsername endswith "w")',
    ]);
  });

  test('a part of a text that every row needs is looked up by the index first, with nothing lost', () => {
    expect(lines("sel:\n  Image|endswith: '\\tool.exe'\ncondition: sel").slice(1)).toEqual([
      '| where TargetProcessName has "tool"',
      String.raw`| where TargetProcessName endswith "\\tool.exe"`,
    ]);
    expect(lines("sel:\n  Image|endswith: '\\tool.exe'\ncondition: not sel").slice(1)).toEqual([
      String.raw`| where not(TargetProcessName endswith "\\tool.exe")`,
    ]);
  });

  test('placeholders take their values from the caller', () => {
    const text = sigmaRule("sel:\n  User|expand: '%admins%'\ncondition: sel");
    expect(outcome(text, picket)).toBe('placeholder-unexpanded');
    expect(outcome(text, picket, { placeholders: { admins: ['eve', 'a*'] } })).toEqual([
      '_Im_ProcessCreate\n| where TargetUsername =~ "eve" or TargetUsername startswith "a"',
    ]);
  });

  test('a global filter is added to the rules of its log source', () => {
    const filter =
      'title: no backup\nlogsource: {category: process_creation}\nfilter:\n  rules: any\n  selection: {User: backup}\n  condition: not selection\n';
    expect(outcome(`${filter}---\n${sigmaRule('selection: {Image: a}\ncondition: selection')}`, picket)).toEqual([
      '_Im_ProcessCreate\n| where TargetProcessName =~ "a"\n| where not(TargetUsername =~ "backup")',
    ]);
  });

  test('a query that does not compile is refused with what the check says', () => {
    const result = convertText(sigmaRule('sel: {User: a}\ncondition: sel'), picket, {
      check: (_query, table) => ({ kind: 'broken', message: `no ${table}` }),
    });
    expect('error' in result ? result.error : undefined).toMatchObject({
      cause: 'query-does-not-compile',
      message: 'The query for _Im_ProcessCreate does not compile: no _Im_ProcessCreate',
    });
  });

  test('a rule that could never fire, and a query that nobody can check, are refused as that', () => {
    const refusal = (kind: 'never-true' | 'too-long') => {
      const result = convertText(sigmaRule('sel: {User: a}\ncondition: sel'), picket, {
        check: () => ({ kind, message: 'No row passes `false`.' }),
      });
      return 'error' in result ? result.error : undefined;
    };
    expect(refusal('never-true')).toMatchObject({
      cause: 'query-never-fires',
      message: 'The rule could never fire, by the query for _Im_ProcessCreate: No row passes `false`.',
    });
    expect(refusal('too-long')).toMatchObject({
      cause: 'query-too-long',
      message: expect.stringContaining('a scheduled rule takes at most 10000. It is too long to be checked'),
    });
  });

  test('a query that would be too long is spelled shorter, or warned about', () => {
    const values = Array.from({ length: 400 }, (_value, index) => `    - part${index}`).join('\n');
    const result = convertText(sigmaRule(`sel:\n  CommandLine|contains:\n${values}\ncondition: sel`), picket);
    expect('queries' in result && result.queries[0]).toMatch(/matches regex "\(\?is\)\(\?:part0\|part1\|/);
    const longer = convertText(
      sigmaRule(
        `sel:\n  CommandLine|contains:\n${values.replaceAll('part', 'a-part-that-is-much-longer-than-the-others-')}\ncondition: sel`,
      ),
      picket,
    );
    expect('warnings' in longer && longer.warnings[0]).toContain('at most 10000');
  });

  test('every text that a rule looks for survives in the query', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }), (text) => {
        fc.pre(!/[*?\\]/.test(text));
        const result = outcome(
          sigmaRule(`sel:\n  CommandLine|contains: ${JSON.stringify(text)}\ncondition: sel`),
          picket,
        );
        fc.pre(typeof result !== 'string');
        const literal = /contains ("(?:[^"\\]|\\.)*")$/s.exec(typeof result === 'string' ? '' : (result[0] ?? ''))?.[1];
        expect(JSON.parse(literal ?? 'null')).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
