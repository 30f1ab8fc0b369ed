import { durationAt, present, shown, type RuleCheck } from './fields.ts';

export const suppressionShorterThanFrequency: RuleCheck = {
  id: 'rule/suppression-shorter-than-frequency',
  scope: 'item',
  severity: 'error',
  summary: 'Suppression is switched on and ends before the next run.',
  why:
    'Suppression that is over before the query runs again suppresses nothing; the service refuses it: ' +
    "`'suppressionDuration' should be greater than or equal to 'queryFrequency'`. It does so only while " +
    'suppressionEnabled is true; hundreds of published rules carry a shorter duration that is switched off.',
  *check(item) {
    if (item.draft.kind !== 'Scheduled' || present(item, 'suppressionEnabled') !== true) return;
    const suppression = durationAt(item, 'suppressionDuration');
    const frequency = durationAt(item, 'queryFrequency');
    if (suppression === undefined || frequency === undefined || suppression.length >= frequency.length) return;
    yield {
      at: suppression.at,
      message:
        `suppressionDuration ${shown(suppression.value)} is shorter than queryFrequency ${shown(frequency.value)} ` +
        'while suppression is switched on.',
      hint: `Set it to ${shown(frequency.value)} or more, or set suppressionEnabled to false.`,
    };
  },
};
