import type { Excess } from './limits.ts';
import type { QuerySchema } from '../schema/schema.ts';

/**
 * A join's columns are those of both sides, and a `let` that joins itself doubles them each time: so many columns, over
 * all steps of a query and counted from above, take the engine a few seconds. Published rules stay below a
 * fifth of it.
 */
const maxColumns = 250_000;
/** The engine binds the body of a function at each of its calls: functions that call one another multiply. */
const maxCalls = 2000;
/** The engine folds constants without remembering them: `let b = a + a` works `a` out twice. */
const maxFolds = 100_000;
/** What a saved function of unknown columns yields, more or less. */
const columnsOfBody = 100;

/** What using a name once stands for. */
type Weight = {
  /** Columns of its rows. */
  readonly columns: number;
  /** Bodies of functions that are bound for it. */
  readonly calls: number;
  /** Constants that are worked out for it. */
  readonly folds: number;
  /** How often it uses the table that a function is given. */
  readonly inputs: number;
  /** What it multiplies its input's columns with: of a function that puts its input together with itself. */
  readonly factor: number;
};

const light: Weight = { columns: 0, calls: 0, folds: 1, inputs: 0, factor: 1 };

/** A statement while it is read. */
type Statement = {
  readonly name: string | undefined;
  readonly kind: 'function' | 'value';
  columns: number;
  calls: number;
  folds: number;
  inputs: number;
  factor: number;
  /** Set once rows of several sources are put together. */
  combines: boolean;
  piped: boolean;
  /** In a step that keeps only what it lists: how many columns there were before. */
  before: number | undefined;
  /** What it yields is compared with (`in (T)`) and becomes no column. */
  aside: boolean;
};

const begin = (name?: string, kind: Statement['kind'] = 'value'): Statement => ({
  ...light,
  name,
  kind,
  combines: false,
  piped: false,
  before: undefined,
  aside: false,
});

const combining: ReadonlySet<string> = new Set(['join', 'lookup', 'union']);

