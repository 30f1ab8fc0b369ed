import { isArray, isObject, objectOf, type JsonObject, type JsonValue } from '../../../core/json.ts';
import type { Parameterised, VariablesAs } from '../../../core/file-form.ts';
import { keyOrder } from '../from-arm.ts';
import { placeholder, withoutVariables } from './rule-variables.ts';

/** The keys that SentinelARConverter's parameter files have. */
export const parameterKeys = ['OverwriteProperties', 'PrependQuery', 'AppendQuery', 'ReplaceQueryVariables'] as const;

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const plain = (value: JsonValue): string | undefined => {
  if (value === null || isArray(value) || isObject(value)) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** A list becomes texts in quotes between commas, a list of one too; anything else stands as it is. */
const printed = (value: JsonValue): string | undefined => {
  if (!isArray(value)) return plain(value);
  const items = value.map(plain);
  return items.some((item) => item === undefined) ? undefined : items.map((item) => quoted(item ?? '')).join(',');
};

/** Fills in the values that are given, and with `texts` the defaults of the others. */
const filledIn = (
  query: string,
  variables: JsonObject,
  as: VariablesAs,
): { readonly query: string; readonly problems: readonly string[] } => {
  const problems = new Set<string>();
  const replaced = query.replaceAll(placeholder, (whole, name: string, fallback: string | undefined) => {
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (given === undefined && as === 'parameters') return whole;
    const text = given === undefined ? fallback : printed(given);
    if (text !== undefined) return text;
    problems.add(
      given === undefined
        ? `The query needs \`${name}\` (\`${whole}\`), and ReplaceQueryVariables does not give it.`
        : `ReplaceQueryVariables gives \`${name}\` as a mapping or null; a query can only take texts, numbers and lists of them.`,
    );
    return whole;
  });
  return { query: replaced, problems: [...problems] };
};

const endedLine = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

const wrongTypes = (parameters: JsonObject): readonly string[] => [
  ...Object.keys(parameters)
    .filter((key) => !parameterKeys.some((known) => known === key))
    .map((key) => `\`${key}\` is no key of a parameter file; there are ${parameterKeys.join(', ')}.`),
  ...(['PrependQuery', 'AppendQuery'] as const).flatMap((key) =>
    parameters[key] === undefined || typeof parameters[key] === 'string' ? [] : [`\`${key}\` must be a text.`],
  ),
  ...(['OverwriteProperties', 'ReplaceQueryVariables'] as const).flatMap((key) =>
    parameters[key] === undefined || isObject(parameters[key]) ? [] : [`\`${key}\` must be a mapping.`],
  ),
];

const inOrder = (value: JsonObject): JsonObject => {
  const rank = (key: string): number => {
    const index = keyOrder.findIndex((known) => known === key);
    return index < 0 ? keyOrder.length : index;
  };
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => rank(left) - rank(right)));
};

/** What was declared, and where its values go. */
const declaredNote = (names: readonly string[]): readonly string[] =>
  names.length === 0
    ? []
    : [
        `Now ${names.length === 1 ? 'a parameter' : 'parameters'} of the rule: ${names.join(', ')}. Workspaces and groups set values under \`parameters\` of picket.yaml.`,
      ];

/**
 * Fills a parameter file of SentinelARConverter into the value of a rule file: keys are overwritten, texts are put
 * before and behind the query, and its variables are replaced. A variable without a value becomes a parameter of the rule
 * where it can; one without a value and a default is never an empty text.
 * Source: the example parameter files of github.com/f-bader/SentinelARConverter.
 */
export const withParameters = (
  value: JsonObject,
  parameters: JsonObject = {},
  as: VariablesAs = 'parameters',
): Parameterised => {
  const wrong = wrongTypes(parameters);
  if (wrong.length > 0) return { value, problems: wrong, notes: [], open: [] };
  const { OverwriteProperties: overwrite, PrependQuery: before, AppendQuery: behind } = parameters;
  const merged = isObject(overwrite) ? inOrder({ ...value, ...overwrite }) : value;
  const { query } = merged;
  if (typeof query !== 'string') return { value: merged, problems: [], notes: [], open: [] };
  const long =
    (typeof before === 'string' ? endedLine(before) : '') +
    (typeof behind === 'string' ? endedLine(query) + behind : query);
  const filled = filledIn(long, objectOf(parameters['ReplaceQueryVariables']), as);
  if (as === 'texts')
    return { value: { ...merged, query: filled.query }, problems: filled.problems, notes: [], open: [] };
  const own = objectOf(merged['parameters']);
  const made = withoutVariables(filled.query, own);
  const names = Object.keys(made.parameters).filter((name) => own[name] === undefined);
  const whole = { ...merged, query: made.query };
  return {
    value: names.length > 0 ? inOrder({ ...whole, parameters: made.parameters }) : whole,
    problems: filled.problems,
    notes: [...made.notes, ...declaredNote(names)],
    open: made.open,
  };
};
