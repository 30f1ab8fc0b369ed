import { carries, features, notCarried } from '../../../core/api-version.ts';
import { isArray, isObject, type JsonValue } from '../../../core/json.ts';
import { pointer, type JsonPointer } from '../../../core/pointer.ts';
import { instantOf } from '../../../core/instant.ts';
import { shown, techniquesOf, textAt, type RuleCheck, type RuleItem } from './fields.ts';

const isNothing = (value: JsonValue): boolean =>
  value === null || (isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);

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
    if (features.every((feature) => carries(apiVersion, feature))) return;
    const start = textAt(item, 'startTimeUtc');
    const startsLater = start !== undefined && (instantOf(start.value) ?? now) > now;
    const entries = Object.entries(item.raw).filter(
      ([key, value]) => !isNothing(value) && (key !== 'startTimeUtc' || startsLater),
    );
    const body = {
      kind: item.draft.kind,
      properties: {
        ...Object.fromEntries(entries),
        ...(techniquesOf(item).length === 0 ? {} : { techniques: techniquesOf(item).map(({ value }) => value) }),
        ...(subTechniquesOf(item).length === 0
          ? {}
          : { subTechniques: subTechniquesOf(item).map(({ value }) => value) }),
      },
    };
    for (const feature of notCarried({ type: 'alertRules', name: item.draft.id ?? '', body }, apiVersion)) {
      const since = feature.stable === undefined ? feature.preview : `${feature.preview} or ${feature.stable}`;
      yield {
        at: placeOf(item, feature.at),
        message: `The api-version ${shown(apiVersion)} does not carry ${feature.what}; it takes ${since} or newer.`,
        hint: 'Set a newer apiVersion for the workspace in picket.yaml, or leave it out.',
      };
    }
  },
};
