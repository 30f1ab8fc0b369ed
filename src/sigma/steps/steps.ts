import { ownMember } from '../../core/json.ts';
import { SigmaFault } from '../fault.ts';
import { logsourceText, type Detection, type DetectionItem, type SigmaDetectionRule } from '../read/model.ts';
import type {
  ChooseTable,
  ColumnNames,
  MapValues,
  RequireColumns,
  SplitAccount,
  SplitHashes,
  Step,
  StepPipeline,
} from './pipeline.ts';
import { eachOf, hashLengths, parseString, textOf, type SigmaValue, type StringValue } from '../read/value.ts';

export type Rewritten = { readonly table: string | undefined; readonly detections: ReadonlyMap<string, Detection> };

/**
 * A string the way it would be written in a rule. Only pairs of backslashes are escaped, which is how the reference
 * reads it back: a lone one in front of a wildcard then turns the wildcard into a literal sign.
 */
const writtenOf = (value: StringValue): string =>
  value.parts
    .map((part) => {
      if (typeof part !== 'string') return textOf([part]);
      return part.replaceAll('\\\\', String.raw`\\\\`).replaceAll(/[*?]/g, String.raw`\$&`);
    })
    .join('');

const fieldsOf = (item: DetectionItem): string[] => [
  ...(item.field === undefined ? [] : [item.field]),
  ...item.values.flatMap((value) => (value.kind === 'fieldref' ? [value.field] : [])),
];

const concerns = (item: DetectionItem, fields: readonly string[]): boolean =>
  fieldsOf(item).some((field) => fields.includes(field));

type Rewrite = (item: DetectionItem) => DetectionItem | Detection | undefined;

const rewriteDetection = (detection: Detection, rewrite: Rewrite): Detection => {
  const items = detection.items
    .map((item) => (item.kind === 'item' ? rewrite(item) : rewriteDetection(item, rewrite)))
    .filter((item) => item !== undefined);
  return { ...detection, items };
};

const group = (
  items: readonly (DetectionItem | Detection)[],
  link: 'and' | 'or',
  at: number,
): DetectionItem | Detection => {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first : { kind: 'detection', items, link, at };
};

const withValues = (item: DetectionItem, values: readonly SigmaValue[]): DetectionItem => ({ ...item, values });

/** The table that a category or the first listed event id names. */
const chooseTable = (step: ChooseTable, rule: SigmaDetectionRule): string | undefined => {
  const { category } = rule.logsource;
  if (category !== undefined) return ownMember(step.categories, category);
  for (const [name, detection] of rule.detections) {
    if (!name.startsWith(step.identifiersFrom)) continue;
    for (const item of detection.items) {
      if (item.kind !== 'item' || item.field !== 'EventID') continue;
      const ids = item.values.map((value) =>
        value.kind === 'number' ? value.text : value.kind === 'string' ? textOf(value.parts) : '',
      );
      const wrong = ids.find((id) => !/^\s*\d+\s*$/.test(id));
      if (wrong !== undefined)
        throw new SigmaFault('other:ValueError', `\`${wrong}\` is no event id, which has to be a number.`, item.at);
      // Of a list the reference remembers what the last id gave.
      const table = ownMember(step.eventIds, ids.at(-1)?.trim() ?? '');
      if (table !== undefined) return table;
    }
  }
  return undefined;
};

const renamed = (item: DetectionItem, map: (field: string) => ColumnNames | undefined): DetectionItem | Detection => {
  const values = item.values.some((value) => value.kind === 'fieldref')
    ? item.values.flatMap((value): SigmaValue[] =>
        value.kind === 'fieldref'
          ? eachOf(map(value.field) ?? value.field).map((field) => ({ ...value, field }))
          : [value],
      )
    : item.values;
  const names = item.field === undefined ? undefined : map(item.field);
  if (names === undefined) return withValues(item, values);
  return group(
    eachOf(names).map((field) => ({ ...item, field, values })),
    'or',
    item.at,
  );
};

const splitHashes = (step: SplitHashes, table: string | undefined, item: DetectionItem): DetectionItem | Detection => {
  const columns = ownMember(step.tables ?? {}, table ?? '') ?? step.always;
  if (columns === undefined) return item;
  const byColumn = new Map<string, SigmaValue[]>();
  let known = 0;
  for (const value of item.values) {
    const written =
      value.kind === 'string'
        ? writtenOf(value)
        : value.kind === 'regex'
          ? value.pattern
          : value.kind === 'number'
            ? value.text
            : '';
    const match = /^\*?([A-Za-z0-9]+)[=|](.*)$/s.exec(written);
    const bare = written.replace(/^\*/, '');
    const algorithm = (match?.[1] ?? hashLengths[bare.replace(/\*$/, '').length] ?? '').toUpperCase();
    const rest = parseString(match?.[2] ?? bare);
    if (ownMember(columns, algorithm) !== undefined) known += 1;
    const column = ownMember(columns, algorithm) ?? step.otherwise;
    if (column === undefined) continue;
    const list = byColumn.get(column);
    if (list === undefined) byColumn.set(column, [rest]);
    else list.push(rest);
  }
  if (known === 0)
    throw new SigmaFault(
      'hash-algo-unsupported',
      `None of the hashes is of an algorithm that the table has: ${Object.keys(columns).join(', ')}.`,
      item.at,
    );
  return group(
    [...byColumn].map(([field, values]) => ({ ...item, field, values })),
    'or',
    item.at,
  );
};

