import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  convertSigma,
  maxQueryLength,
  type Conversion,
  type QueryCheck,
  type SigmaPipeline,
} from '../../src/sigma/convert.ts';
import { builtInPipelines } from '../../src/sigma/pipelines/index.ts';
import { microsoftXdrWithoutParentImage } from '../../src/sigma/pipelines/microsoft-xdr.ts';
import { parseSigma, type ParsedSigma } from '../../src/sigma/read/parse.ts';
import type { StepPipeline } from '../../src/sigma/steps/pipeline.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';

/** Agreement of one reference pipeline with its recorded answers. */
export type Parity = {
  readonly pipeline: string;
  readonly unflagged: number;
  readonly unflaggedEqual: number;
  readonly flagged: number;
  readonly flaggedEqual: number;
  readonly refusals: number;
  readonly refusalsEqual: number;
  readonly differences: readonly {
    readonly path: string;
    readonly expected: string;
    readonly actual: string;
    readonly flags: readonly string[];
  }[];
};

const lines = (folder: string, name: string): JsonObject[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): JsonValue => JSON.parse(line))
    .filter(isObject);

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** The rules of the shared folder, read. */
export const readRules = (folder: string): ParsedSigma[] =>
  lines(folder, 'rules.jsonl').map((line) => parseSigma(textOf(line['yaml']), textOf(line['path'])));

const shown = (conversion: Conversion | undefined): string =>
  conversion === undefined
    ? 'nothing'
    : 'error' in conversion
      ? `error ${conversion.error.cause}`
      : JSON.stringify(conversion.queries);

/** Compares a reference pipeline with `expected-<name>.jsonl`, query by query and cause by cause. */
export const measureParity = (folder: string, files: readonly ParsedSigma[], pipeline: StepPipeline): Parity => {
  const results = new Map(convertSigma(files, pipeline).map((result) => [result.path, result]));
  const counts = { unflagged: 0, unflaggedEqual: 0, flagged: 0, flaggedEqual: 0, refusals: 0, refusalsEqual: 0 };
  const differences: Parity['differences'][number][] = [];
  for (const line of lines(folder, `expected-${pipeline.name}.jsonl`)) {
    const path = textOf(line['path']);
    const { error, flags } = line;
    const expected = isObject(error) ? `error ${textOf(error['cause'])}` : JSON.stringify(line['queries']);
    const actual = shown(results.get(path));
    const flagList = isArray(flags) ? flags.map(textOf) : [];
    const group = isObject(error) ? 'refusals' : flagList.length > 0 ? 'flagged' : 'unflagged';
    counts[group] += 1;
    if (expected === actual) counts[`${group}Equal`] += 1;
    else differences.push({ path, expected, actual, flags: flagList });
  }
  return { pipeline: pipeline.name, ...counts, differences };
};

/** Compares the edge cases of all pipelines; an error counts as equal when its type is. */
export const measureEdgeCases = (
  folder: string,
): {
  readonly total: number;
  readonly equal: number;
  readonly differences: readonly { readonly name: string; readonly expected: string; readonly actual: string }[];
} => {
  const pipelines: Readonly<Record<string, SigmaPipeline>> = {
    ...builtInPipelines,
    'microsoft_xdr-without-parent-image': microsoftXdrWithoutParentImage,
  };
  const differences: { name: string; expected: string; actual: string }[] = [];
  const cases = lines(folder, 'edge-cases.jsonl');
  for (const line of cases) {
    const name = `${textOf(line['name'])} ${textOf(line['pipeline'])}`;
    const { kwargs, error } = line;
    const options = isObject(kwargs) ? kwargs : {};
    const variant = options['transform_parent_image'] === false ? '-without-parent-image' : '';
    const pipeline = pipelines[textOf(line['pipeline']) + variant];
    if (pipeline === undefined) {
      differences.push({ name, expected: '', actual: 'no such pipeline' });
      continue;
    }
    const table = options['query_table'];
    const [result] = convertSigma(
      [parseSigma(textOf(line['yaml']), name)],
      pipeline,
      typeof table === 'string' ? { table } : {},
    );
    const actual = shown(result);
    const expected = isObject(error)
      ? `error ${causeOf(textOf(error['type']), textOf(error['message']))}`
      : JSON.stringify(line['queries']);
    if (actual !== expected) differences.push({ name, expected, actual });
  }
  return { total: cases.length, equal: cases.length - differences.length, differences };
};

