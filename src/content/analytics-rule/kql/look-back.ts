import { durationAt, shown, type RuleCheck, present } from '../lint/fields.ts';
import { analysedQuery, isSmall, shownLength } from './facts.ts';

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

export const lookBackShorterThanFrequency: RuleCheck = {
  id: 'kql/look-back-shorter-than-frequency',
  scope: 'item',
  severity: 'warning',
  summary: 'The query looks back less than the time between two runs, so events fall through.',
  why:
    'A rule that runs once a day and filters for the last hour never sees the other 23. Only queries of one table are ' +
    'judged, by their farthest look-back; that queryPeriod itself is shorter than queryFrequency is another finding. What ' +
    'misses by a hundredth is a note.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    const frequency = durationAt(item, 'queryFrequency');
    if (query === undefined || frequency === undefined || query.facts.tables.length !== 1) return;
    const [farthest] = query.facts.lookBacks;
    if (farthest === undefined || farthest.milliseconds <= 0 || farthest.milliseconds >= frequency.length) return;
    yield {
      at: query.at,
      within: farthest.span,
      ...(isSmall(frequency.length - farthest.milliseconds, frequency.length) ? { severity: 'note' as const } : {}),
      message:
        `The query looks back ${shownLength(farthest.milliseconds)}, but runs every ${shown(frequency.value)}: ` +
        'what happens in between is never seen.',
      hint: 'Look back at least as far as queryFrequency, or run the rule more often.',
    };
  },
};

export const lookBackLongerThanPeriod: RuleCheck = {
  id: 'kql/look-back-longer-than-period',
  scope: 'item',
  severity: 'warning',
  summary: 'The query looks farther back than queryPeriod lets it.',
  why:
    'The service runs the query over the last queryPeriod only; a filter that reaches farther back gets no older data. ' +
    'A baseline of 14 days under a queryPeriod of one day is a baseline of one day (Microsoft Learn, "Create a scheduled ' +
    'analytics rule": the lookback of the rule is the outer bound). A hundredth of the period is a note.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    const period = durationAt(item, 'queryPeriod');
    if (query === undefined || period === undefined) return;
    const [farthest] = query.facts.lookBacks;
    if (farthest === undefined || farthest.milliseconds <= period.length) return;
    const through = farthest.through.length === 0 ? '' : ` (through ${farthest.through.map(shown).join(', ')})`;
    yield {
      at: query.at,
      within: farthest.span,
      ...(isSmall(farthest.milliseconds - period.length, period.length) ? { severity: 'note' as const } : {}),
      message:
        `The query looks back ${shownLength(farthest.milliseconds)}${through}, but queryPeriod is ` +
        `${shown(period.value)}: older data is cut off.`,
      hint: 'Raise queryPeriod (14d at most) or shorten the look-back.',
    };
  },
};
