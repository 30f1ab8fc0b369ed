import { convertBySteps } from './steps/convert-steps.ts';
import { convertByTables, queryText, type TypedQuery } from './tables/convert-tables.ts';
import { correlate, type Grouping } from './tables/correlate.ts';
import { SigmaFault } from './fault.ts';
import type {
  Problem,
  SigmaCorrelationRule,
  SigmaDetectionRule,
  SigmaFilterRule,
  SigmaRule,
  Detection,
  DetectionItem,
} from './read/model.ts';
import type { ParsedSigma } from './read/parse.ts';
import type { StepPipeline } from './steps/pipeline.ts';
import { withPlaceholders, type PlaceholderValues } from './placeholders.ts';
import type { TablePipeline, TableView } from './tables/table-pipeline.ts';
import { textOf, type SigmaValue } from './read/value.ts';

const covers = (filter: SigmaFilterRule, rule: SigmaDetectionRule): boolean => {
  const named = filter.rules === 'any' || filter.rules.some((name) => name === rule.id || name === rule.name);
  return (
    named &&
    (['category', 'product', 'service'] as const).every(
      (key) => filter.logsource[key] === undefined || filter.logsource[key] === rule.logsource[key],
    )
  );
};

type Added = { readonly detections: readonly (readonly [string, Detection])[]; readonly terms: readonly string[] };

/**
 * A filter's identifiers get names of their own in the rule, so that they never meet the rule's; patterns of its condition
 * mean the filter's alone.
 */
const added = (filter: SigmaFilterRule, number: number): Added => {
  const prefix = `_filter${number}_`;
  const names = new Map([...filter.detections.keys()].map((name) => [name, prefix + name]));
  const rename = (text: string): string =>
    text.replaceAll(
      /(?<![A-Za-z0-9_-])((?:1|any|all)\s+of\s+)([A-Za-z0-9_*]+)|[A-Za-z0-9_-]+/g,
      (word, of: string | undefined, pattern: string) =>
        of === undefined ? (names.get(word) ?? word) : of + prefix + (pattern === 'them' ? '*' : pattern),
    );
  return {
    detections: [...filter.detections].map(([name, detection]) => [names.get(name) ?? name, detection]),
    terms: filter.conditions.map(({ text }) => `(${rename(text)})`),
  };
};

/** The rule with every filter added that names it or its log source. A filter's condition says what is kept. */
const filtered = (rule: SigmaDetectionRule, filters: readonly SigmaFilterRule[]): SigmaDetectionRule => {
  const parts = filters.filter((filter) => covers(filter, rule)).map((filter, index) => added(filter, index + 1));
  if (parts.length === 0) return rule;
  const terms = parts.flatMap((part) => part.terms).join(' and ');
  return {
    ...rule,
    detections: new Map([...rule.detections, ...parts.flatMap((part) => part.detections)]),
    conditions: rule.conditions.map((condition) => ({ ...condition, text: `(${condition.text}) and ${terms}` })),
  };
};

const isPath = (text: string): boolean => text.includes('\\') || text.includes('/');

/** Texts of a value that end with a star which was escaped, in something like a path. */
const starred = (value: SigmaValue): readonly string[] => {
  if (value.kind === 'expansion') return value.values.flatMap(starred);
  if (value.kind !== 'string') return [];
  // A modifier such as `contains` has put wildcards around the text.
  const last = value.parts.findLast((part) => typeof part === 'string');
  const text = textOf(value.parts);
  return last?.endsWith('*') === true && isPath(text) ? [text] : [];
};

const itemsOf = (detection: Detection): readonly DetectionItem[] =>
  detection.items.flatMap((item) => (item.kind === 'item' ? [item] : itemsOf(item)));

const starredIn = (detections: ReadonlyMap<string, Detection>): ReadonlySet<string> =>
  new Set([...detections.values()].flatMap(itemsOf).flatMap(({ values }) => values.flatMap(starred)));

/**
 * What to say of values such as `*\\folder\\*`: a backslash takes its meaning from the star behind it, so that the sign
 * itself is looked for (Sigma specification, "Escaping"). It is nearly always a slip.
 */
const escapedStars = (rule: SigmaDetectionRule): readonly string[] =>
  [...starredIn(rule.detections)].map(
    (text) =>
      `\`${text}\` is looked for with the star as a sign, since \`\\*\` escapes it: for a backslash and anything behind it write \`\\\\*\`.`,
  );

