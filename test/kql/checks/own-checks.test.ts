import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { literalProblem, offsetInLiteral } from '../../../src/kql/checks/literals.ts';
import { regexProblem } from '../../../src/kql/checks/regex.ts';
import { analyze, atOf, codesOf } from '../own-schema.ts';

describe('literals without a value', () => {
  test.each([
    'datetime("Widgets")',
    'datetime(2026-02-30)',
    'datetime(2026-13-01)',
    'datetime(2026-02-28T25:00)',
    'timespan(5q)',
    'time(25:61)',
    'guid(unknown)',
    'guid(74be27de-1e4e-49d9-b579)',
    'bool(perhaps)',
    'int(9999999999)',
    'long(99999999999999999999)',
    'real(much)',
    'decimal(much)',
  ])('%s is an error at its place', (literal) => {
    const query = `SigninLogs | extend x = ${literal}`;
    expect(codesOf(query)).toEqual(['literal error']);
    expect(atOf(query)).toEqual([literal]);
  });

  test.each([
    'datetime(2026-02-28)',
    'datetime("2026-02-28 12:30:00.1234567")',
    'datetime(2026-02-28T12:30:00Z)',
    'datetime(Sat, 8 Nov 14 15:05:02 GMT)',
    'datetime(2014)',
    'datetime(null)',
    'datetime()',
    'date(2026-02-28)',
    'timespan(15 seconds)',
    'time(1.12:30:00)',
    'timespan(2)',
    '1.5h',
    'guid(74be27de-1e4e-49d9-b579-fe0b331d3642)',
    'bool(true)',
    'int(-5)',
    'long(0xffffffffffffffff)',
    'real(nan)',
    'real(-inf)',
    'decimal(1.5)',
  ])('%s is none', (literal) => {
    expect(codesOf(`SigninLogs | extend x = ${literal}`)).toEqual([]);
  });

  test('a form that is not known here is only doubted', () => {
    expect(literalProblem('datetime(week 14 of 2026)')).toMatchObject({ unsure: true });
  });
});

describe('regular expressions that RE2 refuses', () => {
  test.each([
    ['SigninLogs | where UserId matches regex @"ab(?<=a)b"', '(?<='],
    ['SigninLogs | where UserId matches regex "a\\\\d(?!x)"', '(?!'],
    ['SigninLogs | extend x = extract("(a)\\\\1", 1, UserId)', '\\\\1'],
    ['SigninLogs | extend x = extract_all(@"(a)\\k<n>", UserId)', '\\k'],
    ['SigninLogs | extend x = replace_regex(UserId, @"[\\h]", "")', '\\h'],
    ['SigninLogs | extend x = replace_regex(UserId, @"[[:words:]]", "")', '[:words:]'],
    ['SigninLogs | extend x = countof(UserId, "(?=a)", "regex")', '(?='],
    ['SigninLogs | extend x = trim(@"a++", UserId)', '++'],
    ['SigninLogs | extend x = indexof_regex(UserId, "a)b")', ')'],
    ['SigninLogs | parse kind=regex UserId with @"(?=a)" x:string "b"', '(?='],
    ['SigninLogs | where UserId matches regex @"say ""(?=x)"', '(?='],
    ['let p = @"(?=a)"; SigninLogs | where UserId matches regex p', 'p'],
    ['let p = strcat("a", "(?=b)"); SigninLogs | where UserId matches regex (p)', '(p)'],
  ])('are errors at the place within the pattern: %s', (query, at) => {
    expect(codesOf(query)).toEqual(['regex error']);
    expect(atOf(query)).toEqual([at]);
  });

  test.each([
    'SigninLogs | where UserId matches regex @"(?i)^(?P<name>[a-z]+)\\.(?<more>\\d{2,})$"',
    'SigninLogs | extend x = countof(UserId, "(?=a)")',
    'SigninLogs | extend x = replace_string(UserId, "(?=a)", "")',
    'SigninLogs | parse UserId with "(?=a)" x',
    'SigninLogs | where UserId matches regex AppDisplayName',
    'let p = "(?=a)"; let f = (p:string) { SigninLogs | where UserId matches regex p }; f("a")',
    'let p = strcat("(?=a)", now()); SigninLogs | where UserId matches regex p',
  ])('are none where RE2 takes them, or where no pattern is meant: %s', (query) => {
    expect(codesOf(query)).toEqual([]);
  });

  test('what there is instead is said where it is known', () => {
    expect(regexProblem('(?<!a)b')).toMatchObject({ message: 'look-around', start: 0, end: 4 });
    expect(regexProblem('a\\\\\\1')).toMatchObject({ message: 'a reference to a group', start: 3 });
    expect(regexProblem('x(a')).toMatchObject({ start: 1, end: 2, hint: undefined });
    expect(regexProblem('x[a')).toMatchObject({ start: 1 });
  });

  test('the place is within the pattern, whatever the pattern', () => {
    fc.assert(
      fc.property(fc.string(), (pattern) => {
        const { start, end } = regexProblem(pattern) ?? { start: 0, end: 0 };
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(Math.max(1, pattern.length));
      }),
    );
  });

  test.each([
    ['@"a""b"', 2, 5],
    ['"a\\tb"', 2, 4],
    ['"\\u0041b"', 1, 7],
    ["h'xy'", 1, 3],
    ['"ab"', 2, 3],
  ])('a character of %s is found in its literal', (literal, index, offset) => {
    expect(offsetInLiteral(literal, index)).toBe(offset);
  });
});

