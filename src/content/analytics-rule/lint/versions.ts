import { isHigher } from '../../../core/text/version-order.ts';
import type { LintContext } from '../../../core/lint-rule.ts';
import { canonicalJson, isObject, type JsonObject } from '../../../core/json.ts';
import { complete } from '../complete.ts';
import type { AnalyticsRuleDraft } from '../model.ts';
import { normalize } from '../normalize.ts';
import { render } from '../render.ts';
import { shown, type RepositoryCheck, hasQuery, present, type RuleCheck, textAt } from './fields.ts';
import { usualVersion } from '../resource.ts';
import { byPath, identityOf } from './identity.ts';
import { insertKey } from '../../../core/text/edit.ts';
import { pointer } from '../../../core/pointer.ts';
import { replaceText } from '../../../core/schema/repair.ts';

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
  worst: 'error',
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

export const versionMissing: RuleCheck = {
  id: 'rule/version-missing',
  scope: 'item',
  severity: 'note',
  summary: 'The rule has no version.',
  why:
    'Picket writes the version of a rule into its ownership marker in the workspace, where people see which state runs, ' +
    'and with `--base` it asks for a higher one when a rule changes. Without a version neither is possible.',
  *check(item) {
    const first = ['name', 'id'].find((key) => Object.hasOwn(item.raw, key));
    if (first === undefined || !hasQuery(item) || present(item, 'version') !== undefined) return;
    const fix = insertKey(item.document, '', 'version', '1.0.0', first);
    yield {
      at: pointer(first),
      part: 'key',
      message: 'The version is missing.',
      hint: 'Add `version: 1.0.0`.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
};

const withoutVersion = (body: JsonObject): JsonObject => {
  const properties = body['properties'];
  if (!isObject(properties)) return body;
  const rest = Object.entries(properties).filter(([key]) => key !== 'templateVersion');
  return { ...body, properties: Object.fromEntries(rest) };
};

/** What is deployed, in canonical form and without the version; undefined for a rule that is not complete. */
const deployed = (draft: AnalyticsRuleDraft, { now }: LintContext): string | undefined => {
  const rule = complete(draft);
  if (rule === undefined) return undefined;
  const { body } = render(rule, { apiVersion: usualVersion, now });
  return canonicalJson(withoutVersion(normalize(body, { now })));
};

export const versionNotRaised: RepositoryCheck = {
  id: 'repo/version-not-raised',
  scope: 'repository',
  severity: 'warning',
  summary: 'What is deployed changed, and the version is the same.',
  why:
    'The version goes into the ownership marker of the deployed rule and is what people compare. Comments, white space ' +
    'that is not sent, and keys that only document the rule need no new version. Found with `--base`.',
  *check(items, context) {
    const base = new Map((context.base ?? []).map((before) => [identityOf(before), before]));
    for (const item of byPath(items)) {
      const id = identityOf(item);
      const before = id === undefined ? undefined : base.get(id);
      const was = before?.draft.version;
      if (before === undefined || was === undefined) continue;
      const version = item.draft.version;
      if (version !== undefined && isHigher(version, was)) continue;
      const [then, now] = [deployed(before.draft, context), deployed(item.draft, context)];
      if (then === undefined || now === undefined || then === now) continue;
      yield {
        path: item.document.path,
        at: version === undefined ? '/id' : '/version',
        message:
          `The rule changed since the base, where its version was ${shown(was)}; ` +
          (version === undefined
            ? 'it has none now.'
            : version === was
              ? 'it still is.'
              : `it is ${shown(version)} now.`),
        hint: 'Raise the version.',
      };
    }
  },
};
