import { at, type Random } from './mutate.ts';

const tables = ['SigninLogs', 'AuditLogs', 'SecurityEvent'];
/** Each that is no table makes the engine bind the query once more. */
const others = ['Nothing', "['Odd name']", 'a', 'b', 'union *', 'print x = 1'];
const columns = [
  'TimeGenerated',
  'UserPrincipalName',
  'ResultType',
  'Account',
  'x',
  "['odd column']",
  '$left.x',
  '_ItemId',
];
const literals = [
  '1',
  '-1.5e300',
  "'a'",
  '"a\\"b"',
  "@'C:\\x'",
  '1h',
  'datetime(2026-01-01)',
  'dynamic([1, "a"])',
  'dynamic({"a": {"b": []}})',
  'null',
  'true',
  "h'secret'",
  '```\nlines\n```',
  'guid(00000000-0000-0000-0000-000000000000)',
  'int(null)',
];
const infix = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '==',
  '!=',
  '=~',
  'has',
  'contains',
  'in',
  '!in~',
  'and',
  'or',
  'matches regex',
  'between',
  ',',
];
const functions = [
  'strcat',
  'iff',
  'tostring',
  'count',
  'make_set',
  'ago',
  'bin',
  'parse_json',
  'toscalar',
  'materialize',
  'dcount',
  'arg_max',
  'datetime_diff',
  'isnotempty',
  'extract',
  'nothing',
  'a',
];

/** With fewer a query is a table alone more often than not, and the same one again. */
const fewestPieces = 4;
const mostPieces = 60;

/** Text of a query by the grammar of KQL, most of it valid: mostly of a few pieces, seldom of up to sixty. */
export const kqlText = (random: Random): string => {
  let left = fewestPieces + Math.floor((mostPieces - fewestPieces) * random() ** 8);
  const spend = (): boolean => {
    left -= 1;
    return left > 0;
  };
  const pick = (list: readonly string[]): string => at(list, random) ?? '';
  const source = (): string => pick(random() < 0.8 ? tables : others);
  const expression = (): string => {
    if (!spend()) return pick(columns);
    switch (Math.floor(random() * 7)) {
      case 0:
        return pick(literals);
      case 1:
        return `${expression()} ${pick(infix)} ${expression()}`;
      case 2:
        return `${pick(functions)}(${random() < 0.8 ? expression() : ''})`;
      case 3:
        return `(${expression()})`;
      case 4:
        return `${pick(columns)}[${expression()}]`;
      case 5:
        return random() < 0.2 ? `toscalar(${pipeline()})` : pick(columns);
      default:
        return pick(columns);
    }
  };
  const operator = (): string => {
    const named = random() < 0.5 ? `${pick(columns)} = ` : '';
    switch (Math.floor(random() * 14)) {
      case 0:
        return `where ${expression()}`;
      case 1:
        return `extend ${named}${expression()}`;
      case 2:
        return `project ${pick(columns)}, ${named}${expression()}`;
      case 3:
        return `summarize ${named}${pick(functions)}(${expression()}) by ${expression()}`;
      case 4:
        return `join kind=${pick(['inner', 'leftouter', 'leftanti', 'odd'])} (${pipeline()}) on ${pick(columns)}`;
      case 5:
        return `union ${source()}, (${pipeline()})`;
      case 6:
        return `take ${expression()}`;
      case 7:
        return `mv-expand ${pick(columns)} to typeof(${pick(['string', 'dynamic', 'odd'])})`;
      case 8:
        return `parse ${pick(columns)} with * "${pick(columns)}" x:string *`;
      case 9:
        return `sort by ${pick(columns)} ${pick(['asc', 'desc nulls last', ''])}`;
      case 10:
        return `lookup (${pipeline()}) on ${pick(columns)}`;
      case 11:
        return `make-series ${expression()} on TimeGenerated step 1h`;
      case 12:
        return `evaluate ${pick(['bag_unpack', 'pivot', 'odd'])}(${pick(columns)})`;
      default:
        return `${pick(['distinct', 'project-away', 'project-rename x =', 'invoke', 'serialize', 'as', 'getschema'])} ${pick(columns)}`;
    }
  };
  const pipeline = (): string => {
    let text = source();
    while (spend() && random() < 0.6) text += `${random() < 0.9 ? '\n| ' : ' |'}${operator()}`;
    return text;
  };
  let text = '';
  while (random() < 0.4 && spend())
    text += `let ${pick(['a', 'b', 'x'])} = ${random() < 0.4 ? `(p:${pick(['string', 'long', '(*)'])}) { ${pipeline()} }` : random() < 0.6 ? pipeline() : expression()};\n`;
  text += pipeline();
  if (random() < 0.1) text += ` // ${pick(literals)}`;
  if (random() < 0.1) text = text.slice(0, Math.floor(random() * text.length));
  return text;
};
