import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isArray, isObject, parseJson, type JsonObject } from '../../src/core/json.ts';
import {
  isBag,
  loadRunCompiler,
  readInstant,
  readJson,
  RunError,
  typedRows,
  typeOfColumn,
  type GivenTable,
  type QuerySchema,
} from '../../src/kql/index.ts';
import { builtInPipelines, convertSigma, parseSigma } from '../../src/sigma/index.ts';
import { columnsOf } from '../../src/sigma/pipelines/columns.ts';
import { readEvent, rowOf } from './events.ts';
import { share, type Result } from './result.ts';

type Case = { readonly path: string; readonly rule: string; readonly events: readonly JsonObject[] };

const readCases = (shared: string): readonly Case[] =>
  readFileSync(join(shared, 'sigma', 'fire-cases.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .flatMap((line): readonly Case[] => {
      const value = parseJson(line);
      if (!isObject(value) || typeof value['rule'] !== 'string' || !isArray(value['events'])) return [];
      const path = typeof value['rulePath'] === 'string' ? value['rulePath'] : '';
      return [{ path, rule: value['rule'], events: value['events'].filter(isObject) }];
    });

const tableOf = (source: string, rows: readonly JsonObject[]): GivenTable | undefined => {
  const columns = Object.entries(columnsOf(source)).flatMap(([name, type]) => {
    const known = typeOfColumn(type);
    return known === undefined ? [] : [{ name, type: known }];
  });
  const bags = rows.flatMap((row) => {
    const bag = readJson(JSON.stringify(row));
    return bag !== undefined && isBag(bag) ? [bag] : [];
  });
  const typed = typedRows(bags, columns);
  return typed.ok ? typed.table : undefined;
};

/** Public rules with the events that they must fire on: table, fields and literals of what `picket` makes of them. */
export const checkFiring = async (shared: string, schema: QuerySchema): Promise<Result> => {
  const compile = await loadRunCompiler();
  const picket = builtInPipelines['picket'];
  const now = readInstant('2026-12-01');
  if (picket === undefined || now === null) throw new Error('there is no pipeline picket');
  const silent: string[] = [];
  const cases = readCases(shared);
  for (const { path, rule, events } of cases) {
    const [conversion] = convertSigma([parseSigma(rule, path)], picket);
    if (conversion === undefined || 'error' in conversion) {
      silent.push(`${path}: ${conversion?.error.message ?? 'not converted'}`);
      continue;
    }
    const fired = conversion.converted.some(({ text, tables }) => {
      const compiled = compile(text, schema);
      if (!compiled.ok) {
        silent.push(`${path}: ${compiled.errors[0]?.message ?? 'does not compile'}`);
        return true;
      }
      const [source = ''] = tables;
      const rows = events.map((event) => rowOf(source, readEvent(event))).filter((row) => row !== undefined);
      const table = tableOf(source, rows);
      try {
        return compiled.program.run({ now, table: (name) => (name === source ? table : undefined) }).rows.length > 0;
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        silent.push(`${path}: ${error.finding.message}`);
        return true;
      }
    });
    if (!fired) silent.push(`${path}: ${conversion.queries.join(' ; ')}`);
  }
  return share(
    'picket: rules that fire on the events that they must fire on',
    cases.length - silent.length,
    cases.length,
    1,
    silent,
  );
};
