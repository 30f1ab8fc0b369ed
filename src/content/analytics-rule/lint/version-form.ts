import { hasQuery, shown, textAt, type RuleCheck } from './fields.ts';

const form = /^\d+\.\d+\.\d+$/;
const longest = 20;

export const versionForm: RuleCheck = {
  id: 'rule/version-form',
  scope: 'item',
  severity: 'error',
  summary: 'The version does not have the form 1.2.3.',
  why:
    'As templateVersion of a rule that was made from a template the service takes three numbers and at most 20 ' +
    "characters: `'templateVersion' should be in format X.Y.Z` (Microsoft's published rule validator). The version of " +
    'a rule without a template is not sent; there another form is a warning, because versions are compared.',
  *check(item) {
    if (!hasQuery(item)) return;
    const linked = textAt(item, 'alertRuleTemplateName') !== undefined;
    const template = textAt(item, 'templateVersion');
    for (const version of [textAt(item, 'version'), template]) {
      if (version === undefined || (form.test(version.value) && version.value.length <= longest)) continue;
      const isSent = linked && (version === template || template === undefined);
      yield {
        at: version.at,
        severity: isSent ? 'error' : 'warning',
        message: `The version ${shown(version.value)} does not have the form \`1.2.3\` (three numbers, at most ${longest} characters).`,
        hint: 'Write three numbers with dots between them.',
      };
    }
  },
};
