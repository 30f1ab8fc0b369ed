import { notCarried } from '../../../core/service/api-version.ts';
import { bodyOf } from '../../../core/fields/field-body.ts';
import { pointer, type JsonPointer } from '../../../core/pointer.ts';
import { features, fields } from '../fields.ts';
import { shown, techniquesOf, type RuleCheck, type RuleItem } from './fields.ts';

const subTechniquesOf = (item: RuleItem) => techniquesOf(item).filter(({ value }) => value.includes('.'));

/** The place in the file of a place in the body: sub-techniques stand among the techniques. */
const placeOf = (item: RuleItem, at: readonly string[]): JsonPointer => {
  const [first = '', key = '', ...rest] = at;
  if (first !== 'properties') return pointer(first);
  if (key === 'subTechniques') return subTechniquesOf(item)[0]?.at ?? '';
  if (key === 'techniques') return techniquesOf(item)[0]?.at ?? '';
  return pointer(key, ...rest.slice(0, 1).filter((segment) => segment !== '*'));
};

export const apiVersionTooOld: RuleCheck = {
  id: 'rule/api-version-too-old',
  scope: 'item',
  severity: 'error',
  summary: 'The rule uses something that the configured api-version does not carry.',
  why:
    'Older api-versions refuse or silently drop what they do not know, and stable ones lack what is in preview: ' +
    'sub-techniques need 2023-12-01-preview or a newer preview, and NRT rules do not exist for stable versions (the ' +
    'published REST specifications of Microsoft.SecurityInsights). A rule is never deployed with a part missing.',
  *check(item, { apiVersion, now }) {
    const body = bodyOf(fields, item.draft.kind, item.draft, { now });
    for (const feature of notCarried(features, body, apiVersion)) {
      const since = feature.stable === undefined ? feature.preview : `${feature.preview} or ${feature.stable}`;
      yield {
        at: placeOf(item, feature.at),
        message: `The api-version ${shown(apiVersion)} does not carry ${feature.what}; it takes ${since} or newer.`,
        hint: 'Set a newer apiVersion for the workspace in picket.yaml, or leave it out.',
      };
    }
  },
};
