import { kqlTokens } from '../../../core/text/kql-tokens.ts';
import { hasQuery, shown, textAt, type RuleCheck } from './fields.ts';

export const queryEmpty: RuleCheck = {
  id: 'rule/query-empty',
  scope: 'item',
  severity: 'error',
  summary: 'The query is nothing but white space.',
  why:
    'The service takes queries of 1 to 10,000 characters (Microsoft Learn, "Create a scheduled analytics rule"), counted ' +
    'without line breaks at the end, and compiles them when the rule is written: white space is no query.',
  *check(item, { noun = 'rule' }) {
    const query = textAt(item, 'query');
    // An empty text is the finding of the schema.
    if (!hasQuery(item) || query === undefined || query.value === '' || query.value.trim() !== '') return;
    yield { at: query.at, message: 'The query is empty.', hint: `Write the KQL query that the ${noun} runs.` };
  },
};

const operators = ['search', 'union'];

/** Twice what the service takes. */
const longest = 20_000;

/** The operator that is followed by `*`, its parameters (`isfuzzy=true`) passed over; strings and comments do not count. */
const readsEverything = (query: string): string | undefined => {
  // Cutting a query into tokens costs more than all other checks of a rule together; few queries need it: those where
  // an asterisk follows an operator before a pipe or a parenthesis; comments between them may hold anything.
  if (!/\b(?:search|union)\b(?:[^|()/*]|\/\/[^\r\n]*[\r\n])*\*/.test(query)) return undefined;
  const tokens = kqlTokens(query);
  return tokens.find((token, index) => {
    if (!operators.includes(token)) return false;
    let next = index + 1;
    while (tokens[next + 1] === '=') next += 3;
    // `union *Events` names the tables that end so.
    return tokens[next] === '*' && !/^\w/.test(tokens[next + 1] ?? '');
  });
};

/** Where it probably stands; a comment of the same words before it would be taken for it. */
const placeOf = (query: string, operator: string) => {
  const match = new RegExp(`\\b${operator}\\b(?:\\s+\\w+\\s*=\\s*\\w+)*\\s*\\*`).exec(query);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
};

export const queryReadsEverything: RuleCheck = {
  id: 'rule/query-reads-everything',
  scope: 'item',
  severity: 'error',
  summary: 'The query reads all tables with `search *` or `union *`.',
  why:
    'The query of an analytics rule must not contain `search *` or `union *` (Microsoft Learn, "Create a scheduled ' +
    'analytics rule"): it would read the whole workspace at every run, and change its meaning with every new table.',
  *check(item) {
    const query = textAt(item, 'query');
    // A query that is much too long is refused for that, and looking through it could take for ever.
    if (!hasQuery(item) || query === undefined || query.value.length > longest) return;
    const operator = readsEverything(query.value);
    if (operator === undefined) return;
    const within = placeOf(query.value, operator);
    yield {
      at: query.at,
      ...(within === undefined ? {} : { within }),
      message: `${shown(`${operator} *`)} reads every table of the workspace; the service does not take it in a rule.`,
      hint: 'Name the tables that the rule needs.',
    };
  },
};
