import { durationAt, shown, type RuleCheck } from '../lint/fields.ts';
import { analysedQuery, isSmall, shownLength } from './facts.ts';

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
