import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, renaming } from './facts.ts';

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
