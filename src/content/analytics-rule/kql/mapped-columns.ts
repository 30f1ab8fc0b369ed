import { nearest, slipOf } from '../../../core/text/nearest.ts';
import { type RuleCheck, shownList, type RuleItem } from '../lint/fields.ts';
import { isCaseSlip, renaming, analysedQuery } from './facts.ts';
import type { LintContext } from '../../../core/lint-rule.ts';
import type { QueryColumn, QueryResult } from '../../../core/query-facts.ts';
import { columnReferences, type ColumnReference } from './references.ts';

/** The query's output against the places of the rule that name columns. */
type CheckedReferences = {
  readonly columns: readonly QueryColumn[];
  readonly complete: boolean;
  /** True where a vendor may have added columns to a table since. */
  readonly extensible: boolean;
  readonly missing: readonly ColumnReference[];
  readonly found: readonly (ColumnReference & { readonly type: string })[];
};

/** What is said of a mapped column: it is there, it is not, or it may be a slip of one that is, or nobody can tell. */
type Standing =
  | { readonly is: 'there' | 'missing' | 'open' }
  /** Among columns that are not all known one differs by a letter: that both are there would be a rare accident. */
  | { readonly is: 'misspelt'; readonly meant: string };

/** How a column stands to what a query yields. */
export const standingOf = (
  column: string,
  { columns, complete }: Pick<QueryResult, 'columns' | 'complete'>,
): Standing => {
  const names = columns.map(({ name }) => name);
  if (names.includes(column)) return { is: 'there' };
  if (complete) return { is: 'missing' };
  const meant = slipOf(column, names);
  return meant === undefined ? { is: 'open' } : { is: 'misspelt', meant };
};

/**
 * The rule's column references against the output of its query; undefined where the output is not known because the
 * query does not parse, was not analysed or yields no table.
 */
const checkedReferences = (item: RuleItem, context: LintContext): CheckedReferences | undefined => {
  const query = analysedQuery(item, context);
  const result = query?.facts.result;
  if (query === undefined || result === undefined) return undefined;
  if (query.facts.diagnostics.some(({ kind, severity }) => kind === 'syntax' && severity === 'error')) return undefined;
  const types = new Map(result.columns.map(({ name, type }) => [name, type]));
  const references = columnReferences(item);
  return {
    columns: result.columns,
    complete: result.complete,
    extensible: result.extensible === true,
    missing: references.filter(({ column }) => !types.has(column)),
    found: references.flatMap((reference) => {
      const type = types.get(reference.column);
      return type === undefined ? [] : [{ ...reference, type }];
    }),
  };
};

export const cannotVerify: RuleCheck = {
  id: 'kql/cannot-verify',
  scope: 'item',
  severity: 'note',
  summary: 'Mapped columns cannot be verified, because the columns of the output are not all known.',
  why:
    'The output of `evaluate bag_unpack`, of `pivot`, and of a table, function or watchlist that no schema knows depends ' +
    'on data. Columns that the rule maps and that are not among the known ones may exist or not; a misspelled one goes ' +
    'unnoticed here. `column_ifexists` and a final `project` make the output definite.',
  *check(item, context) {
    const output = checkedReferences(item, context);
    const open = output?.missing.filter(({ column }) => standingOf(column, output).is === 'open') ?? [];
    const [first] = open;
    if (first === undefined) return;
    const names = [...new Set(open.map(({ column }) => column))];
    yield {
      at: first.at,
      within: first.within,
      message: `Whether the query yields ${shownList(names)} cannot be verified: its output has columns that are not known here.`,
      hint: 'Name the columns in a final `project`, or declare the table, function or watchlist that they come from.',
    };
  },
};

export const mappedColumnDynamic: RuleCheck = {
  id: 'kql/mapped-column-dynamic',
  scope: 'item',
  severity: 'warning',
  summary: 'An entity identifier is mapped to a column of type dynamic.',
  why:
    'An identifier is a single value. A dynamic column holds a list or a bag (`make_set`, `split`, `parse_json`), which ' +
    'becomes its JSON text: `["a","b"]` is no account and no address, so entities do not match across incidents.',
  *check(item, context) {
    for (const { column, what, use, type, at, within } of checkedReferences(item, context)?.found ?? [])
      if (use === 'entity' && type === 'dynamic')
        yield {
          at,
          within,
          message: `${what} maps \`${column}\`, whose type is dynamic.`,
          hint: `Take one value out of it: \`tostring(${column})\` for a single value, or \`mv-expand ${column} to typeof(string)\` for a list.`,
        };
  },
};

const shownColumns = 8;
const mayHaveAdded = ' Vendors add columns to their tables: if yours has it, this is no mistake.';

export const mappedColumnMissing: RuleCheck = {
  id: 'kql/mapped-column-missing',
  scope: 'item',
  severity: 'error',
  summary: 'The rule maps a column that its query never yields.',
  why:
    "entityMappings, sentinelEntitiesMappings, customDetails and alertDetailsOverride name columns of the query's " +
    'output. One that is not there leaves the entity, the detail or the text out of every alert, without a word: ' +
    'incidents arrive without the account or address to investigate. Column names are case-sensitive. The output is ' +
    'what is left after the last `project` or `summarize`; a `union` of columns of different types renames them ' +
    '(`Hash_string`, `Hash_dynamic`). Where the columns come straight from a `_CL` table that Picket knows from its ' +
    'shipped list alone, it is a warning: vendors add columns. So is a slip (one letter, two swapped, or the case) for a ' +
    'column of an output that is not all known.',
  *check(item, context) {
    const output = checkedReferences(item, context);
    if (output === undefined) return;
    const names = output.columns.map(({ name }) => name);
    for (const { column, what, at, within } of output.missing) {
      const standing = standingOf(column, output);
      if (standing.is === 'misspelt')
        yield {
          at,
          within,
          severity: 'warning',
          message: `${what} maps the column \`${column}\`, which is not among the columns that are known here.`,
          hint: `Did you mean \`${standing.meant}\`? If the data brings a column of the other name, name it in a final \`project\`.`,
        };
      if (standing.is !== 'missing') continue;
      const slip = names.find((name) => isCaseSlip(column, name));
      const [near] = slip === undefined ? nearest(column, names) : [slip];
      const fix = slip === undefined ? [] : renaming(item, at, within, column, slip);
      const renamed = names.filter((name) => name.startsWith(`${column}_`));
      const yielded = names.slice(0, shownColumns).map((name) => `\`${name}\``);
      const list = `${yielded.join(', ')}${names.length > shownColumns ? `, and ${names.length - shownColumns} more` : ''}`;
      yield {
        at,
        within,
        message: `${what} maps the column \`${column}\`, which the query does not yield.`,
        hint:
          (slip !== undefined
            ? `Names are case-sensitive: the query yields \`${slip}\`.`
            : renamed.length > 1
              ? `A union renames columns of different types (${renamed.map((name) => `\`${name}\``).join(', ')}): convert them to one type in each leg.`
              : near !== undefined
                ? `Did you mean \`${near}\`? The query yields ${list}.`
                : `The query yields ${list}.`) + (output.extensible && slip === undefined ? mayHaveAdded : ''),
        ...(output.extensible && slip === undefined ? { severity: 'warning' as const } : {}),
        ...(fix.length === 0 ? {} : { fix }),
      };
    }
  },
};
