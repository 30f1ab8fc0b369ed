/** A rule that nothing is said of; the mistakes are made in it. */
export const sound = `id: 5a2f7f3e-3c1e-4f5e-9f39-0c8c1b0a7d11
name: Failed sign-ins
version: 1.0.0
kind: Scheduled
description: Users who fail to sign in.
severity: High
enabled: true
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - CredentialAccess
relevantTechniques:
  - T1110
query: |
  SigninLogs
  | where ResultType != "0"
  | project UserId, IPAddress
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: AadUserId
        columnName: UserId
`;

/** Each rule has an id and a name of its own, so that nothing is said of two of them together. */
export const ownIdentity = (text: string, index: number): string =>
  text
    .replace('5a2f7f3e-3c1e-4f5e-9f39-0c8c1b0a7d11', `5a2f7f3e-3c1e-4f5e-9f39-${String(index).padStart(12, '0')}`)
    .replace('Failed sign-ins', `Failed sign-ins ${index}`);

/** One mistake that people make: what is written otherwise, and what has to be said of it. */
export type Mistake = {
  readonly text: string;
  readonly code: string;
  /** The text that the finding stands on, up to the end of its line. */
  readonly on: string;
  /** What is wrong, as far as the message must say it. */
  readonly cause: string;
  /** What to do, as far as the hint must say it. */
  readonly wayOut: string;
};

type Says = readonly [code: string, on: string, cause: string, wayOut: string];

/** A mistake made by writing something else in one place of the rule. */
const swap = (from: string, to: string, [code, on, cause, wayOut]: Says): Mistake => {
  if (!sound.includes(from)) throw new Error(`the rule has no ${from}`);
  return { text: sound.replace(from, () => to), code, on, cause, wayOut };
};

const query = '  SigninLogs\n  | where ResultType != "0"\n  | project UserId, IPAddress\n';
const where = '  | where ResultType != "0"\n';

/** A mistake made in the query, whose lines these are. */
const kql = (lines: string, says: Says): Mistake => swap(query, lines.replaceAll(/^/gm, '  ').concat('\n'), says);

const syntax = 'kql/syntax';
const end = ' | project UserId';

