import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvent, rowOfEvent } from '../../src/content/rule-test/events.ts';
import { typeNamed } from '../../src/content/rule-test/cells.ts';
import { isArray, isObject, parseJson, type JsonObject } from '../../src/core/json.ts';
import {
  isBag,
  loadRunCompiler,
  readInstant,
  readJson,
  RunError,
  typedRows,
  type GivenTable,
  type QuerySchema,
} from '../../src/kql/index.ts';
import type { Detection } from '../../src/sigma/read/model.ts';
import { builtInPipelines, convertSigma, parseSigma, type ParsedSigma } from '../../src/sigma/index.ts';
import { columnsOf } from '../../src/sigma/pipelines/columns.ts';
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

/** The rows of a source of queries that events are there. */
const tableOf = (source: string, events: readonly JsonObject[]): GivenTable | undefined => {
  const columns = Object.entries(columnsOf(source)).map(([name, type]) => ({ name, type: typeNamed(type) }));
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const bags = events.flatMap((each) => {
    const event = readEvent(each);
    const row = event === undefined ? undefined : rowOfEvent(event, source, (name) => types.get(name));
    const bag = row === undefined ? undefined : readJson(JSON.stringify(row));
    return bag !== undefined && isBag(bag) ? [bag] : [];
  });
  const typed = typedRows(bags, columns);
  return typed.ok ? typed.table : undefined;
};

const fieldsIn = ({ items }: Detection): readonly string[] =>
  items.flatMap((item) => (item.kind === 'detection' ? fieldsIn(item) : (item.field ?? [])));

/** The fields that the detections of a file name. */
const fieldsOf = ({ rules }: ParsedSigma): readonly string[] => [
  ...new Set(
    rules.flatMap((rule) => (rule.kind === 'detection' ? [...rule.detections.values()].flatMap(fieldsIn) : [])),
  ),
];

/** An event whose named fields say nothing; Defender writes blanks into names that Sigma writes without. */
const blanked = (event: JsonObject, fields: readonly string[]): JsonObject => {
  const inner = event['Event'];
  const data = isObject(inner) ? inner['EventData'] : undefined;
  const system = isObject(inner) ? inner['System'] : undefined;
  if (!isObject(inner) || !isObject(system)) return event;
  const blank = Object.entries(isObject(data) ? data : {}).map(([name, value]) => [
    name,
    fields.includes(name.replaceAll(' ', '')) ? '' : value,
  ]);
  return {
    Event: {
      ...inner,
      System: fields.includes('EventID') ? { ...system, EventID: 0 } : system,
      EventData: Object.fromEntries(blank),
    },
  };
};

type Fires = (events: readonly JsonObject[]) => boolean;

/** Public rules with the events that they must fire on: table, fields and literals of what `picket` makes of them. */
export const checkFiring = async (shared: string, schema: QuerySchema): Promise<readonly Result[]> => {
  const compile = await loadRunCompiler();
  const picket = builtInPipelines['picket'];
  const now = readInstant('2026-12-01');
  if (picket === undefined || now === null) throw new Error('there is no pipeline picket');

  const firesOf = (file: ParsedSigma): Fires | { readonly problem: string } => {
    const [conversion] = convertSigma([file], picket);
    if (conversion === undefined || 'error' in conversion)
      return { problem: conversion?.error.message ?? 'not converted' };
    const compiled = conversion.converted.map(({ text, tables: [source = ''] }) => ({
      source,
      compilation: compile(text, schema),
    }));
    const programs = compiled.flatMap(({ source, compilation }) =>
      compilation.ok ? [{ source, program: compilation.program }] : [],
    );
    if (programs.length < compiled.length) return { problem: 'its query does not compile' };
    return (events) =>
      programs.some(({ source, program }) => {
        const table = tableOf(source, events);
        return program.run({ now, table: (name) => (name === source ? table : undefined) }).rows.length > 0;
      });
  };

  const silent: string[] = [];
  const insensitive: string[] = [];
  let fired = 0;
  const cases = readCases(shared);
  for (const { path, rule, events } of cases) {
    const file = parseSigma(rule, path);
    const fires = firesOf(file);
    if (typeof fires !== 'function') {
      silent.push(`${path}: ${fires.problem}`);
      continue;
    }
    try {
      if (!fires(events)) {
        silent.push(path);
        continue;
      }
      fired += 1;
      const fields = fieldsOf(file);
      if (fires(events.map((event) => blanked(event, fields))))
        insensitive.push(`${path}: fires although ${fields.join(', ')} are blank`);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      silent.push(`${path}: ${error.finding.message}`);
    }
  }
  return [
    share('picket: rules that fire on the events that they must fire on', fired, cases.length, 1, silent),
    share(
      'picket: of them silent when the fields that they match are blank',
      fired - insensitive.length,
      fired,
      1,
      insensitive,
    ),
  ];
};
