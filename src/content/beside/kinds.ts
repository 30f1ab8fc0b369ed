import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';
import type { SymbolSource } from '../../core/symbols.ts';
import type { CheckedQuery } from '../query-checks.ts';
import { parserSymbols } from '../parser/index.ts';
import { givenTo } from '../parser/signature.ts';

/** Content of Sentinel and Defender that lies beside analytics rules in published solutions, and is not deployed from there. */
export type BesideKind = {
  readonly name: 'hunting query' | 'parser' | 'summary rule' | 'custom detection' | 'migration configuration';
  /** The folder that it would be deployed from; undefined for what Picket deploys from nowhere. */
  readonly folder?: string;
  /** Where its KQL stands, and how much of the checks of queries apply there. */
  readonly query?: CheckedQuery;
  /** What it gives to other queries. */
  readonly symbols?: SymbolSource;
};

const huntingFolder = /^(?:hunting|exploration)[ _-]?quer(?:y|ies)$/i;
const detectionFolder = /^(?:xdr|custom)[ _-]?detections$/i;
/** What an analytics rule says and a hunting query does not; some of them have a severity. */
const ofRules = ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'];

const textAt = (value: JsonObject, ...path: readonly string[]): { at: JsonPointer; text: string } | undefined => {
  let member: JsonValue | undefined = value;
  for (const key of path) member = isObject(member) && Object.hasOwn(member, key) ? member[key] : undefined;
  return typeof member === 'string' ? { at: pointer(...path), text: member } : undefined;
};

const parser = (value: JsonObject): BesideKind | undefined => {
  const query = textAt(value, 'FunctionQuery') ?? textAt(value, 'ParserQuery');
  if (query === undefined) return undefined;
  return { name: 'parser', folder: 'parsers', query: { ...query, ...givenTo(value) }, symbols: parserSymbols };
};

const summaryRule = (value: JsonObject): BesideKind | undefined => {
  const query = textAt(value, 'query');
  const isNamed = typeof value['destinationTable'] === 'string' && value['binSize'] !== undefined;
  return isNamed && query !== undefined
    ? { name: 'summary rule', folder: 'summary-rules', query: { ...query, checks: 'all' } }
    : undefined;
};

const customDetection = (value: JsonObject): BesideKind | undefined => {
  const resourceType = value['resourceType'];
  const isNamed = typeof resourceType === 'string' && /^microsoft\.security\/detectionRules$/i.test(resourceType);
  if (!isNamed && value['kind'] !== 'CustomDetection') return undefined;
  const query = textAt(value, 'properties', 'queryCondition', 'queryText');
  // Advanced hunting has another edition of the tables.
  return {
    name: 'custom detection',
    ...(query === undefined ? {} : { query: { ...query, checks: 'syntax' as const } }),
  };
};

const huntingQuery = (value: JsonObject): BesideKind | undefined => {
  const query = textAt(value, 'query');
  if (query === undefined || ofRules.some((key) => (value[key] ?? null) !== null)) return undefined;
  return { name: 'hunting query', folder: 'hunting-queries', query: { ...query, checks: 'all' } };
};

/**
 * What a file is that lies among rules and is none, told by keys that nothing else has, or by its folder: a hunting query
 * has no key of its own, and outside of a folder of such it may be a rule that lost its schedule. Undefined for what may
 * be a rule.
 *
 * @param folders the names of the folders that the file lies in, from the root of the project.
 */
export const besideKind = (value: JsonObject, folders: readonly string[]): BesideKind | undefined => {
  const isIn = (folder: RegExp): boolean => folders.some((name) => folder.test(name));
  if (isObject(value['ruleOverrides']) && value['query'] === undefined) return { name: 'migration configuration' };
  return (
    parser(value) ??
    summaryRule(value) ??
    (isIn(detectionFolder) ? customDetection(value) : undefined) ??
    (isIn(huntingFolder) ? huntingQuery(value) : undefined)
  );
};
