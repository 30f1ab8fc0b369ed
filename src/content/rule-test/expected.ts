import { isArray, isObject, type JsonValue } from '../../core/json.ts';
import type { Whole } from '../../kql/run/values/value.ts';
import { countMismatch, checkAlertList, checkOneAlert } from './expected-alerts.ts';
import { checkRows, type Mismatch } from './expected-rows.ts';
import type { TestFinding } from './model.ts';
import type { CaseOutcome } from './run-case.ts';

export type ExpectationCheck = {
  /** What is not as expected; empty for a case that passed. */
  readonly mismatches: readonly Mismatch[];
  /** What is wrong with the expectation itself: a column that the query does not yield. */
  readonly findings: readonly TestFinding[];
};

/** What happened against what a case expects, which fits the schema. Places count in the case. */
export const checkExpected = (expect: JsonValue, outcome: CaseOutcome, now: Whole): ExpectationCheck => {
  const { alerts, result, incidents } = outcome;
  if (!isObject(expect)) return { mismatches: countMismatch(0, alerts, '/expect'), findings: [] };
  const findings: TestFinding[] = [];
  const wanted = expect['alerts'];
  const count = typeof wanted === 'number' ? countMismatch(wanted, alerts, '/expect/alerts') : [];
  const mismatches: Mismatch[] = [
    ...count,
    ...(isArray(wanted) ? checkAlertList(wanted, alerts, '/expect/alerts') : []),
    // Of an alert that is missing altogether it is said once.
    ...(alerts.length === 0 && count.length > 0 ? [] : checkOneAlert(expect, alerts, '/expect')),
    ...checkRows(expect['rows'] ?? null, result, now, findings),
  ];
  const wantedIncidents = expect['incidents'];
  if (typeof wantedIncidents === 'number' && wantedIncidents !== incidents)
    mismatches.push({
      at: '/expect/incidents',
      message: `The alerts become ${incidents} ${incidents === 1 ? 'incident' : 'incidents'}, and ${wantedIncidents} ${wantedIncidents === 1 ? 'is' : 'are'} expected.`,
    });
  return { mismatches, findings };
};