describe('conditions that no row can pass', () => {
  test.each([
    ['SigninLogs | where ResultType == "a" and ResultType == "b"', 'ResultType == "b"'],
    [
      'SigninLogs | where ResultType == "a" | sort by UserId | where ResultType in ("b", "c")',
      'ResultType in ("b", "c")',
    ],
    ['SigninLogs | where ResultType =~ "a" and ResultType !~ "A"', 'ResultType !~ "A"'],
    ['SigninLogs | where ResultType == "a" and ResultType startswith "b"', 'ResultType startswith "b"'],
    ['SigninLogs | where tostring(Status.a) == "x" and tostring(Status.a) == "y"', 'tostring(Status.a) == "y"'],
    ['SecurityEvent | where EventID == 4624 and EventID > 5000', 'EventID > 5000'],
    ['SecurityEvent | where EventID > 10 and EventID < 5', 'EventID < 5'],
    ['SecurityEvent | where EventID > 5 and EventID <= 5', 'EventID <= 5'],
    ['SecurityEvent | where EventID between (10 .. 5)', 'EventID between (10 .. 5)'],
    ['SigninLogs | where TimeGenerated > ago(1h) and TimeGenerated < ago(1d)', 'TimeGenerated < ago(1d)'],
    ['SigninLogs | where TimeGenerated between (ago(1h) .. ago(1d))', 'TimeGenerated between (ago(1h) .. ago(1d))'],
    [
      'SigninLogs | where TimeGenerated > datetime(2026-02-02) and TimeGenerated < datetime(2026-01-01)',
      'TimeGenerated < datetime(2026-01-01)',
    ],
    ['SigninLogs | where false', 'false'],
    ['let enabled = false; SigninLogs | where enabled', 'enabled'],
    ['SigninLogs | where not(true)', 'not(true)'],
    ['SigninLogs | where 1 == 2', '1 == 2'],
    ['SigninLogs | where "a" != "a"', '"a" != "a"'],
    ['SigninLogs | where UserId == "a" and isempty(UserId)', 'isempty(UserId)'],
    ['SigninLogs | where isnotempty(UserId) and UserId == ""', 'UserId == ""'],
    ['SigninLogs | where isempty(UserId) and UserId has "admin"', 'UserId has "admin"'],
    ['SigninLogs | where UserId in ("a", "b") and UserId hasprefix "admin"', 'UserId hasprefix "admin"'],
    ['SigninLogs | where UserId startswith "a" and UserId startswith "b"', 'UserId startswith "b"'],
    ['SigninLogs | where UserId endswith_cs "a" and UserId endswith_cs "A"', 'UserId endswith_cs "A"'],
    ['SigninLogs | where tolower(UserId) == "Admin"', 'tolower(UserId) == "Admin"'],
    ['SigninLogs | where toupper(UserId) in ("admin", "root")', 'toupper(UserId) in ("admin", "root")'],
    ['SigninLogs | where tolower(UserId) startswith_cs "Admin"', 'tolower(UserId) startswith_cs "Admin"'],
    ['SigninLogs | where toupper(UserId) contains_cs "admin"', 'toupper(UserId) contains_cs "admin"'],
    ['SecurityEvent | where EventID > 5 and EventID < 6', 'EventID < 6'],
    ['SigninLogs | where ResultType == "a" | extend x = 1 | where ResultType == "b"', 'ResultType == "b"'],
    ['SigninLogs | where ResultType == "a" | take 10 | where ResultType == "b"', 'ResultType == "b"'],
    [
      'SigninLogs | where (UserId == "a" and UserId == "b") or (ResultType == "a" and ResultType == "b")',
      'UserId == "b"',
    ],
    ['SigninLogs | where UserId contains "adm" and UserId !contains "adm"', 'UserId !contains "adm"'],
    ['SigninLogs | where UserId startswith "admin" and UserId !contains "MIN"', 'UserId !contains "MIN"'],
    ['SigninLogs | where UserId !endswith "x" and UserId endswith "ax"', 'UserId endswith "ax"'],
    ['SigninLogs | where UserId has "adm" and UserId !has "ADM"', 'UserId !has "ADM"'],
    ['SecurityEvent | where EventID in (1, 2) and not(EventID in (1, 2, 3))', 'not(EventID in (1, 2, 3))'],
    [
      'SecurityEvent | where EventID == 1 and not(EventID == 1 or Computer == "a")',
      'not(EventID == 1 or Computer == "a")',
    ],
    ['SigninLogs | where UserId contains "a" and not(UserId contains "a")', 'not(UserId contains "a")'],
    ['SigninLogs | where UserId == "" and not(not(UserId == "a"))', 'not(not(UserId == "a"))'],
    ['SecurityEvent | where EventID == "logon"', 'EventID == "logon"'],
    ['SigninLogs | where UserId == "a" and UserId !in ("a", "b")', 'UserId !in ("a", "b")'],
    ['SigninLogs | where UserId == "a" and UserId !in~ ("A", "b")', 'UserId !in~ ("A", "b")'],
    ['SigninLogs | where UserId in~ ("A", "b") and UserId =~ "c"', 'UserId =~ "c"'],
    ['SigninLogs | where UserId == "ab" and UserId !startswith "A"', 'UserId !startswith "A"'],
    ['SigninLogs | where UserId == "ab" and UserId !startswith_cs "a"', 'UserId !startswith_cs "a"'],
    ['SigninLogs | where UserId == "ab" and UserId !endswith_cs "b"', 'UserId !endswith_cs "b"'],
    ['SigninLogs | where UserId == "ab" and UserId !contains_cs "b"', 'UserId !contains_cs "b"'],
    ['SigninLogs | where UserId has_cs "adm" and UserId !has_cs "adm"', 'UserId !has_cs "adm"'],
    ['SigninLogs | where UserId == "ab" and UserId contains_cs "B"', 'UserId contains_cs "B"'],
    ['SigninLogs | where UserId == "ab" and UserId startswith_cs "A"', 'UserId startswith_cs "A"'],
    ['SigninLogs | where isempty(UserId) and UserId has_cs "b"', 'UserId has_cs "b"'],
    ['SigninLogs | where UserId == "c" and UserId in (dynamic(["a", "b"]))', 'UserId in (dynamic(["a", "b"]))'],
    ['SigninLogs | where UserId == "a" and UserId !in (dynamic(["a"]), "b")', 'UserId !in (dynamic(["a"]), "b")'],
  ])('are a warning at the later one: %s', (query, at) => {
    expect(codesOf(query)).toEqual(['never-true warning']);
    expect(atOf(query)).toEqual([at]);
  });

  test.each([
    'SigninLogs | where ResultType == "a" or ResultType == "b"',
    'SigninLogs | where (UserId == "a" and UserId == "b") or ResultType == "a"',
    'SigninLogs | where ResultType =~ "A" and ResultType == "a"',
    'SigninLogs | where ResultType =~ "a" and ResultType != "a"',
    'SigninLogs | where ResultType == "a" and ResultType in (dynamic(["a", "b"]))',
    'SigninLogs | where ResultType == "a" and ResultType in~ (dynamic(["A"]))',
    'SigninLogs | where DeviceDetail == "a" and DeviceDetail == dynamic("a")',
    'SigninLogs | where ResultType == "a" | extend ResultType = "b" | where ResultType == "b"',
    'SigninLogs | where ResultType == "a" | join kind=inner (SigninLogs | where ResultType == "b") on UserId',
    'SigninLogs | where TimeGenerated > ago(1d) and TimeGenerated < ago(1h)',
    'SigninLogs | where TimeGenerated between (ago(1d) .. 1h)',
    'SecurityEvent | where EventID >= 5 and EventID <= 5',
    'SecurityEvent | where EventID == 4624 and EventID < 5000',
    'SigninLogs | where rand() < 0.1 and rand() > 0.5',
    'SigninLogs | where UserId == ResultType and UserId == AppId',
    'SigninLogs | where true',
    'let enabled = false; SigninLogs | where enabled or ResultType == "a"',
    'SigninLogs | where UserId startswith "a" and UserId startswith "AB"',
    'SigninLogs | where UserId endswith "c" and UserId startswith "b"',
    'SigninLogs | where UserId !startswith "a" and UserId startswith "b"',
    'SigninLogs | where isempty(UserId) and UserId != "a"',
    'SigninLogs | where UserId == "a" and UserId !in ("b", "c")',
    'SigninLogs | where UserId == "a" and UserId !in ("A", "c")',
    'SigninLogs | where UserId == "a" and UserId in~ ("A", "c")',
    'SigninLogs | where UserId == "a" and UserId !in~ ("b", "c")',
    'SigninLogs | where UserId == "a" and UserId !~ "b"',
    'SigninLogs | where UserId == "a" and UserId !startswith "b"',
    'SigninLogs | where UserId == "a" and UserId !startswith_cs "A"',
    'SigninLogs | where UserId == "a" and UserId !endswith "b"',
    'SigninLogs | where UserId == "a" and UserId !endswith_cs "A"',
    'SigninLogs | where UserId == "a" and UserId !contains "b"',
    'SigninLogs | where UserId == "a" and UserId !contains_cs "A"',
    'SigninLogs | where UserId == "a" and UserId !has "b"',
    'SigninLogs | where UserId == "a" and UserId !has_cs "A"',
    'SigninLogs | where UserId == "a" and UserId startswith "A"',
    'SigninLogs | where UserId == "a" and UserId endswith "A"',
    'SigninLogs | where UserId == "a" and UserId contains "A"',
    'SigninLogs | where UserId == "a" and UserId has "A"',
    'SigninLogs | where isnotempty(UserId) and UserId == "a"',
    'SigninLogs | where UserId == "the admin" and UserId has "admin" and UserId has_cs "the"',
    'SigninLogs | where UserId == "administrator" and UserId !has "admin"',
    'SigninLogs | where UserId contains "adm" and UserId !contains_cs "adm"',
    'SigninLogs | where UserId contains "min" and UserId !startswith "min"',
    'SigninLogs | where UserId has "adm" and UserId !has "admin"',
    'SigninLogs | where UserId contains "adm" and UserId !has "adm"',
    'SigninLogs | where UserId contains "adm" and not(UserId hasprefix "adm")',
    'SigninLogs | where UserId == "a" and not(UserId == "a" and ResultType == "b")',
    'SecurityEvent | where EventID == 5 and not(EventID > 5)',
    'SecurityEvent | where EventID == "4624"',
    'SigninLogs | where * == "a" and * == "b"',
    'SigninLogs | where tolower(UserId) =~ "Admin"',
    'SigninLogs | where tolower(UserId) != "Admin"',
    'SigninLogs | where tolower(UserId) in ("Admin", "root")',
    'SigninLogs | where tolower(UserId) in ("root", "Admin")',
    'SigninLogs | where tolower(UserId) == "admin" and toupper(UserId) == "ADMIN"',
    'SigninLogs | where tolower(UserId) startswith_cs "admin" and toupper(AppId) endswith_cs "9X"',
    'SigninLogs | where tolower(UserId) startswith "Admin" and toupper(UserId) !contains_cs "admin"',
    'SecurityEvent | where EventID > 5 and EventID < 7',
    'SigninLogs | extend x = 5.5 | where x > 5 and x < 6',
    'SigninLogs | where ResultType == "a" | extend ResultType = UserId, x = 1 | where ResultType == "b"',
    'SigninLogs | where strcat(UserId, AppId) == "a" | extend AppId = "x" | where strcat(UserId, AppId) == "b"',
  ])('are none: %s', (query) => {
    expect(codesOf(query)).toEqual([]);
  });
});