/** By what the person did. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  // The file.
  'a conflict of a merge': swap(
    'severity: High\n',
    '<<<<<<< HEAD\nseverity: High\n=======\nseverity: Low\n>>>>>>> feature\n',
    ['yaml/merge-conflict', '<<<<<<< HEAD', 'A merge left a conflict here', 'remove the lines'],
  ),
  'a conflict of a merge that was half settled': swap('severity: High\n', 'severity: High\n>>>>>>> theirs\n', [
    'yaml/merge-conflict',
    '>>>>>>> theirs',
    'the other marks of its conflict are gone',
    'Remove the line',
  ]),
  'a conflict of a merge within the query': swap(
    where,
    `<<<<<<< HEAD\n${where}=======\n  | where ResultType == "0"\n>>>>>>> feature\n`,
    ['yaml/merge-conflict', '<<<<<<< HEAD', 'it ends 4 lines below', 'Keep what is right of the two sides'],
  ),
  'a conflict of a merge that an editor indented': kql(
    'SigninLogs\n<<<<<<< HEAD\n| where true\n=======\n| where false\n>>>>>>> feature',
    [syntax, '<<<<<<<', 'A merge left a conflict in the query', 'remove the lines'],
  ),
  'a line of the query at the margin': swap(where, where.trimStart(), [
    'yaml/syntax',
    '| where ResultType != "0"',
    'This line fell out of the text under `query`',
    'Put 2 more spaces before it',
  ]),
  'a line of the query indented too little': swap(where, ` ${where.trimStart()}`, [
    'yaml/syntax',
    '| where ResultType != "0"',
    'This line fell out of the text under `query`',
    'Put 1 more space before it',
  ]),
  'the first line of the query at the margin': swap('  SigninLogs\n', 'let limit = 5;\n  SigninLogs\n', [
    'yaml/syntax',
    'let limit = 5;',
    'This line fell out of the text under `query`',
    'Put 2 more spaces',
  ]),
  'a tab as indentation': swap('  - CredentialAccess', '\t- CredentialAccess', [
    'yaml/syntax',
    '\t',
    'A tab is used for indentation',
    'Replace the tab by spaces',
  ]),
  'a colon in a text without quotes': swap('name: Failed sign-ins', 'name: Entra: failed sign-ins', [
    'yaml/syntax',
    ':',
    'begins another key',
    'Put the text in quotes',
  ]),
  'a quote that is not closed': swap('name: Failed sign-ins', 'name: "Failed sign-ins', [
    'yaml/syntax',
    '"',
    'opened here and never closed',
    'Close it',
  ]),
  'a text that begins with a percent sign': swap('name: Failed sign-ins', 'name: %10 failed', [
    'yaml/syntax',
    '%',
    'cannot begin with `%`',
    'in quotes',
  ]),
  'a key twice': swap('severity: High\n', 'severity: High\nseverity: Low\n', [
    'yaml/duplicate-key',
    'severity',
    'stands twice',
    'Keep one of the two',
  ]),
  'two rules in one file': swap('entityMappings:', '---\nid: x\nentityMappings:', [
    'yaml/several-documents',
    'i',
    '2 YAML documents',
    'a file of its own',
  ]),
  'a placeholder of a template': swap('id: 5a2f7f3e-3c1e-4f5e-9f39-0c8c1b0a7d11', 'id: {{GUID}}', [
    'yaml/complex-key',
    '{GUID}',
    'where the name of a key is expected',
    'fill it in or put it in quotes',
  ]),
  'a missing colon': swap('severity: High', 'severity High', [
    'yaml/syntax',
    's',
    'has no `key: value`',
    'Indent the line',
  ]),
  'an asterisk at the beginning of a text': swap('name: Failed sign-ins', 'name: *admin* signs in', [
    'yaml/syntax',
    '*',
    'cannot begin with `*`',
    'Put the text in quotes',
  ]),
  // Keys and values.
  'the name of a column as entity type': swap('entityType: Account', 'entityType: IPAddress', [
    'schema/not-allowed-value',
    'IPAddress',
    'did you mean `IP`?',
    'Allowed are',
  ]),
  'an everyday word as entity type': swap('entityType: Account', 'entityType: user', [
    'schema/not-allowed-value',
    'user',
    'did you mean `Account`?',
    'Allowed are',
  ]),
  'a list given as one text': swap('tactics:\n  - CredentialAccess', 'tactics: CredentialAccess, Impact', [
    'schema/wrong-type',
    'CredentialAccess, Impact',
    'it must be a list',
    'Write `tactics: [CredentialAccess, Impact]`',
  ]),
  'a list given as one word': swap('relevantTechniques:\n  - T1110', 'relevantTechniques: T1110', [
    'schema/wrong-type',
    'T1110',
    'it must be a list',
    'Write `relevantTechniques: [T1110]`',
  ]),
  'a mapping where a list of mappings belongs': swap('  - entityType: Account', '    entityType: Account', [
    'schema/wrong-type',
    'entityMappings',
    'is a mapping; it must be a list',
    'Put `- ` before the first key under `entityMappings`',
  ]),
  'a misspelt key': swap('severity:', 'severty:', [
    'schema/unknown-key',
    'severty',
    'did you mean `severity`?',
    'Write `severity`',
  ]),
  'a key in another case': swap('queryFrequency:', 'queryfrequency:', [
    'schema/unknown-key',
    'queryfrequency',
    'is spelled `queryFrequency`',
    'Write `queryFrequency`',
  ]),
  'a key of the portal': swap('name:', 'displayName:', [
    'schema/unknown-key',
    'displayName',
    'is called `name`',
    'Write `name`',
  ]),
  'a key in the wrong place': swap('severity: High', 'severity: High\nlookbackDuration: 5h', [
    'schema/unknown-key',
    'lookbackDuration',
    'does not belong at the top level',
    'Move it into `incidentConfiguration.groupingConfiguration`',
  ]),
  'a missing key': swap('severity: High\n', '', [
    'schema/missing-key',
    'id',
    '`severity` is missing',
    'Add it with one of',
  ]),
  'a severity of another product': swap('severity: High', 'severity: Critical', [
    'schema/not-allowed-value',
    'Critical',
    'is no severity',
    'Allowed are `Informational`, `Low`, `Medium` and `High`',
  ]),
  'a severity in small letters': swap('severity: High', 'severity: high', [
    'schema/not-allowed-value',
    'high',
    'did you mean `High`?',
    'Allowed are',
  ]),
  'a tactic with spaces': swap('- CredentialAccess', '- Credential Access', [
    'schema/unknown-value',
    'Credential Access',
    'did you mean `CredentialAccess`?',
    'Allowed are',
  ]),
  'a duration in words': swap('queryPeriod: 1h', 'queryPeriod: 2 hours', [
    'schema/pattern',
    '2 hours',
    'did you mean `2h`?',
    'number with its unit',
  ]),
  'a duration that ISO 8601 writes otherwise': swap('queryPeriod: 1h', 'queryPeriod: PT1D', [
    'schema/pattern',
    'PT1D',
    'did you mean `P1D`?',
    'or ISO 8601',
  ]),
  'a duration without its unit': swap('queryPeriod: 1h', 'queryPeriod: 14', [
    'schema/wrong-type',
    '14',
    'must be a duration',
    'with its unit',
  ]),
  'a truth in quotes': swap('enabled: true', 'enabled: "yes"', [
    'schema/wrong-type',
    '"yes"',
    'it must be `true` or `false`',
    'Write `enabled: true`',
  ]),
  'a version that is a number': swap('version: 1.0.0', 'version: 1.10', [
    'schema/wrong-type',
    '1.10',
    'it must be a text',
    'Put it in quotes',
  ]),
  'a sign as operator of the trigger': swap('triggerOperator: gt', 'triggerOperator: ">"', [
    'schema/not-allowed-value',
    '">"',
    'did you mean `gt`?',
    'Allowed are',
  ]),
  'an empty key': swap('severity: High', 'severity:', ['schema/wrong-type', 'severity', 'is empty', 'Fill it in']),
  // What the service and people go by.
  'an id that is no GUID': swap('5a2f7f3e-3c1e-4f5e-9f39-0c8c1b0a7d11', 'failed-sign-ins', [
    'rule/id-not-guid',
    'failed-sign-ins',
    'is no GUID',
    'mint a GUID',
  ]),
  'a schedule that the service refuses': swap('queryFrequency: 1h', 'queryFrequency: 1m', [
    'rule/schedule-out-of-range',
    '1m',
    'outside what the service takes',
    'Use `5m` or more',
  ]),
  'a period shorter than the frequency': swap('queryFrequency: 1h', 'queryFrequency: 2h', [
    'rule/period-shorter-than-frequency',
    '1h',
    'events between two runs would never be read',
    'Set queryPeriod to `2h` or more',
  ]),
  'a tactic without techniques of it': swap('- T1110', '- T1485', [
    'rule/technique-without-tactic',
    'T1485',
    'belongs to `Impact`',
    'Add this tactic',
  ]),
  'a technique that there is not': swap('- T1110', '- T9999', [
    'rule/technique-unknown',
    'T9999',
    'no technique `T9999`',
    'Look the id up',
  ]),
  'an identifier of another entity': swap('identifier: AadUserId', 'identifier: Address', [
    'rule/entity-identifier-unknown',
    'Address',
    'is no identifier of Account',
    'Account has `Name`',
  ]),
  'a parameter in the name': swap('name: Failed sign-ins', 'name: Sign-ins of {{UserId}}', [
    'rule/name-placeholder',
    '{{UserId}}',
    'is not replaced',
    'Give the rule a fixed name',
  ]),
  'a query without anything in it': swap(query, '', ['schema/empty', '|', '`query` is empty', 'Fill it in']),
  'a column that the query does not give': swap('columnName: UserId', 'columnName: UserID', [
    'kql/mapped-column-missing',
    'UserID',
    'which the query does not yield',
    'the query yields `UserId`',
  ]),
  // KQL.
  'a table in another case': kql('SignInLogs\n| project UserId', [
    'kql/unknown-table',
    'SignInLogs',
    'No schema knows a table or function `SignInLogs`',
    'write `SigninLogs`',
  ]),
  'a table in another case as the argument of a function': kql('table("SignInLogs")\n| project UserId', [
    'kql/unknown-table',
    'SignInLogs',
    'No schema knows a table or function `SignInLogs`',
    'write `SigninLogs`',
  ]),
  'a column in another case': kql('SigninLogs\n| where userid == "x"\n| project UserId', [
    'kql/unknown-column',
    'userid',
    'no column, variable or table `userid`',
    'write `UserId`',
  ]),
  'a column that an earlier step dropped': kql('SigninLogs\n| project UserId\n| where ResultType != "0"', [
    'kql/unknown-column',
    'ResultType',
    'at this place of the query',
    'no `project` or `summarize` before has dropped it',
  ]),
  'a misspelt function': kql('SigninLogs\n| where TimeGenerated > agoo(1h)\n| project UserId', [
    'kql/unknown-function',
    'agoo',
    'No schema knows a function `agoo`',
    'Did you mean `ago`?',
  ]),
  'a missing pipe': kql('SigninLogs\n| where ResultType != "0"\nproject UserId', [
    syntax,
    'project',
    'A pipe is missing before `project`',
    'Write `| project`',
  ]),
  'a missing pipe before summarize': kql('SigninLogs\n| where ResultType != "0"\nsummarize count() by UserId', [
    syntax,
    'summarize',
    'A pipe is missing before `summarize`',
    'Write `| summarize`',
  ]),
  'a missing pipe after the table': kql('SigninLogs\n// the failed ones\nwhere ResultType != "0"\n| project UserId', [
    syntax,
    'where',
    'A pipe is missing before `where`',
    'Write `| where`',
  ]),
  'a missing semicolon': kql('let limit = 5\nSigninLogs\n| take limit', [
    syntax,
    '5',
    'A `;` is missing at the end of the `let` statement',
    'before the line that begins with `SigninLogs`',
  ]),
  'a bracket that is not closed': kql('SigninLogs\n| where ResultType in ("0", "1"\n| project UserId', [
    syntax,
    '',
    '`)` is missing here',
    'a bracket, quote, comma or pipe is missing',
  ]),
  'typographic quotes': kql('SigninLogs\n| where ResultType != “0”\n| project UserId', [
    syntax,
    '“',
    'cannot be parsed',
    'typographic quote',
  ]),
  'a backslash in a text': kql('SigninLogs\n| where UserId has "C:\\Users"\n| project UserId', [
    syntax,
    '',
    'Missing: "',
    'a backslash begins an escape',
  ]),
  'a comparison by a single sign': kql('SigninLogs\n| where ResultType = "0"\n| project UserId', [
    'kql/semantics',
    'ResultType = "0"',
    'must have the type bool',
    'compare with `==`',
  ]),
  'operators in capitals': kql('SigninLogs\n| WHERE ResultType != "0"\n| project UserId', [
    syntax,
    'WHERE',
    '`WHERE` is no operator of KQL',
    'write `where`',
  ]),
  'a misspelt operator': kql('SigninLogs\n| sumarize count() by UserId', [
    syntax,
    'sumarize',
    '`sumarize` is no operator of KQL',
    'Did you mean `summarize`?',
  ]),
  // Splunk's language.
  'stats of SPL': kql('SigninLogs | stats count by UserId', [syntax, 'stats', 'no operator of KQL', '`summarize`']),
  'eval of SPL': kql(`SigninLogs | eval a=5${end}`, [syntax, 'eval', 'no operator of KQL', '`extend`']),
  'table of SPL': kql('SigninLogs | table UserId', [syntax, 'table', 'no operator of KQL', '`project`']),
  'dedup of SPL': kql('SigninLogs | dedup UserId', [syntax, 'dedup', 'no operator of KQL', '`distinct COLUMN`']),
  'rex of SPL': kql('SigninLogs | rex field=UserId "(?<u>.*)@"', [syntax, 'rex', 'no operator of KQL', '`parse`']),
  'rename of SPL': kql('SigninLogs | rename UserId as User', [
    syntax,
    'rename',
    'no operator',
    '`project-rename NEW = OLD`',
  ]),
  'head of SPL': kql('SigninLogs | head 5', [syntax, 'head', 'no operator of KQL', '`take N`']),
  'index of SPL': kql('index=main sourcetype=signin', [syntax, '=', 'cannot be parsed', 'not `index=`']),
  'search of SPL': kql('SigninLogs | search UserId="x"', [
    syntax,
    '=',
    'cannot be parsed',
    '`where COLUMN has "TEXT"`',
  ]),
  'count without brackets': kql('SigninLogs | summarize count by UserId', [
    'kql/semantics',
    'count',
    'requires an argument list',
    '`count()`',
  ]),
  // SQL.
  'SELECT of SQL': kql('SELECT UserId FROM SigninLogs', [
    syntax,
    'UserId',
    'cannot be parsed',
    'not `SELECT ... FROM`',
  ]),
  'LIKE of SQL': kql(`SigninLogs | where UserId LIKE "%x%"${end}`, [
    syntax,
    'LIKE',
    'cannot be parsed',
    'KQL has no LIKE',
  ]),
  'IS NULL of SQL': kql(`SigninLogs | where UserId IS NULL${end}`, [
    syntax,
    'IS',
    'cannot be parsed',
    '`isempty(COLUMN)`',
  ]),
  'IS NOT NULL of SQL': kql(`SigninLogs | where UserId is not null${end}`, [
    syntax,
    'is',
    'cannot be parsed',
    '`isnotempty(COLUMN)`',
  ]),
  'AND of SQL': kql(`SigninLogs | where UserId != "x" AND true${end}`, [
    syntax,
    'AND',
    'cannot be parsed',
    'in lower case',
  ]),
  'NOT IN of SQL': kql(`SigninLogs | where UserId NOT IN ("x")${end}`, [syntax, 'NOT', 'cannot be parsed', '`!in`']),
  'NOT of SQL': kql(`SigninLogs | where NOT UserId == "x"${end}`, [
    syntax,
    'UserId',
    'cannot be parsed',
    '`not(CONDITION)`',
  ]),
  'GROUP BY of SQL': kql('SigninLogs | summarize n=count() GROUP BY UserId', [
    syntax,
    'GROUP',
    'cannot be parsed',
    '`by` within `summarize`',
  ]),
  'AS of SQL': kql('SigninLogs | project UserId AS User', [syntax, 'AS', 'cannot be parsed', '`project NEW = OLD`']),
  'count(*) of SQL': kql('SigninLogs | summarize count(*) by UserId', ['kql/semantics', '*', '*', '`count()`']),
  'COUNT(DISTINCT) of SQL': kql('SigninLogs | summarize n=count(distinct UserId)', [
    syntax,
    'UserId',
    'cannot be parsed',
    '`dcount(COLUMN)`',
  ]),
  'CASE WHEN of SQL': kql('SigninLogs | extend a = case when true then 1 else 0 end', [
    syntax,
    'when',
    'cannot be parsed',
    '`case(CONDITION, VALUE, ..., OTHERWISE)`',
  ]),
  'LIMIT of SQL': kql('SigninLogs | where true LIMIT 5', [syntax, 'LIMIT', 'lower case, after a pipe', '`| limit`']),
  'a comment of SQL': kql('SigninLogs | project UserId -- who', [
    'kql/unknown-column',
    'who',
    'no column, variable or table `who`',
    'begins with `//`',
  ]),
  'conditions joined by signs': kql('SigninLogs | where true && true | project UserId', [
    syntax,
    '&',
    'Unexpected: &',
    '`and` and `or`',
  ]),
};
