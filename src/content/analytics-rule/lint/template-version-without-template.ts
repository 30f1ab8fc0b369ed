import { hasQuery, shown, textAt, type RuleCheck } from './fields.ts';

export const templateVersionWithoutTemplate: RuleCheck = {
  id: 'rule/template-version-without-template',
  scope: 'item',
  severity: 'error',
  summary: 'templateVersion is given, but no template.',
  why:
    "The service answers `'templateVersion' can only be used if 'alertRuleTemplateName' is not empty` (seen live in " +
    "terraform-provider-azurerm issue 28801). The rule's own version belongs into `version`.",
  *check(item) {
    const version = textAt(item, 'templateVersion');
    if (!hasQuery(item) || version === undefined || (textAt(item, 'alertRuleTemplateName')?.value ?? '') !== '') return;
    yield {
      at: version.at,
      part: 'key',
      message: `templateVersion ${shown(version.value)} is the version of a template, and alertRuleTemplateName names none.`,
      hint: 'Name the template in alertRuleTemplateName, or call the key `version`.',
    };
  },
};