describe('a filter that lets nothing or everything pass by its form alone', () => {
  test.each([
    'SigninLogs | where UserId != UserId',
    'SecurityEvent | where EventID > EventID',
    'SigninLogs | where tolower(UserId) != tolower(UserId)',
    'SigninLogs | where UserId in (dynamic([]))',
    'let Watched = dynamic([]); SigninLogs | where UserId in~ (Watched)',
    'let Watched = dynamic([]); SigninLogs | where UserId has_any (Watched)',
    'SigninLogs | take 0',
    'SigninLogs | where UserId == "a" | limit 0 | project UserId',
    'SigninLogs | top 0 by TimeGenerated',
  ])('nothing: %s', (query) => {
    expect(codesOf(query)).toEqual(['never-true warning']);
  });

  test.each(['SigninLogs | where UserId == UserId', 'SecurityEvent | where EventID >= EventID'])(
    'everything: %s',
    (query) => {
      expect(codesOf(query)).toEqual(['always-true warning']);
    },
  );

  test.each([
    'SigninLogs | where UserId != AppId',
    'SigninLogs | where UserId != "x" or UserId == UserId',
    'SigninLogs | extend x = rand() | where rand() != rand()',
    'SigninLogs | extend x = 1.5 | where x != x',
    'SigninLogs | where UserId !in (dynamic([]))',
    'let Allowed = dynamic([]); SigninLogs | where UserId !in (Allowed)',
    'SigninLogs | union (SigninLogs | take 0)',
    'let Empty = SigninLogs | take 0; SigninLogs | union Empty',
    'SigninLogs | take 10',
  ])('neither: %s', (query) => {
    expect(codesOf(query)).toEqual([]);
  });
});

