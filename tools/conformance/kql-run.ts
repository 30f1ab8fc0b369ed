import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import {
  type GivenTable,
  loadRunCompiler,
  mergeSchemas,
  type Program,
  type QuerySchema,
  RunError,
  schemaOf,
  type TableSchema,
  typeOfColumn,
} from '../../src/kql/index.ts';
import { dynamicFromText } from '../../src/kql/run/values/convert.ts';
import { type Column, Guid, type Row, type Type, type Value } from '../../src/kql/run/values/value.ts';
import { openBench } from './kql.ts';
import { none, type Result, share } from './result.ts';

/** 2026-01-15T00:00:00Z. */
const now = 5_064_768_000_000_000;

const queriesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/i.test(name))
    .toSorted()
    .flatMap((name) => {
      const { document } = readDocument(name, readFileSync(join(folder, name), 'utf8'));
      const { value } = document;
      return isObject(value) && typeof value['query'] === 'string' ? [value['query']] : [];
    });

const valueOf = (type: Type, name: string, at: number): Value => {
  switch (type) {
    case 'bool':
      return at === 0;
    case 'int':
    case 'long':
      return at * 7;
    case 'real':
      return at + 0.5;
    case 'datetime':
      return now - 36_000_000_000 * (at + 1);
    case 'timespan':
      return 600_000_000 * at;
    case 'guid':
      return new Guid('74be27de-1e4e-49d9-b579-fe0b331d3642');
    case 'dynamic':
      return at === 0
        ? dynamicFromText(`{"${name}": [1, 2.5, "x"], "user": {"name": "a"}}`)
        : dynamicFromText('[{"a": 1}, {"a": "b"}]');
    case 'decimal':
      return null;
    case 'string':
      return at === 0 ? `${name} 10.0.0.7 a@contoso.com` : '{"a": [1], "Name": "b"}';
  }
};

/** Columns of a table, or of a function that is declared to yield one. */
const columnsOf = (schema: QuerySchema, name: string): readonly Column[] => {
  const table = schema.table(name);
  const result = schema.fn(name)?.result;
  const columns = table?.columns ?? (result?.kind === 'table' ? result.columns : []);
  return columns.map((column) => ({ name: column.name, type: typeOfColumn(column.type) }));
};

const given = (schema: QuerySchema, name: string, rows: number): GivenTable => {
  const columns = columnsOf(schema, name);
  const row = (at: number): Row => columns.map((column) => valueOf(column.type, column.name, at));
  return { columns, rows: Array.from({ length: rows }, (_, at) => row(at)) };
};

const runOn = (program: Program, schema: QuerySchema, rows: number): string | undefined => {
  try {
    program.run({
      now,
      table: (name) => given(schema, name, rows),
      watchlist: () => ({ columns: [{ name: 'SearchKey', type: 'string' }], rows: rows === 0 ? [] : [['a'], ['b']] }),
      external: () => (rows === 0 ? '' : 'a,b\n10.0.0.7,c\n'),
      geo: () => null,
      ingestionTime: () => now,
      budget: { isUsedUp: () => false, maxCells: 20_000_000 },
    });
    return undefined;
  } catch (error) {
    if (error instanceof RunError && error.finding.code !== 'kql/too-complex') return undefined;
    return error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : String(error);
  }
};

/** Compiles the queries of published rules for running, and runs each over no rows and over two rows a table. */
export const checkRuns = async (shared: string): Promise<readonly Result[]> => {
  const { kql, schema } = await openBench();
  const compile = await loadRunCompiler();
  const folders = ['analytics-rules', 'hunting-queries'].map((name) => join(shared, 'corpus', name));
  const queries = [...new Set(folders.flatMap(queriesBelow))];
  const refused: string[] = [];
  const faulty: string[] = [];
  const crashed: string[] = [];
  const differing: string[] = [];
  let compiled = 0;
  for (const query of queries) {
    const facts = kql.analyze(query, schema, { analyzers: 'off' });
    // A vendor's own table is a table of any columns, as it is for the checks.
    const unknown = facts.diagnostics.flatMap(({ kind, name }) =>
      kind === 'table' && name !== undefined ? [name] : [],
    );
    const assumed = [...new Set(unknown)].map((name): TableSchema => ({
      name,
      columns: [],
      open: true,
      hidden: [],
      source: 'user',
    }));
    const known = assumed.length === 0 ? schema : mergeSchemas(schema, schemaOf({ tables: assumed }));
    const attempt = compile(query, known);
    const line = query.replaceAll(/\s+/g, ' ').slice(0, 120);
    if (!attempt.ok) {
      const [first] = attempt.errors;
      if (first?.code === 'kql/unsupported') refused.push(`${first.message} ${line}`);
      else faulty.push(`${first?.message} ${line}`);
      continue;
    }
    compiled += 1;
    const { result } = facts;
    const mine = attempt.program.columns.map(({ name, type }) => `${name}:${type}`);
    const theirs = (result?.columns ?? []).map(({ name, type }) => `${name}:${typeOfColumn(type)}`);
    if (result?.complete === true && mine.join(',') !== theirs.join(',')) {
      const only = mine.filter((each) => !theirs.includes(each)).join(',');
      const missing = theirs.filter((each) => !mine.includes(each)).join(',');
      differing.push(`${only || 'another order'} for ${missing}: ${line}`);
    }
    for (const rows of [0, 2]) {
      const problem = runOn(attempt.program, known, rows);
      if (problem !== undefined) crashed.push(`${problem}: ${line}`);
    }
  }
  return [
    share(
      'distinct queries that compile for running',
      compiled,
      queries.length,
      0.97,
      refused.toSorted((left, right) => left.localeCompare(right)),
    ),
    {
      what: 'queries with an error of their own',
      value: String(faulty.length),
      target: 'reported',
      met: true,
      details: faulty,
    },
    {
      what: 'queries whose columns are others to the binder',
      value: String(differing.length),
      target: 'reported',
      met: true,
      details: differing,
    },
    none('runs over no rows or two rows a table that end in an exception', crashed),
  ];
};
