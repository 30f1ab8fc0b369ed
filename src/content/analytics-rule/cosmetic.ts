import type { FieldChange } from '../../core/engine/change.ts';
import { equalJson } from '../../core/json.ts';
import { kqlTokens } from '../../core/text/kql-tokens.ts';

/**
 * Whether two canonical values of a field differ in spelling only: a query in white space and comments outside its
 * strings, any other text in white space around it. Such a difference is shown as cosmetic and not worth a write of its
 * own, since every write starts the schedule of a rule anew.
 */
export const isCosmetic = ({ at, before, after }: FieldChange): boolean => {
  if (typeof before !== 'string' || typeof after !== 'string') return false;
  if (at === '/properties/query') return equalJson(kqlTokens(before), kqlTokens(after));
  return before.trim() === after.trim();
};