describe('a constant that a function makes nothing of', () => {
  test.each([
    'SigninLogs | where TimeGenerated > todatetime("2024-13-01")',
    'SigninLogs | where TimeGenerated > ago(totimespan("one hour"))',
    'let Day = "2024-02-30"; SigninLogs | where TimeGenerated > todatetime(Day)',
    'SigninLogs | where ipv4_is_in_range(IPAddress, "10.0.0.0/33")',
    'SigninLogs | where ipv4_is_in_any_range(IPAddress, "10.0.0.0/8", "300.1.0.0/16")',
    'SigninLogs | where ipv6_is_in_range(IPAddress, "fe80::/129")',
  ])('is a warning: %s', (query) => {
    expect(codesOf(query)).toEqual(['literal warning']);
  });

  test.each([
    'SigninLogs | where TimeGenerated > todatetime("2024-12-01")',
    'SigninLogs | extend n = toint("17")',
    'SigninLogs | where TimeGenerated > todatetime("")',
    'SigninLogs | where ipv4_is_in_range(IPAddress, "10.0.0.0/32")',
    'SigninLogs | where ipv6_is_in_range(IPAddress, "::ffff:10.0.0.0/104")',
  ])('none: %s', (query) => {
    expect(codesOf(query)).toEqual([]);
  });
});

