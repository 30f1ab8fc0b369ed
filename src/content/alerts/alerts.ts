import type { Row, Table, Whole } from '../../kql/run/values/value.ts';
import { cellsOf } from './cells.ts';
import { alertDetails } from './details.ts';
import { entitiesOf } from './entities.ts';
import type { Alert, QueryRule } from './model.ts';

/**
 * Alerts of one run with an alert for each row: the last of them stands for all rows that have none of their own.
 * Source: Microsoft Learn, "Create a scheduled analytics rule" and "Near-real-time rules".
 */
export const mostAlerts = { Scheduled: 150, NRT: 30 } as const;

/** Whether so many rows trigger the rule. */
export const isTriggered = (rule: QueryRule, rows: number): boolean => {
  if (rule.kind === 'NRT') return rows > 0;
  switch (rule.triggerOperator) {
    case 'GreaterThan':
      return rows > rule.triggerThreshold;
    case 'LessThan':
      return rows < rule.triggerThreshold;
    case 'Equal':
      return rows === rule.triggerThreshold;
    case 'NotEqual':
      return rows !== rule.triggerThreshold;
  }
};

/** The rows of each alert. */
const shared = (rule: QueryRule, rows: readonly Row[]): readonly (readonly Row[])[] => {
  if (rule.eventGroupingSettings?.aggregationKind !== 'AlertPerResult' || rows.length === 0) return [rows];
  const most = mostAlerts[rule.kind];
  if (rows.length <= most) return rows.map((row) => [row]);
  return [...rows.slice(0, most - 1).map((row) => [row]), rows.slice(most - 1)];
};

/**
 * The alerts that one run of a rule raises for the rows of its query.
 * @param time when the run was, in ticks from 2010-01-01
 */
export const alertsOf = (rule: QueryRule, result: Table, time: Whole): readonly Alert[] => {
  if (!isTriggered(rule, result.rows.length)) return [];
  const cells = cellsOf(result);
  return shared(rule, result.rows).map((rows) => ({
    time,
    ...alertDetails(rule, rows, cells),
    entities: entitiesOf(rule, rows, cells),
    rows: rows.length,
  }));
};
