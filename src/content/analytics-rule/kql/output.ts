import type { LintContext } from '../../../core/content-type.ts';
import type { QueryColumn } from '../../../core/query-facts.ts';
import type { RuleItem } from '../lint/fields.ts';
import { analysedQuery } from './facts.ts';
import { columnReferences, type ColumnReference } from './references.ts';

/** The query's output against the places of the rule that name columns. */
export type CheckedReferences = {
  readonly columns: readonly QueryColumn[];
  readonly complete: boolean;
  /** True where a vendor may have added columns to a table since. */
  readonly extensible: boolean;
  readonly missing: readonly ColumnReference[];
  readonly found: readonly (ColumnReference & { readonly type: string })[];
};

/**
 * The rule's column references against the output of its query; undefined where the output is not known because the
 * query does not parse, was not analysed or yields no table.
 */
export const checkedReferences = (item: RuleItem, context: LintContext): CheckedReferences | undefined => {
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
