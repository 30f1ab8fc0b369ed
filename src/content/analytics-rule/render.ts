import { notCarried, type Feature } from '../../core/service/api-version.ts';
import type { LintContext } from '../../core/lint-rule.ts';
import { PicketError } from '../../core/errors.ts';
import { bodyOf } from '../../core/fields/field-body.ts';
import type { Resource } from '../../core/resource.ts';
import { features, fields } from './fields.ts';
import type { AnalyticsRule } from './model.ts';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The resource name of a rule that is new: a GUID in lower case, any other id (`BuiltInFusion`) as it is written. */
export const resourceName = (id: string): string => (guid.test(id) ? id.toLowerCase() : id);

const versionsThatCarry = (what: readonly Feature[]): string => {
  const preview =
    what
      .map((feature) => feature.preview)
      .toSorted()
      .at(-1) ?? '';
  const stable = what.every((feature) => feature.stable !== undefined)
    ? what
        .map((feature) => feature.stable ?? '')
        .toSorted()
        .at(-1)
    : undefined;
  return stable === undefined ? `${preview} or a newer preview` : `${preview} or ${stable} or newer`;
};

/**
 * The ARM resource of a rule: the same rule always gives the same body, and nothing of it is left out that Azure takes.
 * `context.now` (milliseconds since 1970) decides whether a start time is still ahead.
 * Throws a PicketError of kind `refusal`, code `api-version-too-old`, when `context.apiVersion` does not carry
 * something that the rule has: the service would drop it without a word.
 */
export const render = (rule: AnalyticsRule, context: LintContext): Resource => {
  const body = bodyOf(fields, rule.kind, rule, context);
  const resource: Resource = { type: 'alertRules', name: resourceName(rule.id), body };
  const lost = notCarried(features, body, context.apiVersion);
  if (lost.length === 0) return resource;
  const what = lost.map((feature) => feature.what).join(', ');
  throw new PicketError(
    'refusal',
    `Rule ${rule.id} (${rule.name ?? rule.kind}): api-version ${context.apiVersion} does not carry ${what}.`,
    { code: 'api-version-too-old', hint: `Set apiVersion of the workspace to ${versionsThatCarry(lost)}.` },
  );
};
