import { durationAt, present, shown, type RuleCheck } from '../lint/fields.ts';
import { analysedQuery } from './facts.ts';

export const overlapUnhandled: RuleCheck = {
  id: 'kql/overlap-unhandled',
  scope: 'item',
  severity: 'note',
  summary: 'Runs overlap, and nothing keeps an event from raising an alert in each.',
  why:
    'With a queryPeriod longer than queryFrequency an event is seen by several runs. Grouping into incidents, ' +
    'suppression, a filter on ingestion_time(), a shorter filter on TimeGenerated or arg_max keeps it from raising an ' +
    'alert each time (Microsoft Learn, "Handle ingestion delay in scheduled analytics rules").',
  *check(item, context) {
    const query = analysedQuery(item, context);
    const period = durationAt(item, 'queryPeriod');
    const frequency = durationAt(item, 'queryFrequency');
    if (query === undefined || period === undefined || frequency === undefined) return;
    if (period.length <= frequency.length) return;
    const { patterns, lookBacks } = query.facts;
    if (patterns.some(({ kind }) => kind === 'ingestion-time' || kind === 'arg-max')) return;
    if (lookBacks.some(({ milliseconds }) => milliseconds > 0 && milliseconds <= frequency.length)) return;
    if (present(item, 'suppressionEnabled') === true) return;
    if (present(item, 'incidentConfiguration', 'groupingConfiguration', 'enabled') === true) return;
    yield {
      at: period.at,
      message:
        `queryPeriod ${shown(period.value)} is longer than queryFrequency ${shown(frequency.value)}: an event is seen ` +
        'by several runs, and may raise an alert in each.',
      hint: 'Filter on ingestion_time() > ago(queryFrequency), group alerts into incidents, or use suppression.',
    };
  },
};
