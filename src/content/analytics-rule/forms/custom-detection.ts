import { lengthInWords } from '../../../core/duration.ts';
import type { QueryFacts } from '../../../core/query-facts.ts';
import type { AnalyticsRule } from '../model.ts';

const hour = 3_600_000;

/** How often a custom detection may run; an NRT rule is one that runs all the time. */
const frequencies = [1, 3, 12, 24].map((hours) => hours * hour);

const missingColumns = (facts: QueryFacts | undefined): readonly string[] => {
  const result = facts?.result;
  if (result === undefined || !result.complete) return [];
  const names = new Set(result.columns.map(({ name }) => name));
  const isDevice = facts?.tables.some(({ name }) => name.startsWith('Device')) === true;
  return [
    ...(names.has('Timestamp') || names.has('TimeGenerated') ? [] : ['Timestamp']),
    ...(names.has('ReportId') ? [] : ['ReportId']),
    ...(isDevice && !names.has('DeviceId') ? ['DeviceId'] : []),
  ];
};

/**
 * What stands against a rule as a custom detection of Defender XDR (detectionRule of Microsoft Graph v1.0); empty for one
 * that could become one. Sources: Microsoft Learn, "Create custom detection rules", and the resource type detectionRule.
 */
export const againstCustomDetection = (rule: AnalyticsRule, facts: QueryFacts | undefined): readonly string[] => {
  if (rule.kind !== 'Scheduled' && rule.kind !== 'NRT') return [`${rule.kind} rules have no query of their own`];
  const columns = missingColumns(facts);
  return [
    ...(rule.kind === 'Scheduled' && !frequencies.includes(rule.queryFrequency)
      ? [`it runs every ${lengthInWords(rule.queryFrequency)}, not every 1, 3, 12 or 24 hours`]
      : []),
    ...(rule.kind === 'Scheduled' && (rule.triggerOperator !== 'GreaterThan' || rule.triggerThreshold !== 0)
      ? ['it has a threshold: count in the query instead']
      : []),
    ...(columns.length === 0 ? [] : [`its result has no ${columns.join(', no ')}`]),
    ...(rule.tactics.length > 1 ? [`it names ${rule.tactics.length} tactics, where one is allowed`] : []),
    ...(rule.entityMappings.length === 0 ? ['it maps no entity'] : []),
    ...(rule.suppressionEnabled ? ['it pauses after an alert'] : []),
    ...(rule.incidentConfiguration?.createIncident === false ? ['its alerts make no incidents'] : []),
    ...(rule.incidentConfiguration?.groupingConfiguration?.enabled === true
      ? ['it groups alerts by settings of its own']
      : []),
  ];
};
