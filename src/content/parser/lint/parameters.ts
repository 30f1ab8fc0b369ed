import { isArray, isObject, textOf, type JsonValue } from '../../../core/json.ts';
import { pointer, type JsonPointer } from '../../../core/pointer.ts';
import { wrongDefault } from '../defaults.ts';
import { howWritten, readSignature } from '../signature.ts';
import type { ParserCheck } from './draft.ts';

/** Where the default of a parameter stands within the list; the list itself where that is a text. */
const defaultWithin = (list: JsonValue | undefined, name: string): JsonPointer => {
  for (const [index, entry] of (isArray(list) ? list : []).entries()) {
    const keys = isObject(entry) ? Object.entries(entry) : [];
    if (!keys.some(([key, value]) => key.toLowerCase() === 'name' && textOf(value)?.trim() === name)) continue;
    const at = keys.find(([key]) => key.toLowerCase() === 'default')?.[0];
    return at === undefined ? pointer(index) : pointer(index, at);
  }
  return '';
};

export const parameterList: ParserCheck = {
  id: 'rule/parameter-list',
  scope: 'item',
  severity: 'error',
  summary: 'The parameters of a parser cannot be read, or do not fit one another.',
  why:
    'The service stores the list of parameters as it is sent, even one that is no KQL (recorded answers of saved ' +
    'searches), and every query that calls the function then fails. A parameter without a default cannot follow one ' +
    'that has a default, and a default is a literal of the type of its parameter.',
  *check({ raw, draft: { style, values } }) {
    const key = [style.parameters, style.otherParameters].find((name) => name !== undefined && raw[name] !== undefined);
    if (key === undefined) return;
    const at = pointer(key);
    for (const problem of readSignature(raw[key]).problems)
      yield {
        at,
        message: `In the parameters ${problem}.`,
        hint: howWritten,
      };
    const { parameters = [] } = values;
    const seen = new Set<string>();
    let optional: string | undefined;
    for (const parameter of parameters) {
      const { name, default: standard } = parameter;
      const wrong = wrongDefault(parameter);
      if (wrong !== undefined) yield { at: at + defaultWithin(raw[key], name), ...wrong };
      if (seen.has(name))
        yield { at, message: `The parameter \`${name}\` is there twice.`, hint: 'Rename one of them.' };
      seen.add(name);
      if (standard !== undefined) optional = name;
      else if (optional !== undefined)
        yield {
          at,
          message: `The parameter \`${name}\` has no default and follows \`${optional}\`, which has one.`,
          hint: 'Give it a default, or put it before those that have one.',
        };
    }
  },
};

/** Whether a text has a name as a word of its own. */
const names = (text: string, name: string): boolean => new RegExp(`(?<![\\w$])${name}(?!\\w)`).test(text);

export const parameterUnused: ParserCheck = {
  id: 'rule/parameter-unused',
  scope: 'item',
  severity: 'warning',
  summary: 'A parser never uses one of its parameters.',
  why:
    'A parameter that the body does not name changes nothing, whatever callers give: often it is misspelt there, such ' +
    'as `disable` for `disabled` (Azure-Sentinel PR#3421).',
  *check({ raw, draft: { style, values } }) {
    const { parameters = [], query } = values;
    if (query === undefined) return;
    for (const { name } of parameters)
      if (!names(query, name))
        yield {
          at: pointer(
            raw[style.parameters] === undefined ? (style.otherParameters ?? style.parameters) : style.parameters,
          ),
          message: `The query never uses the parameter \`${name}\`.`,
          hint: 'Use it, or take it out of the list.',
        };
  },
};
