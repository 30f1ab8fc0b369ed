import type { JsonPointer } from '../../core/pointer.ts';
import type { Whole } from '../../kql/run/values/value.ts';
import type { NrtRule, ScheduledRule } from '../analytics-rule/model.ts';

/** The rules whose query Picket can run. */
export type QueryRule = ScheduledRule | NrtRule;

/** The rule with its threshold moved by one, so that it fires more often, in words, and where; undefined where it counts nothing. */
export const looserTrigger = (
  rule: QueryRule,
): { readonly rule: QueryRule; readonly change: string; readonly at: JsonPointer } | undefined => {
  if (rule.kind === 'NRT') return undefined;
  const { triggerOperator: operator, triggerThreshold: threshold } = rule;
  const next = operator === 'GreaterThan' ? threshold - 1 : operator === 'LessThan' ? threshold + 1 : undefined;
  if (next === undefined || next < 0) return undefined;
  return {
    rule: { ...rule, triggerThreshold: next },
    change: `with the trigger threshold ${next}`,
    at: '/triggerThreshold',
  };
};

/** An entity of an alert: its type, and identifiers with their values as texts. */
export type AlertEntity = { readonly type: string; readonly identifiers: Readonly<Record<string, string>> };

/** An alert as the service would raise it. */
export type Alert = {
  /** When the rule ran, in ticks from 2010-01-01. */
  readonly time: Whole;
  readonly title: string;
  readonly description: string;
  readonly severity: string;
  readonly tactics: readonly string[];
  readonly entities: readonly AlertEntity[];
  /** The distinct values of each custom detail. */
  readonly customDetails: Readonly<Record<string, readonly string[]>>;
  /** Properties that columns set (`ProductName`, `AlertLink`). */
  readonly properties: Readonly<Record<string, string>>;
  /** How many rows it stands for. */
  readonly rows: number;
};
