import type { JsonObject } from '../json.ts';
import { cellText } from './audit.ts';

/** Closed incidents of one rule that somebody judged. */
export type JudgedIncidents = { readonly id: string; readonly judged: number; readonly falsePositives: number };

/**
 * The closed incidents by rule, one row a rule: each as it was left last, without those whose classification says nothing.
 * An incident of several rules counts for each. Source: Microsoft Learn, "SecurityIncident" (Azure Monitor tables), and the
 * classifications of incidents in the REST specification of Microsoft Sentinel.
 */
export const incidentsQuery = [
  'SecurityIncident',
  '| summarize arg_max(LastModifiedTime, Status, Classification, RelatedAnalyticRuleIds) by IncidentNumber',
  "| where Status =~ 'Closed' and isnotempty(Classification) and Classification !~ 'Undetermined'",
  '| mv-expand Rule = RelatedAnalyticRuleIds to typeof(string)',
  "| summarize Judged = count(), FalsePositives = countif(Classification =~ 'FalsePositive') by RuleId = tolower(tostring(split(Rule, '/')[-1]))",
].join('\n');

const countOf = (row: JsonObject, column: string): number => {
  const number = Number(row[column]);
  return Number.isFinite(number) ? number : 0;
};

/** A row of the answer to `incidentsQuery`; undefined for one that names no rule. */
export const incidentsOfRow = (row: JsonObject): JudgedIncidents | undefined => {
  const id = cellText(row['RuleId']).toLowerCase();
  return id === '' ? undefined : { id, judged: countOf(row, 'Judged'), falsePositives: countOf(row, 'FalsePositives') };
};
