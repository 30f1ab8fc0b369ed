import { durationAt, shown, type RuleCheck } from '../lint/fields.ts';
import { analysedQuery, shownLength } from './facts.ts';

const periodNames = /^(?:query_?period|timeframe|time_?frame|look_?back|lookback_?period|query_?lookback)$/i;

export const timeframeDisagrees: RuleCheck = {
  id: 'kql/timeframe-disagrees',
  scope: 'item',
  severity: 'note',
  summary: 'A variable of the query that names the period says another length than queryPeriod.',
  why:
    'A query that says `let timeframe = 1h` under a queryPeriod of a day reads one hour, and a reader of the rule file ' +
    'believes in a day. Only the variable of the farthest look-back is judged. Where the two differ on purpose, another name for the variable says so. A longer one is the ' +
    'finding kql/look-back-longer-than-period.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    const period = durationAt(item, 'queryPeriod');
    if (query === undefined || period === undefined) return;
    const [farthest] = query.facts.lookBacks;
    if (farthest === undefined || farthest.milliseconds >= period.length) return;
    for (const { name, milliseconds, span } of query.facts.timespans)
      if (periodNames.test(name) && farthest.through.includes(name) && milliseconds < period.length)
        yield {
          at: query.at,
          within: span,
          message: `\`${name}\` is ${shownLength(milliseconds)}, but queryPeriod is ${shown(period.value)}.`,
          hint: 'Give both the same length, or name the variable for what it is.',
        };
  },
};
