import { schemaOf } from '../../core/fields/field-schema.ts';
import { fields } from './fields.ts';
import { kinds, type Kind } from './kinds.ts';

const fromTemplate = 'comes from the template of a built-in rule and cannot be set';

const refusals: Readonly<Record<Kind, string>> = {
  Scheduled: 'does not exist in a Scheduled rule',
  NRT: 'does not exist in an NRT rule, which runs every minute and alerts on every result',
  MicrosoftSecurityIncidentCreation:
    'does not exist in a MicrosoftSecurityIncidentCreation rule, which has no query of its own',
  Fusion: fromTemplate,
  MLBehaviorAnalytics: fromTemplate,
  ThreatIntelligence: fromTemplate,
};

/** A field of one kind without a schedule of its own is best told by whose it is. */
const refusal = (kind: Kind, owners: readonly Kind[]): string => {
  const [owner] = owners;
  return owners.length === 1 && owner !== undefined && owner !== 'Scheduled'
    ? `belongs to ${owner} rules`
    : refusals[kind];
};

/** The JSON Schema of rule files, as `schemas/analytics-rule.schema.json` has it. */
export const schema = schemaOf(fields, {
  id: 'urn:picket:schema:analytics-rule',
  title: 'Analytics rule',
  description:
    "A Microsoft Sentinel analytics rule as a file: the format of Microsoft's Azure-Sentinel repository, one rule a file.",
  aliases: {
    displayName: 'name',
    title: 'name',
    severities: 'severity',
    frequency: 'queryFrequency',
    period: 'queryPeriod',
    threshold: 'triggerThreshold',
    ruleId: 'id',
    guid: 'id',
    type: 'kind',
    entities: 'entityMappings',
    eventGroupSettings: 'eventGroupingSettings',
    aggregationKind: 'eventGroupingSettings',
    subTechniques: 'relevantTechniques',
    connectors: 'requiredDataConnectors',
  },
  kinds: { names: kinds, refusal },
});
