import { boundTemplate } from '../template-bound.ts';
import { shown, type RepositoryCheck, hasQuery, textAt, type RuleCheck } from './fields.ts';
import { identityOf, repeats } from './identity.ts';

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

export const templateUsedTwice: RepositoryCheck = {
  id: 'repo/template-used-twice',
  scope: 'repository',
  severity: 'error',
  summary: 'Two files hold a rule of the same template, of a kind that a workspace holds once a template.',
  why:
    'A Fusion, machine learning or threat intelligence rule, and one that creates incidents after a template, is the ' +
    'installation of its template: the service refuses a second one (`Analytics rule template is already installed ' +
    'for workspace`, Azure-Sentinel issue 10635), or would raise everything twice.',
  *check(items) {
    const templateOf = ({ draft }: (typeof items)[number]): string | undefined =>
      boundTemplate(draft.kind, draft.alertRuleTemplateName);
    for (const { first, again } of repeats(items, templateOf)) {
      // A copied file has the same id too, which is the worse problem and has its own finding.
      if (identityOf(first) !== undefined && identityOf(first) === identityOf(again)) continue;
      yield {
        path: again.document.path,
        at: '/alertRuleTemplateName',
        message: `The template ${shown(again.draft.alertRuleTemplateName ?? '')} is already used in ${first.document.path}; a workspace holds one rule of it.`,
        hint: 'Keep the file whose id the rule has in the workspace, and remove the other.',
        related: [{ message: 'The same template is here.', path: first.document.path, at: '/alertRuleTemplateName' }],
      };
    }
  },
};
