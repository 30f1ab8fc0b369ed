import { cellText, type QueryRule } from '../../../content/alerts/index.ts';
import { matcherOf, runInputs } from '../../../content/rule-test/index.ts';
import { isArray, isObject, type JsonObject } from '../../../core/json.ts';
import type { ExplainedStep, StepSample } from '../../../core/tests.ts';
import {
  RunError,
  type Compilation,
  type QueryStage,
  type QueryStructure,
  type RunBudget,
  type RunResult,
} from '../../../kql/index.ts';
import type { ReadCase } from './test-files.ts';

/** So many rows and columns of a step are shown. */
const shownRows = 3;
const shownColumns = 8;

export type ExplainRequest = {
  readonly rule: QueryRule;
  readonly query: string;
  readonly structure: QueryStructure;
  readonly each: ReadCase;
  readonly compile: (query: string) => Promise<Compilation>;
  readonly budget: RunBudget;
};

/** A text on one line. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The row that a case expects, of which nothing else is asked; undefined where it expects none in particular. */
const expectedRow = ({ case: each }: ReadCase): JsonObject | undefined => {
  const rows = isObject(each.expect) ? each.expect['rows'] : undefined;
  return isArray(rows) ? rows.find(isObject) : undefined;
};

const sampleOf = ({ columns, rows }: RunResult): StepSample => {
  const first = rows.slice(0, shownRows);
  const filled = columns.flatMap(({ name, type }, index) =>
    name !== 'Type' && first.some((row) => cellText(row[index] ?? null, type) !== '') ? [{ name, type, index }] : [],
  );
  const kept = filled.slice(0, shownColumns);
  return {
    columns: kept.map(({ name }) => name),
    rows: first.map((row) => kept.map(({ index, type }) => cellText(row[index] ?? null, type))),
  };
};

type Counted = { readonly result: RunResult; readonly matching: number | undefined };

/**
 * The rows of a case behind each operator of the rule's query, and at the one at which nothing was left of what is
 * expected, the conditions that dropped it. A part of the query that cannot be run ends the list.
 */
export const explainCase = async ({
  rule,
  query,
  structure,
  each,
  compile,
  budget,
}: ExplainRequest): Promise<readonly ExplainedStep[]> => {
  const { input } = each;
  const settings = runInputs(rule, input, undefined, budget)(input.runs?.to ?? input.now);
  const wanted = expectedRow(each);
  const count = async (part: string): Promise<Counted | undefined> => {
    const compilation = await compile(part);
    if (!compilation.ok) return undefined;
    try {
      const result = compilation.program.run(settings);
      const matches = wanted === undefined ? undefined : matcherOf(wanted, result.columns, input.now);
      return { result, matching: matches === undefined ? undefined : result.rows.filter(matches).length };
    } catch (error) {
      if (error instanceof RunError) return undefined;
      throw error;
    }
  };
  const leftOf = ({ result, matching }: Counted): number => matching ?? result.rows.length;
  const droppedBy = async (stage: QueryStage, before: QueryStage | undefined): Promise<readonly string[]> => {
    const texts = (stage.filter?.conjuncts ?? []).map(({ span }) => query.slice(span.start, span.end));
    if (before === undefined) return [];
    const guilty: string[] = [];
    for (const text of texts) {
      const alone = await count(`${before.query}\n| where ${text}`);
      if (alone !== undefined && leftOf(alone) === 0) guilty.push(oneLine(text));
    }
    return guilty.length > 0 ? guilty : texts.map(oneLine);
  };
  const steps: ExplainedStep[] = [];
  let left = 0;
  for (const [index, stage] of structure.stages.entries()) {
    const counted = await count(stage.query);
    if (counted === undefined) break;
    const isLast = left > 0 && leftOf(counted) === 0;
    left = leftOf(counted);
    steps.push({
      operator: oneLine(query.slice(stage.span.start, stage.span.end)),
      rows: counted.result.rows.length,
      ...(counted.matching === undefined ? {} : { matching: counted.matching }),
      ...(isLast ? { dropped: await droppedBy(stage, structure.stages[index - 1]) } : {}),
      ...(counted.result.rows.length === 0 ? {} : { sample: sampleOf(counted.result) }),
    });
  }
  return steps;
};
