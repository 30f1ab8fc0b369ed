import { nearest } from '../../../core/text/nearest.ts';
import type { RuleCheck } from '../lint/fields.ts';
import { isCaseSlip, renaming } from './facts.ts';
import { checkedReferences } from './output.ts';

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
    'shipped list alone, it is a warning: vendors add columns.',
  *check(item, context) {
    const output = checkedReferences(item, context);
    if (output === undefined || !output.complete) return;
    const names = output.columns.map(({ name }) => name);
    for (const { column, what, at, within } of output.missing) {
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