/** What to say of stars that the steps of a reference pipeline have made signs: the rule means anything by them. */
const strayStars = (rule: SigmaDetectionRule, detections: ReadonlyMap<string, Detection>): readonly string[] => {
  const meant = starredIn(rule.detections);
  return [...starredIn(detections)]
    .filter((text) => !meant.has(text))
    .map(
      (text) =>
        `\`${text}\` is looked for with the star as a sign, as the reference converter does it: it takes the backslash in front of a wildcard for an escape. The pipeline \`picket\` looks for what the rule says.`,
    );
};

/** Either way of mapping; `kind` tells them apart. */
export type SigmaPipeline = StepPipeline | TablePipeline;

/** What is wrong with a query: it does not compile, it compiles and can find nothing, or it is too long to be judged. */
export type QueryProblem = { readonly kind: 'broken' | 'never-true' | 'too-long'; readonly message: string };

/** Says what is wrong with a query that reads a table; nothing where it compiles. */
export type QueryCheck = (query: string, table: string | undefined) => QueryProblem | undefined;

export type ConvertOptions = {
  /** Overrides the table that a pipeline of steps would choose. */
  readonly table?: string;
  readonly placeholders?: PlaceholderValues;
  /** Rules of other files: filters are applied, and correlations find their base rules among them. */
  readonly others?: readonly SigmaRule[];
  /** Queries of a pipeline of tables that it objects to are refused; those of the reference's become warnings. */
  readonly check?: QueryCheck;
};

/** One query of one rule. `typed` is there for pipelines of tables, `grouping` for their correlations instead. */
export type ConvertedQuery = {
  readonly rule: SigmaDetectionRule | SigmaCorrelationRule;
  /** Which of the rule's queries it is, from 0. */
  readonly index: number;
  readonly text: string;
  readonly tables: readonly string[];
  readonly typed?: TypedQuery;
  readonly grouping?: Grouping;
  /** What pipelines of tables know about the tables. */
  readonly views: readonly TableView[];
  /** What the conversion itself has to say of it. */
  readonly said?: readonly string[];
};

/** One input file's result: all of its queries, or why there are none. */
export type Conversion =
  | {
      readonly path: string;
      readonly queries: readonly string[];
      readonly tables: readonly string[];
      readonly converted: readonly ConvertedQuery[];
      readonly warnings: readonly string[];
      /** Rules of the file that are refused although others are converted. */
      readonly refused: readonly Problem[];
    }
  | { readonly path: string; readonly error: Problem };

/** Characters of a scheduled rule's query (Microsoft Learn, "Create analytics rules"). */
export const maxQueryLength = 10_000;

/** Characters of any query (Microsoft Learn, "Azure Monitor service limits"). */
const maxRequestLength = 65_536;

const isFilter = (rule: SigmaRule): rule is SigmaFilterRule => rule.kind === 'filter';

const isDetection = (rule: SigmaRule): rule is SigmaDetectionRule => rule.kind === 'detection';

const convertRule = (
  rule: SigmaDetectionRule | SigmaCorrelationRule,
  context: readonly SigmaRule[],
  filters: readonly SigmaFilterRule[],
  pipeline: SigmaPipeline,
  options: ConvertOptions,
): ConvertedQuery[] => {
  const ready = (base: SigmaDetectionRule): SigmaDetectionRule =>
    withPlaceholders(filtered(base, filters), options.placeholders ?? {});
  if (rule.kind === 'correlation') {
    if (pipeline.kind === 'steps')
      throw new SigmaFault(
        'other:NotImplementedError',
        `The pipeline ${pipeline.name} does not express correlation rules.`,
        rule.at,
      );
    const { text, views, grouping } = correlate(rule, context.filter(isDetection).map(ready), pipeline);
    return [{ rule, index: 0, text, tables: views.map(({ source }) => source), views, grouping }];
  }
  if (pipeline.kind === 'steps') {
    const whole = ready(rule);
    const { table, queries, detections } = convertBySteps(whole, pipeline, options.table);
    const tables = table === undefined ? [] : [table];
    return queries.map((text, index) => ({
      rule,
      index,
      text,
      tables,
      views: [],
      ...(index === 0 ? { said: strayStars(whole, detections) } : {}),
    }));
  }
  return convertByTables(ready(rule), pipeline).map((typed, index) => ({
    rule,
    index,
    text: queryText(typed),
    tables: [typed.view.source],
    views: [typed.view],
    typed,
  }));
};

