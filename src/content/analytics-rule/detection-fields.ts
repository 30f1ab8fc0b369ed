import * as codec from '../../core/fields/codec.ts';
import { rowsFor } from '../../core/fields/field-table.ts';
import { textsOf, type JsonValue } from '../../core/json.ts';
import { builtInKinds, kinds, queryKinds, type Kind } from './kinds.ts';
import { mergeEntities, mergeSentinel, mergeTechniques } from './merges.ts';
import * as alerts from './values/alerts.ts';
import * as entities from './values/entities.ts';
import * as incidents from './values/incidents.ts';
import * as terms from './values/terms.ts';

const field = rowsFor<Kind>();

const scheduled = ['Scheduled'] as const;

const sortedNames = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

/** Sub-techniques name their parents; a parent is written only where it stands alone. */
const shownTechniques = ([techniques, subTechniques]: readonly (JsonValue | undefined)[]): JsonValue | undefined => {
  const children = textsOf(subTechniques);
  const parents = textsOf(techniques).filter((parent) => !children.some((child) => child.startsWith(`${parent}.`)));
  const all = [...parents, ...children].toSorted();
  return all.length === 0 ? undefined : all;
};

/** What a rule looks for and when, and what its alerts say; in the order of the public rules. */
export const detectionFields = {
  queryFrequency: field(codec.duration(), {
    label: 'Query frequency',
    about: 'How often the query runs: from 5 minutes to 14 days.',
    at: '/properties/queryFrequency',
    kinds: scheduled,
    required: scheduled,
  }),
  queryPeriod: field(codec.duration(), {
    label: 'Query period',
    about: 'How far back the query looks: from 5 minutes to 14 days, and at least the frequency.',
    at: '/properties/queryPeriod',
    kinds: scheduled,
    required: scheduled,
  }),
  triggerOperator: field(terms.triggerOperator, {
    label: 'Trigger operator',
    about: 'How the number of results is compared with the threshold.',
    at: '/properties/triggerOperator',
    kinds: scheduled,
    required: scheduled,
  }),
  triggerThreshold: field(codec.integer({ minimum: 0, maximum: 10000 }), {
    label: 'Trigger threshold',
    about: 'The number of results that is compared: from 0 to 10,000.',
    at: '/properties/triggerThreshold',
    kinds: scheduled,
    required: scheduled,
  }),
  startTimeUtc: field(codec.futureInstant(), {
    label: 'Start time',
    about: 'When the rule runs first, in UTC; sent only while it is in the future.',
    at: '/properties/startTimeUtc',
    local: true,
    kinds: queryKinds,
    since: { preview: '2022-11-01-preview' },
  }),
  tactics: field(terms.tacticNames, {
    label: 'Tactics',
    about: 'The tactics of MITRE ATT&CK that the rule detects.',
    at: '/properties/tactics',
    kinds: queryKinds,
    fromService: builtInKinds,
    default: [],
  }),
  techniques: field(
    { ...terms.techniqueNames, write: (names) => sortedNames(names.map((name) => name.split('.')[0] ?? name)) },
    {
      key: 'relevantTechniques',
      otherKey: 'techniques',
      label: 'Techniques',
      about: 'The techniques and sub-techniques of MITRE ATT&CK that the rule detects.',
      at: '/properties/techniques',
      // `T1098` and `T1098.003` are sent as one parent and one sub-technique.
      also: [
        {
          at: '/properties/subTechniques',
          write: (names: readonly string[]) => sortedNames(names.filter((name) => name.includes('.'))),
          compare: terms.techniqueNames.shape,
          since: { what: 'sub-techniques', preview: '2023-12-01-preview' },
        },
      ],
      show: shownTechniques,
      merge: mergeTechniques,
      kinds: queryKinds,
      fromService: builtInKinds,
      default: [],
      since: { preview: '2022-09-01-preview', stable: '2022-08-01' },
    },
  ),
  tags: field(terms.tags, {
    label: 'Tags',
    about:
      'Free tags: texts, or mappings such as `Schema: ASIMDns`. Documentation, search, and the choice of rules for a workspace.',
    kinds,
    default: [],
  }),
  query: field(codec.query({ minLength: 1, maxLength: 10000 }), {
    label: 'Query',
    about: 'The KQL query whose result rows raise alerts; at most 10,000 characters.',
    at: '/properties/query',
    kinds: queryKinds,
    required: queryKinds,
  }),
  suppressionEnabled: field(codec.flag(), {
    label: 'Suppression enabled',
    about: 'Whether the rule pauses after an alert.',
    at: '/properties/suppressionEnabled',
    kinds: queryKinds,
    default: false,
  }),
  suppressionDuration: field(codec.duration(), {
    label: 'Suppression duration',
    about: 'How long the rule pauses after an alert: from 5 minutes to 24 hours.',
    at: '/properties/suppressionDuration',
    compare: { is: 'duration' },
    kinds: queryKinds,
    default: 5 * 60 * 60 * 1000,
    onlyWhile: 'suppressionEnabled',
  }),
  eventGroupingSettings: field(alerts.eventGroupingSettings, {
    label: 'Event grouping',
    about: 'How the rows of one run become alerts.',
    at: '/properties/eventGroupingSettings',
    kinds: queryKinds,
  }),
  incidentConfiguration: field(incidents.incidentConfiguration, {
    label: 'Incident configuration',
    about: 'Whether alerts become incidents, and which alerts share one.',
    at: '/properties/incidentConfiguration',
    show: ([value]) => (value === undefined ? undefined : incidents.incidentConfiguration.show(value)),
    kinds: queryKinds,
  }),
  entityMappings: field(entities.entityMappings, {
    label: 'Entity mappings',
    about: 'Which columns name the entities of an alert; at most ten.',
    at: '/properties/entityMappings',
    merge: mergeEntities,
    kinds: queryKinds,
    default: [],
  }),
  sentinelEntitiesMappings: field(entities.sentinelEntitiesMappings, {
    label: 'Sentinel entities mappings',
    about: 'Columns that already hold Sentinel entities, such as the Entities column of SecurityAlert.',
    at: '/properties/sentinelEntitiesMappings',
    merge: mergeSentinel,
    kinds: queryKinds,
    default: [],
    since: { preview: '2022-10-01-preview' },
  }),
  customDetails: field(alerts.customDetails, {
    label: 'Custom details',
    about: 'Values shown with the alert: names of at most 20 characters, each with its column; at most 20.',
    at: '/properties/customDetails',
    kinds: queryKinds,
    default: {},
  }),
  alertDetailsOverride: field(alerts.alertDetailsOverride, {
    label: 'Alert details override',
    about: 'Replaces details of the alerts by values of the result; `{{Column}}` stands for a column.',
    at: '/properties/alertDetailsOverride',
    kinds: queryKinds,
  }),
} as const;