const replacePrefix = (value: SigmaValue, prefixes: readonly (readonly [string, string])[]): SigmaValue => {
  if (value.kind === 'expansion')
    return { ...value, values: value.values.map((inner) => replacePrefix(inner, prefixes)) };
  if (value.kind !== 'string') return value;
  let written = writtenOf(value);
  for (const [prefix, replacement] of prefixes)
    if (written.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase())
      written = replacement + written.slice(prefix.length);
  return parseString(written);
};

const mapValues = (step: MapValues, item: DetectionItem): DetectionItem =>
  withValues(
    item,
    item.values.flatMap((value): SigmaValue[] => {
      const names = value.kind === 'string' ? ownMember(step.values, textOf(value.parts)) : undefined;
      return names === undefined ? [value] : eachOf(names).map(parseString);
    }),
  );

/** The text of a value that is cut up; a null and a reference have none. */
const plainOf = (value: SigmaValue, at: number): string => {
  if (value.kind === 'string') return writtenOf(value);
  if (value.kind === 'number') return value.text;
  if (value.kind === 'regex') return value.pattern;
  if (value.kind === 'null')
    throw new SigmaFault('other:AttributeError', 'An empty value cannot be cut up into its parts.', at);
  throw new SigmaFault('other:SigmaValueError', `A value of kind ${value.kind} has no text that could be cut up.`, at);
};

const lastSegment = (item: DetectionItem): DetectionItem =>
  withValues(
    item,
    item.values.map((value) => parseString(plainOf(value, item.at).split('\\').at(-1) ?? '')),
  );

const splitAccount = (step: SplitAccount, item: DetectionItem): DetectionItem | Detection => {
  const domain = ownMember(step.columns, item.field ?? '');
  const texts = item.values.map((value) => plainOf(value, item.at));
  if (domain === undefined || !texts.some((text) => text.includes('\\'))) return item;
  const parts = texts.map((text, index): DetectionItem | Detection => {
    const [head = '', ...rest] = text.split('\\');
    const value = item.values[index];
    if (rest.length === 0) return withValues(item, value === undefined ? [] : [value]);
    const name = withValues(item, [parseString(rest[0] ?? '')]);
    return {
      kind: 'detection',
      items: [name, { ...name, field: domain, values: [parseString(head)] }],
      link: 'and',
      at: item.at,
    };
  });
  return group(parts, item.link, item.at);
};

const requireColumns = (step: RequireColumns, table: string | undefined, item: DetectionItem): DetectionItem => {
  const columns = ownMember(step.tables, table ?? '');
  if (columns === undefined) return item;
  const wrong = fieldsOf(item).find((field) => !columns.includes(field) && !step.always.includes(field));
  if (wrong === undefined) return item;
  throw new SigmaFault('unsupported-field', `The table ${table} has no column for the field \`${wrong}\`.`, item.at);
};

const rewriteOf = (step: Step, table: string | undefined): Rewrite | undefined => {
  switch (step.type) {
    case 'drop-fields':
      return (item) => (item.field !== undefined && step.fields.includes(item.field) ? undefined : item);
    case 'rename-fields': {
      const map = ownMember(step.tables ?? {}, table ?? '') ?? {};
      const always = step.always ?? {};
      return (item) => renamed(item, (field) => ownMember(map, field) ?? ownMember(always, field));
    }
    case 'split-hashes':
      return (item) => (concerns(item, step.fields) ? splitHashes(step, table, item) : item);
    case 'replace-text': {
      const prefixes = Object.entries(step.prefixes);
      return (item) =>
        concerns(item, step.fields)
          ? withValues(
              item,
              item.values.map((value) => replacePrefix(value, prefixes)),
            )
          : item;
    }
    case 'map-values':
      return step.tables.includes(table ?? '')
        ? (item) => (concerns(item, step.fields) ? mapValues(step, item) : item)
        : undefined;
    case 'last-path-segment':
      return step.notTables.includes(table ?? '')
        ? undefined
        : (item) => (concerns(item, step.fields) ? lastSegment(item) : item);
    case 'split-account':
      return (item) => (concerns(item, Object.keys(step.columns)) ? splitAccount(step, item) : item);
    case 'require-columns':
      return (item) => requireColumns(step, table, item);
    default:
      return undefined;
  }
};

/** Applies a pipeline's steps to a rule's detections. Throws a SigmaFault where a step refuses the rule. */
export const applySteps = (pipeline: StepPipeline, rule: SigmaDetectionRule, tableOverride?: string): Rewritten => {
  let table = tableOverride;
  let { detections } = rule;
  for (const step of pipeline.steps) {
    if (step.type === 'choose-table') table ??= chooseTable(step, rule);
    if (step.type === 'choose-table' && table === undefined)
      throw new SigmaFault('no-table', `No table is known for ${logsourceText(rule)}.`, rule.at);
    const rewrite = rewriteOf(step, table);
    if (rewrite === undefined) continue;
    detections = new Map([...detections].map(([name, detection]) => [name, rewriteDetection(detection, rewrite)]));
  }
  return { table, detections };
};
