import * as codec from '../../../core/fields/codec.ts';
import type { Codec, Since } from '../../../core/fields/codec.ts';
import { printShortDuration } from '../../../core/duration.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { entityTypeNotes, entityTypes } from './entities.ts';

/** Which alerts become incidents, and which of them share one. */

export type GroupingConfiguration = {
  readonly enabled: boolean;
  readonly reopenClosedIncident: boolean;
  /** Milliseconds. */
  readonly lookbackDuration: number;
  readonly matchingMethod: string;
  readonly groupByEntities: readonly string[];
  readonly groupByAlertDetails: readonly string[];
  readonly groupByCustomDetails: readonly string[];
};

export type IncidentConfiguration = {
  readonly createIncident: boolean;
  readonly groupingConfiguration?: GroupingConfiguration;
};

const named = (title: string, description: string, notes: JsonObject = {}): Codec<string> =>
  codec.text({ title, description, ...notes });

const fiveHours = 5 * 60 * 60 * 1000;

/**
 * Versions before 2021 group by entities alone (recorded at 2020-01-01). Both lists are in the published REST specification
 * of 2021-03-01-preview; the first stable version that has been released with them is 2021-10-01.
 */
const groupingSince: Since = { preview: '2021-03-01-preview', stable: '2021-10-01' };

const grouping = codec.structure<GroupingConfiguration>(
  {
    enabled: {
      codec: codec.flag({ title: 'Enabled', description: 'Whether alerts are grouped into incidents.' }),
      default: false,
    },
    reopenClosedIncident: {
      codec: codec.flag({
        title: 'Reopen closed incident',
        description:
          'Whether an alert that matches a closed incident opens it again. Not available in the Defender portal.',
      }),
      default: false,
    },
    lookbackDuration: {
      codec: codec.duration({
        title: 'Lookback',
        description: 'How old an incident may be to take further alerts: from 5 minutes to 7 days.',
      }),
      default: fiveHours,
    },
    matchingMethod: {
      codec: named(
        'Matching method',
        'Which alerts belong together: those with the same entities, any, or those equal in the selected details.',
        {
          enum: ['AllEntities', 'AnyAlert', 'Selected'],
          'x-picket-noun': 'matching method',
          'x-picket-synonyms': { All: 'AllEntities', None: 'AnyAlert', Custom: 'Selected' },
        },
      ),
      default: 'AllEntities',
    },
    groupByEntities: {
      codec: codec.listOf(
        named('Entity type', 'An entity type that the rule maps.', { enum: entityTypes, ...entityTypeNotes }),
        { title: 'Group by entities', description: 'Entity types that must be equal, for the method Selected.' },
      ),
      default: [],
    },
    groupByAlertDetails: {
      codec: codec.listOf(
        named('Alert detail', 'A detail of the alert.', {
          enum: ['DisplayName', 'Severity'],
          'x-picket-noun': 'alert detail',
        }),
        {
          title: 'Group by alert details',
          description: 'Alert details that must be equal, for the method Selected.',
        },
      ),
      default: [],
      since: groupingSince,
    },
    groupByCustomDetails: {
      codec: codec.listOf(named('Custom detail', 'The name of a custom detail of the rule.', { minLength: 1 }), {
        title: 'Group by custom details',
        description: 'Custom details that must be equal, for the method Selected.',
      }),
      default: [],
      since: groupingSince,
    },
  },
  {
    title: 'Grouping',
    description: 'Which alerts share an incident.',
    'x-picket-aliases': { entitiesMatchingMethod: 'matchingMethod' },
  },
);

/** Look-backs that the service (5 minutes) and the portal (5 hours) fill in where alerts are not grouped. */
const filledIn: ReadonlySet<JsonValue | undefined> = new Set([5 * 60 * 1000, fiveHours].map(printShortDuration));

const terms = ['enabled', 'reopenClosedIncident', 'matchingMethod', 'lookbackDuration'];
export const groupingLists = ['groupByEntities', 'groupByAlertDetails', 'groupByCustomDetails'];

/** All members of a grouping, since a reader should see its terms; none of an idle one that was only filled in. */
const shownGrouping = (value: JsonValue | undefined): JsonObject | undefined => {
  const shown = value === undefined ? undefined : grouping.show(value);
  if (!isObject(shown)) return undefined;
  const isUsual =
    shown['enabled'] === false &&
    shown['reopenClosedIncident'] === false &&
    shown['matchingMethod'] === 'AllEntities' &&
    filledIn.has(shown['lookbackDuration']) &&
    groupingLists.every((name) => shown[name] === undefined);
  if (isUsual) return undefined;
  return Object.fromEntries(
    [...terms, ...groupingLists].flatMap((name) => (shown[name] === undefined ? [] : [[name, shown[name]]])),
  );
};

const incident = codec.structure<IncidentConfiguration>(
  {
    createIncident: {
      codec: codec.flag({ title: 'Create incident', description: 'Whether alerts become incidents.' }),
      default: true,
    },
    groupingConfiguration: { codec: grouping },
  },
  { 'x-picket-aliases': { grouping: 'groupingConfiguration' } },
);

export const incidentConfiguration: Codec<IncidentConfiguration> = {
  ...incident,
  show: (value) => {
    if (!isObject(value)) return undefined;
    const shown = shownGrouping(value['groupingConfiguration']);
    const { createIncident } = value;
    if (createIncident !== false && shown === undefined) return undefined;
    return {
      ...(createIncident === undefined ? {} : { createIncident }),
      ...(shown === undefined ? {} : { groupingConfiguration: shown }),
    };
  },
};

/** How the body of a rule groups alerts. */
export const groupingShape = grouping.shape;