/** Base rules that a correlation uses up: without `generate` they have no query of their own. A correlation is no base of another. */
const usedUp = (rules: readonly SigmaRule[]): ReadonlySet<string> =>
  new Set(rules.flatMap((rule) => (rule.kind === 'correlation' && !rule.generate ? rule.rules : [])));

const causes = {
  broken: 'query-does-not-compile',
  'never-true': 'query-never-fires',
  'too-long': 'query-too-long',
} as const;

/** What is said of a query that is kept for nobody: a rule of it would be refused, or be silent for ever. */
const refusalOf = (tables: string, { kind, message }: QueryProblem, length: string): string => {
  if (kind === 'too-long') return `${length} It is too long to be checked, so that no rule is made of it.`;
  return kind === 'broken'
    ? `The query for ${tables} does not compile: ${message}`
    : `The rule could never fire, by the query for ${tables}: ${message}`;
};

const checked = (query: ConvertedQuery, pipeline: SigmaPipeline, check: QueryCheck | undefined): string[] => {
  const { length } = query.text;
  const hard = length > maxRequestLength ? ', and no query at all may have more than 64 KB' : '';
  const tooLong = `The query has ${length} characters; a scheduled rule takes at most ${maxQueryLength}${hard}.`;
  const warnings = length > maxQueryLength ? [tooLong] : [];
  // Without a table there is nothing that its names and types could be checked against.
  const problem = query.tables.length === 0 ? undefined : check?.(query.text, query.tables[0]);
  if (problem === undefined) return warnings;
  if (pipeline.kind === 'tables')
    throw new SigmaFault(causes[problem.kind], refusalOf(query.tables.join(', '), problem, tooLong), query.rule.at);
  if (problem.kind === 'too-long') return warnings;
  return [
    ...warnings,
    `The query ${problem.kind === 'broken' ? 'does not compile' : 'can never find anything'}: ${problem.message}`,
  ];
};

const problemOf = (error: unknown): Problem => {
  if (!(error instanceof SigmaFault)) throw error;
  return { cause: error.reason, message: error.message, at: error.at ?? 0 };
};

const convertFile = (file: ParsedSigma, pipeline: SigmaPipeline, options: ConvertOptions): Conversion => {
  const isReference = pipeline.kind === 'steps';
  // The reference refuses a whole file for one document.
  if (file.problem !== undefined && (isReference || file.rules.length === 0))
    return { path: file.path, error: file.problem };
  // The other files' rules may hold those of this one, and a filter counts once.
  const context = [...new Set([...file.rules, ...(options.others ?? [])])];
  const filters = context.filter(isFilter);
  const used = isReference ? new Set<string>() : usedUp(context);
  const converted: ConvertedQuery[] = [];
  const warnings: string[] = [];
  const refused: Problem[] = [];
  for (const rule of file.rules) {
    const isUsedUp = rule.kind === 'detection' && (used.has(rule.name ?? '') || used.has(rule.id ?? ''));
    if (rule.kind === 'filter' || isUsedUp) continue;
    try {
      const queries = convertRule(rule, context, filters, pipeline, options);
      const said = queries.flatMap((query) => [...checked(query, pipeline, options.check), ...(query.said ?? [])]);
      warnings.push(...said, ...(rule.kind === 'detection' ? escapedStars(rule) : []));
      converted.push(...queries);
    } catch (error) {
      refused.push(problemOf(error));
      if (isReference) break;
    }
  }
  const [first] = refused;
  if (first !== undefined && (isReference || converted.length === 0)) return { path: file.path, error: first };
  return {
    path: file.path,
    queries: converted.map(({ text }) => text),
    tables: [...new Set(converted.flatMap(({ tables }) => tables))],
    converted,
    warnings,
    refused,
  };
};

/** Converts files one by one; a file that is refused never keeps the others from being converted. */
export const convertSigma = (
  files: readonly ParsedSigma[],
  pipeline: SigmaPipeline,
  options: ConvertOptions = {},
): Conversion[] => files.map((file) => convertFile(file, pipeline, options));
