import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import type { LiveResource } from '../../core/resource.ts';
import type { Probe } from '../../core/content-type.ts';

const sent: JsonObject = {
  displayName: 'Picket probe (disabled, may be deleted)',
  description: 'Made by picket doctor --probe, which removes it again.  ',
  severity: 'Informational',
  enabled: false,
  query: 'SecurityAlert\n| where false',
  queryFrequency: 'PT60M',
  queryPeriod: 'PT60M',
  triggerOperator: 'GreaterThan',
  triggerThreshold: 0,
  suppressionEnabled: false,
  suppressionDuration: 'PT5H',
  tactics: ['InitialAccess', 'Persistence', 'DefenseEvasion'],
  techniques: ['T1078'],
  subTechniques: [],
};

const listOrder = (value: JsonValue | undefined): string => {
  const names = isArray(value) ? value.filter((name) => typeof name === 'string').join(',') : '';
  if (names === 'DefenseEvasion,InitialAccess,Persistence') return 'sorted';
  return names === 'DefenseEvasion,Persistence,InitialAccess' ? 'reversed' : 'verbatim';
};

const spelling = (name: string, id: string): string =>
  name === id ? 'verbatim' : name === id.toUpperCase() ? 'upper' : 'lower';

/** How a list is answered that was sent empty, and one that was not sent. */
const emptyLists = (sentEmpty: JsonValue | undefined, unsent: JsonValue | undefined): string => {
  if (!isArray(sentEmpty)) return 'null';
  return isArray(unsent) ? 'empty' : 'as-sent';
};

/** How groups are answered that were not sent. */
const defaultsOf = ({ incidentConfiguration, eventGroupingSettings }: JsonObject): string => {
  if (!isObject(incidentConfiguration)) return 'null';
  if (isObject(eventGroupingSettings)) return 'filled';
  return eventGroupingSettings === undefined ? 'absent' : 'by-version';
};

const groupingOf = ({ incidentConfiguration }: JsonObject): JsonObject =>
  objectOf(isObject(incidentConfiguration) ? incidentConfiguration['groupingConfiguration'] : undefined);

/** How the service changed what it was sent. */
const echoOf = (live: LiveResource, id: string): JsonObject => {
  const body = live.body['properties'];
  const answered = objectOf(body);
  const { queryFrequency, description, query, techniques, subTechniques } = answered;
  const { lookbackDuration, groupByCustomDetails } = groupingOf(answered);
  return {
    durations: queryFrequency === 'PT60M' ? 'verbatim' : 'canonical',
    lists: listOrder(answered['tactics']),
    description: description === sent['description'] ? 'verbatim' : 'trimmed',
    ids: spelling(live.name, id),
    techniques: isArray(techniques) && techniques.length > 1 ? 'duplicated' : 'verbatim',
    emptyLists: emptyLists(subTechniques, groupByCustomDetails),
    newlines: typeof query === 'string' && query.includes('\r\n') ? 'crlf' : 'verbatim',
    defaults: defaultsOf(answered),
    ...(lookbackDuration === 'PT5M' || lookbackDuration === 'PT5H' ? { lookback: lookbackDuration } : {}),
  };
};

/** A disabled rule that reads nothing, and what it tells about the service. */
export const probe: Probe = {
  body: { kind: 'Scheduled', properties: sent },
  changes: [{ severity: 'Low' }, { severity: 'Medium' }],
  past: { startTimeUtc: '2020-01-01T00:00:00Z' },
  echo: echoOf,
};