/** A name in brackets without them, at its place: `['t 1']` is the name `t_1` then. */
const withoutBrackets = (query: string): string =>
  query.replaceAll(/\[[ \t]*(["'])([^"'\n]*)\1[ \t]*\]/g, (whole, _quote, name: string) =>
    ` ${name.replaceAll(/[^\p{L}\p{N}_]/gu, '_')}`.padEnd(whole.length),
  );

/**
 * Declarations, tabular parameters, aliases, steps that keep only what they list, what is compared with, names, and
 * what separates and groups; comments and strings are passed over. Each alternative ends where it began or takes all
 * that it looked at, so that the work is linear in the text.
 */
const token =
  /\/\/[^\n]*|@"[^"\n]*"?|@'[^'\n]*'?|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|let\s+(?<declared>[\p{L}\p{N}_]+)\s*=(?<opens>\s*(?:view\s*)?\()?|as\s+(?:hint\.\w+\s*=\s*\w+\s+)?(?<alias>[\p{L}\p{N}_]+)|\|\s*(?<keeps>project|project-keep|summarize|distinct)(?![\w-])|(?<aside>(?:in|in~|has_any|has_all|toscalar)\s*\()|(?<name>[\p{L}\p{N}_]+)(?<tabular>\s*:\s*\()?|[|;{}()*]/gu;

type Spent = { columns: number; calls: number; folds: number };

const problemOf = ({ columns, calls, folds }: Spent): string | undefined => {
  if (columns > maxColumns) return `joins and unions multiply to more than ${maxColumns} columns`;
  if (calls > maxCalls) return `functions call one another more than ${maxCalls} times`;
  return folds > maxFolds ? `constants multiply to more than ${maxFolds} terms` : undefined;
};

/**
 * What the columns, calls and constants of a query multiply to, counted before the engine is asked to work it out: the
 * first place where that is beyond its bound, or undefined. One pass over the text, whatever it says. Bodies of
 * functions count where they are called, a `let` wherever it is named, and columns that a step drops still count.
 */
export const growthBeyond = (query: string, schema: QuerySchema): Excess | undefined => {
  const weights = new Map<string, Weight>();
  const outer: Statement[] = [];
  const spent: Spent = { columns: 0, calls: 0, folds: 0 };
  let statement = begin();

  /** How often a value names itself while it is declared: the engine works it out for each, and so on without end. */
  const selves = new Map<string, number>();
  const namesItselfAgain = (name: string, end: number): boolean => {
    const times = selves.get(name);
    if (times === undefined || weights.has(name)) return false;
    // A parameter of that name, a column of it behind a pipe, or a table is another thing.
    const isOther = /^\s*:/.test(query.slice(end, end + 20)) || schema.table(name) !== undefined;
    if (isOther) selves.delete(name);
    if (isOther || [...outer, statement].some(({ piped }) => piped)) return false;
    selves.set(name, times + 1);
    return times > 0;
  };

  const columnsOf = (name: string): number => {
    const result = schema.fn(name)?.result;
    if (result === undefined) return schema.table(name)?.columns.length ?? 0;
    return 'columns' in result ? result.columns.length : columnsOfBody;
  };
  const use = ({ columns, calls, folds, inputs, factor }: Weight): void => {
    if (statement.before !== undefined) statement.columns += 1;
    else if (statement.combines) {
      statement.columns += columns;
      if (columns > 0) spent.columns += statement.columns;
    } else statement.columns = Math.max(statement.columns, columns);
    statement.calls += calls;
    spent.calls += calls;
    statement.folds += folds;
    statement.inputs = statement.combines ? statement.inputs + inputs : Math.max(statement.inputs, inputs);
    statement.factor *= factor;
  };
  const finish = (): Weight => {
    const { name, kind, inputs } = statement;
    const isFunction = kind === 'function';
    const columns = statement.columns * statement.factor;
    if (statement.factor > 1) spent.columns += columns;
    const weight: Weight = {
      columns,
      calls: statement.calls + (isFunction ? 1 : 0),
      folds: statement.piped || columns > 0 ? 1 : statement.folds,
      inputs: isFunction ? 0 : inputs,
      factor: isFunction ? Math.max(1, inputs) : 1,
    };
    spent.calls += isFunction ? 1 : 0;
    if (name !== undefined) {
      weights.set(name, weight);
      spent.folds += weight.folds;
    }
    return weight;
  };
  const open = (aside: boolean): void => {
    outer.push(statement);
    statement = { ...begin(), aside };
  };
  const close = (isBody: boolean): void => {
    const inner = finish();
    const { aside } = statement;
    statement = outer.pop() ?? begin();
    statement.piped ||= isBody;
    // They were counted where they were called.
    spent.calls -= inner.calls;
    use(aside ? { ...inner, columns: 0, inputs: 0, factor: 1 } : inner);
  };
  const declare = (name: string, kind: Statement['kind']): void => {
    finish();
    statement = begin(name, kind);
    selves.set(name, 0);
    if (kind === 'function') open(false);
  };
  const step = (keeps: boolean): void => {
    statement.piped = true;
    statement.before = keeps ? statement.columns : undefined;
    if (keeps) statement.columns = 0;
  };
  /** `summarize arg_max(TimeGenerated, *)` keeps all columns. */
  const keepAll = (): void => {
    for (const each of [...outer, statement]) each.columns = Math.max(each.columns, each.before ?? 0);
  };

  for (const match of withoutBrackets(query).matchAll(token)) {
    const [text] = match;
    const { declared, opens, alias, keeps, aside, name, tabular } = match.groups ?? {};
    if (declared !== undefined) declare(declared, opens === undefined ? 'value' : 'function');
    else if (name !== undefined && tabular !== undefined) {
      weights.set(name, { ...light, columns: 1, inputs: 1 });
      open(false);
    } else if (alias !== undefined) weights.set(alias, { ...light, columns: statement.columns * statement.factor });
    else if (keeps !== undefined || text === '|') step(keeps !== undefined);
    else if (aside !== undefined || text === '(' || text === '{') open(aside !== undefined);
    else if (text === ')' || text === '}') close(text === '}');
    else if (text === '*') keepAll();
    else if (text === ';') {
      finish();
      statement = begin();
    } else if (name !== undefined && combining.has(name)) statement.combines = true;
    else if (name !== undefined && namesItselfAgain(name, match.index + text.length))
      return {
        kind: 'complexity',
        message: `\`${name}\` is worked out from itself; such a query is not analysed.`,
        span: { start: match.index, end: match.index + text.length },
      };
    else if (name !== undefined) use(weights.get(name) ?? { ...light, folds: 0, columns: columnsOf(name) });
    const problem = problemOf(spent);
    if (problem === undefined) continue;
    const span = { start: match.index, end: match.index + text.length };
    return { kind: 'complexity', message: `Here ${problem}; such a query is not analysed.`, span };
  }
  finish();
  const problem = problemOf(spent);
  if (problem === undefined) return undefined;
  const end = { start: query.length, end: query.length };
  return { kind: 'complexity', message: `In this query ${problem}; it is not analysed.`, span: end };
};
