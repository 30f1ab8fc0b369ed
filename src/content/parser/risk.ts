import type { Verdict } from '../../core/engine/change.ts';
import type { Given, Risk } from '../../core/engine/risk.ts';
import { sameRef } from '../../core/ref.ts';
import { objectOf, type JsonObject } from '../../core/json.ts';
import { usesOf } from '../called.ts';
import { textIn } from '../saved-search.ts';
import { flat } from './body.ts';
import { breaks } from './calls.ts';
import { broken } from './lint/signature-changed.ts';
import { readSignature, type Parameter } from './signature.ts';

const parametersIn = (body: JsonObject): readonly Parameter[] =>
  readSignature(objectOf(flat(body)['properties'])['parameters']).parameters;

const aliasIn = (body: JsonObject): string => textIn(body, 'functionAlias').toLowerCase();

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
      return { changes: broken(before, after), breaks: breaks(name, before, after) };
    },
  };
};

/** What is at stake with a parser: whoever calls it, and a function of its name that runs under another id. */
export const risk: Risk = {
  gives: ({ body }) => functionIn(body),
  // What leaves is deleted last, so that its name is not free when the new one is made.
  lookAlikes: (staying, leaving) => (change, after) => {
    const name = after === undefined ? '' : aliasIn(after);
    if (name === '' || (change.before !== undefined && aliasIn(change.before.body) === name)) return undefined;
    const has = (verdict: Verdict): boolean =>
      verdict.live !== undefined && !sameRef(verdict, change) && aliasIn(verdict.live.body) === name;
    const stays = staying.find(has);
    const verdict = stays ?? leaving.find(has);
    if (verdict?.live === undefined) return undefined;
    const { id } = verdict;
    const why = `The function \`${textIn(verdict.live.body, 'functionAlias')}\` is there already, as ${id}`;
    const refusal =
      verdict === stays
        ? {
            message: `${why}: its name is unique in a workspace.`,
            hint: `Give the file the id ${id}, and take it over with \`picket adopt\` where it is not this project's; or give the function another name.`,
          }
        : {
            message: `${why}, which this run would remove only after the new one is made: its name is unique in a workspace.`,
            hint: `Give the file the id ${id}, and the function is updated where it is. Or remove the old one in a run of its own, with --prune --only ${id}, then deploy the new one; between the two there is no such function.`,
          };
    return { verdict, why, refusal: { code: 'function-exists', ...refusal } };
  },
};
