import type { Whole } from '../../../kql/run/value.ts';
import type { NrtRule, ScheduledRule } from '../model.ts';

/** The rules whose query Picket can run. */
export type QueryRule = ScheduledRule | NrtRule;

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
