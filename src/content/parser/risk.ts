import type { Given, Risk } from '../../core/engine/risk.ts';
import { objectOf, type JsonObject } from '../../core/json.ts';
import { usesOf } from '../called.ts';
import { textIn } from '../saved-search.ts';
import { flat } from './body.ts';
import { breaks } from './calls.ts';
import { broken } from './lint/signature-changed.ts';
import { readSignature, type Parameter } from './signature.ts';

const parametersIn = (body: JsonObject): readonly Parameter[] =>
  readSignature(objectOf(flat(body)['properties'])['parameters']).parameters;

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
  lookAlikes: (running) => (_change, after) => {
    const name = after === undefined ? '' : textIn(after, 'functionAlias').toLowerCase();
    const verdict = running.find(
      ({ live }) => name !== '' && live !== undefined && textIn(live.body, 'functionAlias').toLowerCase() === name,
    );
    if (verdict?.live === undefined) return undefined;
    const why = `The function \`${textIn(verdict.live.body, 'functionAlias')}\` is there already, as ${verdict.id}`;
    return {
      verdict,
      why,
      refusal: {
        code: 'function-exists',
        message: `${why}: its name is unique in a workspace.`,
        hint: `Give the file the id ${verdict.id}, and take it over with \`picket adopt\` where it is not this project's; or give the function another name.`,
      },
    };
  },
};
