import { parseCondition } from '../read/condition.ts';
import { stripped, type Condition } from './expression.ts';
import { placed, SigmaFault } from '../fault.ts';
import { type ConditionText, type SigmaDetectionRule, logsourceText } from '../read/model.ts';
import type { ViewContext } from './read-field.ts';
import type { SourceMapping, TablePipeline, TableView } from './table-pipeline.ts';
import { requiredCondition } from './typed-tree.ts';
import { buildTree, type Tree } from '../tree.ts';

/** One query, in the parts that a rule puts together again. */
export type TypedQuery = {
  readonly view: TableView;
  /** `where` and `extend` lines behind the table, without the pipe. */
  readonly lines: readonly string[];
  /** What went into the lines; more fields can be read into it. */
  readonly context: ViewContext;
};

/** The service takes 10,000 characters in a rule's query; what a rule adds for its entities needs some of them. */
const comfortableLength = 8500;

const includes = (names: string | readonly string[] | undefined, value: string | undefined): boolean => {
  if (names === undefined) return true;
  return typeof names === 'string' ? names === value : value !== undefined && names.includes(value);
};

const sourceOf = (rule: SigmaDetectionRule, pipeline: TablePipeline): SourceMapping => {
  const { category, product, service } = rule.logsource;
  const source = pipeline.sources.find(
    (candidate) =>
      includes(candidate.category, category) &&
      includes(candidate.product, product) &&
      includes(candidate.service, service),
  );
  if (source === undefined) throw new SigmaFault('no-table', `No table is known for ${logsourceText(rule)}.`, rule.at);
  return source;
};

const partsOf = (condition: Condition): readonly string[] => {
  if (condition.kind === 'known') return [];
  return condition.kind === 'and' ? (condition.parts ?? [condition.text]) : [condition.text];
};

const treeOf = (rule: SigmaDetectionRule, { text, at }: ConditionText): Tree | undefined => {
  try {
    return buildTree(parseCondition(text), rule.detections);
  } catch (error) {
    throw placed(error, at);
  }
};

const convertCondition = (
  rule: SigmaDetectionRule,
  { text, at }: ConditionText,
  context: ViewContext,
  guards: readonly string[],
): TypedQuery => {
  const { view } = context;
  const tree = treeOf(rule, { text, at });
  if (tree === undefined)
    throw new SigmaFault(
      'other:SigmaConditionError',
      `The condition \`${text}\` names no search identifier that exists.`,
      at,
    );
  const condition = requiredCondition(context, tree);
  if (condition.kind === 'known' && (!condition.value || guards.length === 0))
    throw new SigmaFault(
      'unsupported-value',
      `The condition would match ${condition.value ? 'every event' : 'no event'} of ${view.source}.`,
      at,
    );
  const extend = [...context.extended].map(([column, expression]) => `extend ${column} = ${expression}`);
  const lines = [
    ...guards.map((guard) => `where ${guard}`),
    ...extend,
    ...partsOf(condition).map((part) => `where ${stripped(part)}`),
  ];
  return { view, lines, context };
};

const convertInto = (rule: SigmaDetectionRule, source: SourceMapping, view: TableView, name: string): TypedQuery[] => {
  const guards = [...(view.where ?? []), ...(source.where?.[name] ?? [])];
  const convert = (condition: ConditionText, spelling: 'plain' | 'compact'): TypedQuery =>
    convertCondition(rule, condition, { view, source, spelling, extended: new Map(), read: new Set() }, guards);
  return rule.conditions.map((condition) => {
    const query = convert(condition, 'plain');
    return queryText(query).length > comfortableLength ? convert(condition, 'compact') : query;
  });
};

/** Faults that another view of the same log source may not have. */
const passing = new Set(['unsupported-field', 'hash-algo-unsupported']);

/**
 * Converts one rule into the first view of its log source that has all its fields. Throws the first view's SigmaFault
 * where none has.
 */
export const convertByTables = (rule: SigmaDetectionRule, pipeline: TablePipeline): readonly TypedQuery[] => {
  const source = sourceOf(rule, pipeline);
  let first: unknown;
  for (const name of source.views) {
    const view = pipeline.views[name];
    if (view === undefined)
      throw new SigmaFault('no-table', `The pipeline ${pipeline.name} has no view \`${name}\`.`, rule.at);
    try {
      return convertInto(rule, source, view, name);
    } catch (error) {
      if (!(error instanceof SigmaFault) || !passing.has(error.reason)) throw error;
      first ??= error;
    }
  }
  throw first;
};

/** The text of a query. */
export const queryText = (query: Pick<TypedQuery, 'view' | 'lines'>): string =>
  [query.view.source, ...query.lines.map((line) => `| ${line}`)].join('\n');
