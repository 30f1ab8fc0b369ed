import type { Given, Risk } from '../../core/engine/risk.ts';
import { objectOf, type JsonObject } from '../../core/json.ts';
import { usesOf } from '../called.ts';
import { textIn } from '../saved-search.ts';
import { broken } from './lint/signature-changed.ts';
import { flat } from './body.ts';
import { readSignature, type Parameter } from './signature.ts';

const parametersIn = (body: JsonObject): readonly Parameter[] =>
  readSignature(objectOf(flat(body)['properties'])['parameters']).parameters;

/** A call that gives nothing breaks only where something must be given now; one that gives something may with any change. */
const breaks =
  (name: string, after: readonly Parameter[]) =>
  (query: string): boolean => {
    const asks = after.some(({ default: standard }) => standard === undefined);
    return usesOf(query, name).some((use) => (use ?? []).length > 0 || asks);
  };

const functionIn = (body: JsonObject): Given | undefined => {
  const name = textIn(body, 'functionAlias');
  if (name === '') return undefined;
  const before = parametersIn(body);
  return {
    name,
    words: `The function \`${name}\``,
    isCalledIn: (query) => usesOf(query, name).length > 0,
    takes: before.map((parameter) => ({ ...parameter })),
    movedBy: ({ takes }) => {
      const after = readSignature(takes).parameters;
      return { changes: broken(before, after), breaks: breaks(name, after) };
    },
  };
};

/** What is at stake with a parser: whoever calls it. */
export const risk: Risk = { gives: ({ body }) => functionIn(body) };
