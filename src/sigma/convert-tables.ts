import { parseCondition } from './condition.ts';
import { SigmaFault } from './fault.ts';
import type { SigmaDetectionRule } from './model.ts';
import type { ViewContext } from './read-field.ts';
import { logsourceText } from './steps.ts';
import type { SourceMapping, TablePipeline, TableView } from './table-pipeline.ts';
import { treeCondition } from './typed-tree.ts';
import { buildTree } from './tree.ts';

/** One query, in the parts that a rule puts together again. */
export type TypedQuery = {
  readonly view: TableView;
  /** `where` and `extend` lines behind the table, without the pipe. */
  readonly lines: readonly string[];
  /** Columns of the table that the query reads. */
  readonly read: ReadonlySet<string>;
  readonly extended: ReadonlyMap<string, string>;
};

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

const convertInto = (rule: SigmaDetectionRule, source: SourceMapping, view: TableView, name: string): TypedQuery[] => {
  const guards = [...(view.where ?? []), ...(source.where?.[name] ?? [])];
  return rule.conditions.map(({ text, at }) => {
    const context: ViewContext = { view, source, extended: new Map(), read: new Set() };
    const tree = buildTree(parseCondition(text), rule.detections);
    if (tree === undefined)
      throw new SigmaFault(
        'other:SigmaConditionError',
        `The condition \`${text}\` names no search identifier that exists.`,
        at,
      );
    const condition = treeCondition(context, tree);
    if (condition.kind === 'known' && (!condition.value || guards.length === 0))
      throw new SigmaFault(
        'unsupported-value',
        `The condition would match ${condition.value ? 'every event' : 'no event'} of ${view.source}.`,
        at,
      );
    const parts =
      condition.kind === 'known'
        ? []
        : condition.kind === 'and'
          ? (condition.parts ?? [condition.text])
          : [condition.text];
    const extend = [...context.extended].map(([column, expression]) => `extend ${column} = ${expression}`);
    return {
      view,
      lines: [...guards.map((guard) => `where ${guard}`), ...extend, ...parts.map((part) => `where ${part}`)],
      read: context.read,
      extended: context.extended,
    };
  });
};

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
      if (
        !(error instanceof SigmaFault) ||
        !['unsupported-field', 'hash-algo-unsupported', 'unsupported-value'].includes(error.reason)
      )
        throw error;
      first ??= error;
    }
  }
  throw first;
};

/** The text of a query. */
export const queryText = (query: TypedQuery): string =>
  [query.view.source, ...query.lines.map((line) => `| ${line}`)].join('\n');
