import { instantOf } from '../../../core/duration.ts';
import type { AutomationCheck } from './draft.ts';

const day = 86_400_000;
const ahead = 14;

export const automationExpired: AutomationCheck = {
  id: 'rule/automation-expired',
  scope: 'item',
  severity: 'warning',
  summary: 'An automation rule has ended, or ends soon.',
  why:
    'The service switches an automation rule off when its end has passed. The file then says enabled, the workspace does ' +
    'not, and whoever relied on the rule is not told.',
  *check({ draft: { values } }, { now }) {
    const { expirationTimeUtc: end, isEnabled } = values.triggeringLogic ?? {};
    const instant = end === undefined ? undefined : instantOf(end);
    if (instant === undefined || isEnabled === false || instant > now + ahead * day) return;
    yield {
      at: '/triggeringLogic/expirationTimeUtc',
      message:
        instant <= now
          ? `The rule ended at ${end ?? ''}; the service has switched it off.`
          : `The rule ends at ${end ?? ''}, in ${Math.ceil((instant - now) / day)} days.`,
      hint: 'Set a later end, take it out, or remove the rule.',
    };
  },
};
