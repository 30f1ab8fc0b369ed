import type { LintContext } from '../../../core/content-type.ts';
import { canonicalJson, isObject, type JsonObject } from '../../../core/json.ts';
import { complete } from '../complete.ts';
import type { AnalyticsRuleDraft } from '../model.ts';
import { normalize } from '../normalize.ts';
import { render } from '../render.ts';
import { shown, type RepositoryCheck } from './fields.ts';
import { usualVersion } from '../resource.ts';
import { byPath, identityOf } from './identity.ts';

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

const numbers = (version: string): readonly number[] | undefined =>
  /^\d+(?:\.\d+)*$/.test(version) ? version.split('.').map(Number) : undefined;

/** Whether a version is higher than another, number by number; another form only has to differ. */
const isHigher = (version: string, than: string): boolean => {
  const [left, right] = [numbers(version), numbers(than)];
  if (left === undefined || right === undefined) return version !== than;
  const length = Math.max(left.length, right.length);
  const place = Array.from({ length }, (_, index) => index).find((index) => (left[index] ?? 0) !== (right[index] ?? 0));
  return place !== undefined && (left[place] ?? 0) > (right[place] ?? 0);
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
