import { replaceText } from '../../../core/schema/repair.ts';
import { hasQuery, present, shown, textAt, type RuleCheck } from './fields.ts';

const form = /^\d+\.\d+\.\d+$/;
const longest = 20;

/** The same numbers in the right form: `v1.2.3`, `1.2`. */
const repaired = (version: string): string | undefined => {
  const [, numbers] = /^\s*[vV]?(\d+\.\d+(?:\.\d+)?)\s*$/.exec(version) ?? [];
  const whole = numbers === undefined || form.test(numbers) ? numbers : `${numbers}.0`;
  return whole !== undefined && whole.length <= longest ? whole : undefined;
};

export const versionForm: RuleCheck = {
  id: 'rule/version-form',
  scope: 'item',
  severity: 'warning',
  summary: 'The version does not have the form 1.2.3.',
  why:
    'Versions are compared to see whether a change was announced, so they need three numbers. Where the rule names a ' +
    'template in alertRuleTemplateName, the version is sent as templateVersion, and the service refuses another form ' +
    "or more than 20 characters: `'templateVersion' should be in format X.Y.Z` (Microsoft's published rule validator); " +
    'there it is an error.',
  *check(item) {
    const version = textAt(item, 'version');
    if (!hasQuery(item) || version === undefined) return;
    if (form.test(version.value) && version.value.length <= longest) return;
    const isSent =
      (textAt(item, 'alertRuleTemplateName')?.value ?? '') !== '' && present(item, 'templateVersion') === undefined;
    const meant = repaired(version.value);
    const fix = meant === undefined ? undefined : replaceText(item.document, version.at, meant);
    yield {
      at: version.at,
      severity: isSent ? 'error' : 'warning',
      message: `The version ${shown(version.value)} is not three numbers of at most ${longest} characters in all.`,
      hint: 'Write three numbers with dots between them, such as `1.0.3`.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
};
