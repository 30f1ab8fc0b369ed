import { pointer } from '../../../core/pointer.ts';
import type { HuntingCheck } from './draft.ts';

const keys = ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold', 'enabled'];

export const scheduleIdle: HuntingCheck = {
  id: 'rule/schedule-idle',
  scope: 'item',
  severity: 'warning',
  summary: 'The file has a schedule, a trigger or a switch, which hunting queries do not have.',
  why:
    'A hunting query runs when an analyst runs it. A file with a schedule is often an analytics rule that lies in the ' +
    'wrong folder: it would never raise an alert.',
  *check({ raw }) {
    const found = keys.filter((key) => (raw[key] ?? null) !== null);
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: pointer(first),
      part: 'key',
      message: `${found.map((key) => `\`${key}\``).join(', ')}: nothing of a hunting query runs by itself.`,
      hint: 'Take it out; an analytics rule belongs into a folder of analytics rules.',
    };
  },
};
