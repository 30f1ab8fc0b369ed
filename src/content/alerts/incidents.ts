import { subtractWhole, ticksPer, whole, type Whole } from '../../kql/run/values/value.ts';
import type { GroupingConfiguration } from '../analytics-rule/values/incidents.ts';
import type { Alert, AlertEntity, QueryRule } from './model.ts';

/** Alerts of one incident. Source: Microsoft Learn, "Create incidents from alerts": more begin another one. */
const mostAlerts = 150;

type Incident = { readonly alerts: Alert[]; readonly key: string; last: Whole };

const entityKeys = (entities: readonly AlertEntity[]): readonly string[] =>
  entities.map(({ type, identifiers }) => JSON.stringify([type, identifiers])).toSorted();

/** What alerts of one incident have in common. */
const keyOf = (alert: Alert, grouping: GroupingConfiguration): string => {
  switch (grouping.matchingMethod) {
    case 'AllEntities':
      return JSON.stringify(entityKeys(alert.entities));
    case 'Selected': {
      const { groupByEntities, groupByAlertDetails, groupByCustomDetails } = grouping;
      const chosen = alert.entities.filter(({ type }) => groupByEntities.includes(type));
      return JSON.stringify([
        entityKeys(chosen),
        groupByAlertDetails.map((name) => (name === 'Severity' ? alert.severity : alert.title)),
        groupByCustomDetails.map((name) => alert.customDetails[name] ?? []),
      ]);
    }
    default:
      return '';
  }
};

const lookBack = ({ lookbackDuration }: GroupingConfiguration): Whole =>
  whole(BigInt(lookbackDuration) * BigInt(ticksPer.millisecond));

/**
 * The incidents that alerts become, oldest first: one each, or grouped as the rule says, by all entities, by what it
 * selects, or all of them together, within the look-back and 150 alerts.
 */
export const incidentsOf = (
  { incidentConfiguration }: Pick<QueryRule, 'incidentConfiguration'>,
  alerts: readonly Alert[],
): readonly (readonly Alert[])[] => {
  if (incidentConfiguration?.createIncident === false) return [];
  const grouping = incidentConfiguration?.groupingConfiguration;
  if (grouping?.enabled !== true) return alerts.map((alert) => [alert]);
  const incidents: Incident[] = [];
  for (const alert of alerts) {
    const key = keyOf(alert, grouping);
    const oldest = subtractWhole(alert.time, lookBack(grouping));
    const open = incidents.findLast(
      (incident) => incident.key === key && incident.alerts.length < mostAlerts && incident.last >= oldest,
    );
    if (open === undefined) incidents.push({ alerts: [alert], key, last: alert.time });
    else {
      open.alerts.push(alert);
      open.last = alert.time;
    }
  }
  return incidents.map((incident) => incident.alerts);
};