describe('what is said of conditions that no row can pass', () => {
  const said = (query: string): readonly string[] =>
    analyze(query).diagnostics.map(({ message, hint }) => `${message} ${hint ?? ''}`);

  test('names both, and what to do', () => {
    expect(said('SigninLogs | where ResultType == "a" and ResultType == "b"')).toEqual([
      'No row passes both `ResultType == "a"` and `ResultType == "b"`. Join the two by `or` if either is meant, or list the values in one `in (...)`.',
    ]);
    expect(said('SecurityEvent | where EventID > 10 and EventID < 5')).toEqual([
      'No row passes both `EventID > 10` and `EventID < 5`. Exchange the bounds, or join the two by `or` if what lies outside is meant.',
    ]);
    expect(said('SigninLogs | where toupper(UserId) == "admin"')).toEqual([
      'No row passes `toupper(UserId) == "admin"`: `toupper()` leaves no small letters. Write the text in capital letters, or compare without regard to case: `=~`, `in~`.',
    ]);
  });

  test('names the last of several that together leave nothing', () => {
    expect(said('SigninLogs | where ResultType in ("a", "b") and ResultType != "a" and ResultType != "b"')).toEqual([
      'No value of `ResultType` passes all its conditions: `ResultType != "b"` excludes the last one that the others leave. Join by `or` what is meant as a choice.',
    ]);
  });

  test('shows long conditions in part', () => {
    const long = 'x'.repeat(100);
    const [message = ''] = said(`SigninLogs | where ResultType == "${long}" and ResultType == "b"`);
    expect(message).toContain('xxx…`');
    expect(message).not.toContain(long);
  });
});

describe('a list that is a table', () => {
  test('of several columns is compared by the first, which a warning names', () => {
    const query = 'SigninLogs | where UserId in ((Leaks_CL | project User, Details))';
    expect(codesOf(query)).toEqual(['semantic warning']);
    expect(analyze(query).diagnostics[0]?.message).toMatch(/only the first, `User`/);
    expect(codesOf('let L = Leaks_CL | project User, Details; SigninLogs | where UserId has_any (L)')).toEqual([
      'semantic warning',
    ]);
  });

  test('of one column says what it means', () => {
    expect(codesOf('SigninLogs | where UserId in ((Leaks_CL | project User))')).toEqual([]);
  });
});

test('what Azure Data Explorer has and Log Analytics does not is a warning that says so', () => {
  const { diagnostics } = analyze('SigninLogs | extend who = current_principal()');
  expect(diagnostics).toMatchObject([{ severity: 'warning', doubt: expect.stringContaining('Log Analytics') }]);
});
