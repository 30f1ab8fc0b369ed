import type { Change, Policy, Refusal } from '../change.ts';
import { refuseChanges } from './refuse.ts';

const wayOut =
  'Give the rule in git a new id (the old one cannot be used again for about a day after a delete), deploy it, and remove the old rule with --prune.';

const reasonOf = (change: Change): Pick<Refusal, 'code' | 'message' | 'hint'> | undefined => {
  if (change.action !== 'update') return undefined;
  for (const { at, before, after } of change.fields) {
    const said = `from ${JSON.stringify(before ?? null)} to ${JSON.stringify(after ?? null)}`;
    if (at === '/kind')
      return { code: 'kind-change', message: `The kind of a rule cannot change: ${said}.`, hint: wayOut };
    if (at === '/properties/alertRuleTemplateName')
      return {
        code: 'template-link-change',
        message: `The template that a rule is linked to (alertRuleTemplateName) cannot change: ${said}.`,
        hint: `Write the live link into the file. Or: ${wayOut}`,
      };
  }
  return undefined;
};

/** Refuses updates of what a rule keeps for life: its kind and its link to a template. */
export const immutable: Policy = (plan) => refuseChanges(plan, reasonOf);
