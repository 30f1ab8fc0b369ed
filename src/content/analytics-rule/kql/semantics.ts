import type { QueryDiagnostic } from '../../../core/query-facts.ts';
import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf, sentence } from './facts.ts';

/** `cluster("x")` is reported as what it is: a reach out of the workspace (kql/reaches-outside). */
const unreachableCluster = 'KS207';

const conversions: Readonly<Record<string, string>> = {
  int: 'toint',
  long: 'tolong',
  real: 'toreal',
  datetime: 'todatetime',
  timespan: 'totimespan',
  bool: 'tobool',
};
const operands = /^The operator '?(\S+?)'? is not defined for the operand types (\w+) and (\w+)\.$/;
const isLoose = (type: string): boolean => type === 'dynamic' || type === 'string';

/** What to convert where an operator does not take both sides: a dynamic value or a text to the type of the other. */
const conversionFor = (operator: string, left: string, right: string): string | undefined => {
  if (isLoose(left) && isLoose(right)) {
    if (operator === '+') return 'Texts are put together by `strcat(...)`.';
    return /^[<>]=?$/.test(operator) ? 'Texts have no order: convert both sides, as in `tolong(...)`.' : undefined;
  }
  if (!isLoose(left) && !isLoose(right)) return undefined;
  const target = isLoose(left) ? right : left;
  const by = Object.hasOwn(conversions, target) ? conversions[target] : undefined;
  return by === undefined ? undefined : `Convert the ${isLoose(left) ? 'left' : 'right'} side: \`${by}(...)\`.`;
};

/** What to do about some of the engine's complaints, by its codes. */
const hintFor = ({ code, message }: QueryDiagnostic, text: string): string | undefined => {
  const [, operator = '', left = '', right = ''] = operands.exec(message) ?? [];
  if (left !== '') return conversionFor(operator, left, right);
  if (code === 'KS116') return 'Convert the value first: `tostring(...)`, `tolong(...)`, `todatetime(...)`.';
  if (/\* syntax is not allowed/.test(message)) return 'Rows are counted by `count()`, without an asterisk.';
  if (/requires an argument list/.test(message))
    return 'A function is called with brackets, also without arguments: `count()`.';
  const isAssignment = code === 'KS141' && /^\s*[\w.[\]"']+\s*=[^=~]/.test(text);
  return isAssignment
    ? 'A single `=` gives a value a name: compare with `==`, or with `=~` regardless of case.'
    : undefined;
};

export const semantics: RuleCheck = {
  id: 'kql/semantics',
  scope: 'item',
  severity: 'error',
  summary: 'The query parses, but does not make sense to the engine: types, arguments or operators do not fit.',
  why:
    'The service compiles the query and refuses a wrong type, a missing argument, a grouping by a dynamic value and the ' +
    'like ("A semantic error occurred"). Picket binds the query with the same engine. What the engine only warns of is ' +
    'a warning here, and so is what the published engine is known to judge otherwise than that of the service, or what ' +
    'stands in a leg of `union isfuzzy=true`.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    for (const diagnostic of diagnosticsOf(query, 'semantic')) {
      const { code, message, severity, span } = diagnostic;
      if (code === unreachableCluster) continue;
      const hint =
        diagnostic.doubt ?? diagnostic.hint ?? hintFor(diagnostic, query?.text.slice(span.start, span.end) ?? '');
      yield {
        at: '/query',
        within: span,
        severity,
        message: sentence(message),
        ...(hint === undefined ? {} : { hint }),
      };
    }
  },
};
