import { parseCondition } from '../read/condition.ts';
import { placed, SigmaFault } from '../fault.ts';
import type { ConditionText, Detection, DetectionItem, SigmaDetectionRule } from '../read/model.ts';
import type { StepPipeline } from './pipeline.ts';
import { printReference } from './print-steps.ts';
import { applySteps } from './steps.ts';
import { buildTree } from '../tree.ts';

/** What one rule became: a query for each of its conditions that is not empty. */
export type ConvertedQueries = {
  readonly table: string | undefined;
  readonly queries: readonly string[];
  /** What the queries look for, after all steps. */
  readonly detections: ReadonlyMap<string, Detection>;
};

const asReferenceItem = (item: DetectionItem): DetectionItem => {
  if (item.reference === undefined) return item;
  if ('problem' in item.reference)
    throw new SigmaFault(item.reference.problem.cause, item.reference.problem.message, item.at);
  return { ...item, values: item.reference.values };
};

const asReference = (detection: Detection): Detection => ({
  ...detection,
  items: detection.items.map((item) => (item.kind === 'item' ? asReferenceItem(item) : asReference(item))),
});

const differs = (detection: Detection): boolean =>
  detection.items.some((item) => (item.kind === 'item' ? item.reference !== undefined : differs(item)));

const expressionOf = ({ text, at }: ConditionText, detections: ReadonlyMap<string, Detection>): string | undefined => {
  try {
    const tree = buildTree(parseCondition(text), detections);
    return tree === undefined ? undefined : printReference(tree);
  } catch (error) {
    throw placed(error, at);
  }
};

/**
 * Converts one rule the way the reference does, its defects included: rewriting first, then the condition. Throws a
 * SigmaFault where it refuses.
 */
export const convertBySteps = (rule: SigmaDetectionRule, pipeline: StepPipeline, table?: string): ConvertedQueries => {
  const readings = [...rule.detections.values()].some(differs)
    ? new Map([...rule.detections].map(([name, detection]) => [name, asReference(detection)]))
    : rule.detections;
  const rewritten = applySteps(pipeline, { ...rule, detections: readings }, table);
  const queries = rule.conditions.flatMap((condition) => {
    const expression = expressionOf(condition, rewritten.detections);
    if (expression === undefined) return [];
    return [rewritten.table === undefined ? expression : `${rewritten.table}\n| where ${expression}`];
  });
  return { ...rewritten, queries };
};
