import type { RuleCheck } from '../lint/fields.ts';
import type { QueryDiagnostic } from '../../../core/query-facts.ts';
import { analysedQuery, diagnosticsOf, nameFinding, renaming, type AnalysedQuery } from './facts.ts';
import { habitAt, lineBefore } from './habits.ts';

/**
 * Columns that only the edition of a table in Microsoft Defender's advanced hunting has, with what Sentinel's edition
 * has instead; an empty text where it has nothing like it. `*` is for every table. Source: Microsoft Learn, the pages of
 * IdentityInfo in advanced hunting and in the Azure Monitor table reference.
 */
const defenderColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '*': { Timestamp: 'TimeGenerated' },
  IdentityInfo: {
    AccountUpn: 'AccountUPN',
    OnPremSid: 'AccountSID',
    CloudSid: 'AccountCloudSID',
    EmailAddress: 'MailAddress',
    DistinguishedName: 'OnPremisesDistinguishedName',
    Address: 'StreetAddress',
    CreatedDateTime: 'AccountCreationTime',
    ReportId: '',
    SipProxyAddress: '',
    SourceProvider: '',
    CriticalityLevel: '',
    PrivilegedEntraPimRoles: '',
    IdentityEnvironment: '',
    TenantMembershipType: '',
  },
};

/** What to do about a column of Defender's edition of one of the tables; undefined for any other column. */
const defenderHint = (column: string, tables: readonly string[]): string | undefined => {
  for (const table of [...tables, '*']) {
    const columns = Object.hasOwn(defenderColumns, table) ? defenderColumns[table] : undefined;
    const own = columns !== undefined && Object.hasOwn(columns, column) ? columns[column] : undefined;
    if (own === undefined) continue;
    const where = table === '*' ? "Microsoft Defender's advanced hunting" : `Defender's edition of \`${table}\``;
    return own === ''
      ? `Only ${where} has \`${column}\`; Sentinel's has nothing like it.`
      : `\`${column}\` is a column of ${where}: in Sentinel it is \`${own}\`.`;
  }
  return undefined;
};

/** Old names whose successor takes the same arguments and yields the same; a rename changes nothing but the name. */
const renamed: ReadonlySet<string> = new Set([
  'column_ifexists',
  'parse_json',
  'make_set',
  'make_list',
  'isnotempty',
  'isnotnull',
  'array_length',
  'parse_url',
  'parse_urlquery',
  'todynamic',
]);

export const deprecatedFunction: RuleCheck = {
  id: 'kql/deprecated-function',
  scope: 'item',
  severity: 'note',
  summary: 'The query calls a function under a deprecated name.',
  why:
    'The engine still knows these names (`makeset`, `columnifexists`, `any`), but documents only their successors, and ' +
    'may drop them. A reader finds nothing about them.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const { name, insteadUse, span } of query.facts.functions) {
      if (insteadUse === undefined) continue;
      const fix = renamed.has(insteadUse) ? renaming(item, query.at, span, name, insteadUse) : [];
      yield {
        at: query.at,
        within: span,
        message: `The function name \`${name}\` is deprecated.`,
        ...(insteadUse === '' ? {} : { hint: `Write \`${insteadUse}\`.` }),
        ...(fix.length === 0 ? {} : { fix }),
      };
    }
  },
};

/** What the habit of another language that a name shows asks for instead. */
const habitOf = ({ text }: AnalysedQuery, { span }: QueryDiagnostic): string | undefined =>
  habitAt(lineBefore(text, span.start), text.slice(span.start, span.start + 80));

export const unknownColumn: RuleCheck = {
  id: 'kql/unknown-column',
  scope: 'item',
  severity: 'error',
  summary: 'The query names a column that does not exist at that place.',
  why:
    'The service refuses a query that names a column which no table, `extend` or `project` before that place provides ' +
    '("Failed to resolve scalar expression"). Column names are case-sensitive, and after `summarize` and `project` only ' +
    'the columns named there are left. Tables whose columns are not known do not give this finding, and neither does a ' +
    'parser that is given a table: of that only the syntax is checked.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const diagnostic of diagnosticsOf(query, 'column'))
      yield nameFinding(item, query, diagnostic, {
        message: `There is no column, variable or table \`${diagnostic.name ?? ''}\` at this place of the query.`,
        hint:
          defenderHint(
            diagnostic.name ?? '',
            query.facts.tables.map(({ name }) => name),
          ) ??
          habitOf(query, diagnostic) ??
          'Check the spelling, and that no `project` or `summarize` before has dropped it; a column of your own is ' +
            'declared in a schema file.',
        severity: diagnostic.severity,
      });
  },
};

export const unknownFunction: RuleCheck = {
  id: 'kql/unknown-function',
  scope: 'item',
  severity: 'warning',
  worst: 'error',
  summary: 'The query calls a function that no schema knows.',
  why:
    'A function is built in, shipped with Sentinel (ASIM parsers), a parser in this repository, or saved in the ' +
    'workspace. The service refuses a call of any other. Function names are case-sensitive. Once `picket schema pull` ' +
    "has written the workspace's functions down, an unknown one is an error, as one is in any case whose name differs " +
    'from a known one only in upper and lower case.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const diagnostic of diagnosticsOf(query, 'function'))
      yield nameFinding(item, query, diagnostic, {
        message: `No schema knows a function \`${diagnostic.name ?? ''}\`.`,
        hint:
          habitOf(query, diagnostic) ??
          "Keep the function as a parser in this repository, or write the workspace's functions down with `picket schema pull`.",
        severity: diagnostic.severity,
      });
  },
};

export const unknownTable: RuleCheck = {
  id: 'kql/unknown-table',
  scope: 'item',
  severity: 'warning',
  worst: 'error',
  summary: 'The query reads a table that no schema knows.',
  why:
    'The service refuses a rule whose query reads a table that the workspace does not have ("One of the tables does not ' +
    'exist"). Picket knows the tables of Log Analytics and Sentinel, those of your schema files, and, once ' +
    '`picket schema pull` has written them down, those of your workspace; from then on an unknown table is an error, ' +
    'as one is in any case whose name differs from a known one only in upper and lower case. A leg of ' +
    '`union isfuzzy=true` may be absent, so there it is only noted, and a name in another case is a warning.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const diagnostic of diagnosticsOf(query, 'table'))
      yield nameFinding(item, query, diagnostic, {
        message: `No schema knows a table or function \`${diagnostic.name ?? ''}\`.`,
        hint:
          'Declare a table of your own in a schema file ({"Name": ..., "Properties": [{"name", "type"}]}), or write the ' +
          "workspace's schema down with `picket schema pull`.",
        severity: diagnostic.severity,
      });
  },
};
