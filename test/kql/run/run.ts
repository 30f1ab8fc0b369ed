import { loadEngine } from '../../../src/kql/engine.ts';
import { emptySchema, type QuerySchema, schemaOf } from '../../../src/kql/index.ts';
import { runCompiler } from '../../../src/kql/run/compile.ts';
import { jsonOf } from '../../../src/kql/run/values/printed.ts';
import type { Compilation, Program, RunInput } from '../../../src/kql/run/program.ts';
import type { Column, Row } from '../../../src/kql/run/values/value.ts';

const compileRun = runCompiler(await loadEngine());

/** 2026-02-28T00:00:00Z in ticks from 2010. */
export const noon = 5_099_328_000_000_000;

export type Choice = NonNullable<RunInput['choice']>;

export const compilationOf = (query: string, schema: QuerySchema = emptySchema): Compilation =>
  compileRun(query, schema);

/** A compiled query. Throws what is wrong with it. */
export const compiled = (query: string, schema: QuerySchema = emptySchema): Program => {
  const compilation = compilationOf(query, schema);
  if (compilation.ok) return compilation.program;
  throw new Error(compilation.errors.map(({ code, message }) => `${code} ${message}`).join('\n'));
};

/** What keeps a query from running: code, name and the text at the place. */
export const refusalOf = (query: string, schema: QuerySchema = emptySchema): string => {
  const compilation = compileRun(query, schema);
  if (compilation.ok) return 'runs';
  const [first] = compilation.errors;
  if (first === undefined) return 'nothing is said';
  const at = query.slice(first.span.start, first.span.end).split('\n')[0] ?? '';
  return `${first.code} ${first.name ?? ''} at \`${at}\``;
};

/** Rows of a program as JSON texts, one a row. */
export const rowsOf = (program: Program, input: Partial<RunInput> = {}): readonly string[] => {
  const { columns, rows } = program.run({ table: () => undefined, now: noon, ...input });
  return rows.map((row) => `[${columns.map(({ type }, at) => jsonOf(row[at] ?? null, type)).join(',')}]`);
};

/** A program's result: its columns with types, and its rows as JSON texts. */
export const answerOf = (program: Program, input: Partial<RunInput> = {}): readonly string[] => {
  const { columns, rows } = program.run({ table: () => undefined, now: noon, ...input });
  const heads = columns.map(({ name, type }) => `${name}:${type}`).join(' ');
  return [heads, ...rows.map((row) => `[${columns.map(({ type }, at) => jsonOf(row[at] ?? null, type)).join(',')}]`)];
};

/** The result of a query. */
export const answer = (query: string, input: Partial<RunInput> = {}): readonly string[] =>
  answerOf(compiled(query), input);

/** A schema of one table, and a run over rows of it. */
export const withTable = (name: string, columns: readonly Column[], open = false): QuerySchema =>
  schemaOf({ tables: [{ name, columns, open, hidden: [], source: 'user' }] });

/** Gives rows to a table by its name. */
export const giving = (tables: Readonly<Record<string, readonly Row[]>>): Pick<RunInput, 'table'> => ({
  table: (name) => {
    const rows = Object.hasOwn(tables, name) ? tables[name] : undefined;
    return rows === undefined ? undefined : { rows };
  },
});
