import type { RuleCheck } from '../lint/fields.ts';
import { checkedReferences } from './output.ts';

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