/** The cause that the expected files use for a type and message of error. */
const causeOf = (type: string, message: string): string => {
  if (type === 'SigmaTransformationError')
    return message.startsWith('Unable to determine table') ? 'no-table' : 'unsupported-field';
  if (type === 'InvalidHashAlgorithmError') return 'hash-algo-unsupported';
  if (type === 'SigmaPlaceholderError') return 'placeholder-unexpanded';
  if (type === 'NotImplementedError' && message.startsWith('Field reference')) return 'fieldref-unsupported';
  return `other:${type}`;
};

/** How a pipeline of tables does over the live rules (neither deprecated nor unsupported ones). */
export type Coverage = {
  readonly live: number;
  readonly converted: number;
  readonly queries: number;
  /** Refusals by cause. */
  readonly refused: Readonly<Record<string, number>>;
  /** Queries over the service's limit; each has a warning. */
  readonly overLimit: number;
  readonly overLimitWithoutWarning: number;
  /** Queries with a defect that the reference is known for, by its name. */
  readonly defects: Readonly<Record<string, readonly string[]>>;
};

/** Signs of the reference's known defects, as patterns over a query. */
const defectSigns: Readonly<Record<string, RegExp>> = {
  'literal-star': /\\\*"|[A-Za-z]\*"/,
  'registry-value-name-in-key': /RegistryKey (?:=~|endswith|contains|in~)/,
  // Beside the forms that the tables have, Sysmon's own text loses nothing.
  'sysmon-dword-text': /(?<!in~ ?\([^()]*\) or \w+ )(?:=~|contains|==) "[QD]WORD \(0x/,
  'asim-file-mapping': /TargetFileName (?:endswith|startswith|contains) "[^"]*\\/,
  'initiated-true': /NetworkDirection =~ "?true/,
  'isnull-on-string': /isnull\((?!DstPortNumber|SrcPortNumber)/,
  'ipv6-in-ipv4-function': /ipv4_is_in_(?:any_)?range\([^)]*:[^)]*\)/,
  'wildcard-regex-case-sensitive': /matches regex "\.\*/,
  'has_all-for-equality': / has_all /,
  'bare-keyword': /(?:where|and|or) §/,
  'match-all-empty-string': /(?:startswith|endswith|contains) ""/,
};

/** Texts replaced by a sign, so that words inside them are not taken for KQL. */
const withoutTexts = (query: string): string => query.replaceAll(/@"(?:[^"]|"")*"|"(?:[^"\\]|\\.)*"/g, '§');

/** Converts the live rules with a pipeline of tables and counts; `check` decides which queries compile. */
export const measureCoverage = (
  files: readonly ParsedSigma[],
  pipeline: SigmaPipeline,
  check?: QueryCheck,
): Coverage => {
  const live = files.filter(({ path }) => !/^(?:deprecated|unsupported)\//.test(path));
  const results = convertSigma(live, pipeline, check === undefined ? {} : { check });
  const refused: Record<string, number> = {};
  const defects: Record<string, string[]> = {};
  const counts = { converted: 0, queries: 0, overLimit: 0, overLimitWithoutWarning: 0 };
  for (const result of results) {
    if ('error' in result) {
      refused[result.error.cause] = (refused[result.error.cause] ?? 0) + 1;
      continue;
    }
    counts.converted += 1;
    for (const query of result.queries) {
      counts.queries += 1;
      if (query.length > maxQueryLength) counts.overLimit += 1;
      if (query.length > maxQueryLength && result.warnings.length === 0) counts.overLimitWithoutWarning += 1;
      for (const [name, sign] of Object.entries(defectSigns))
        if (sign.test(name === 'bare-keyword' ? withoutTexts(query) : query)) (defects[name] ??= []).push(result.path);
    }
  }
  return { live: live.length, ...counts, refused, defects };
};
