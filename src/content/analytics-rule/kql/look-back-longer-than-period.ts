import { durationAt, shown, type RuleCheck } from '../lint/fields.ts';
import { analysedQuery, isSmall, shownLength } from './facts.ts';

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
