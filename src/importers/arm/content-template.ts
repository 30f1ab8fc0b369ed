import { isArray, isObject, objectOf, filledText, type JsonObject } from '../../core/json.ts';
import type { LiveResource } from '../../core/resource.ts';
import type { FoundItem } from '../found.ts';
import { rulesIn, type Collections } from './rules.ts';

/** A template of Content Hub as a listing or an answer has it. */
export type ContentTemplate = {
  /** What it installs: `AnalyticsRule`, `HuntingQuery`. */
  readonly kind: string;
  readonly id: string;
  readonly displayName: string;
  readonly version: string | undefined;
  /** What stands in its ARM template; nothing while only the listing is known. */
  readonly items: readonly FoundItem[];
};

/** A template of the gallery (alertRuleTemplates), whose name is its id, and the rule in it. */
export const galleryTemplate = ({
  name,
  body,
}: LiveResource): Omit<ContentTemplate, 'kind' | 'items'> & { readonly body: JsonObject } => {
  const properties = objectOf(body['properties']);
  return {
    id: name,
    displayName: filledText(properties['displayName']) ?? name,
    version: filledText(properties['version']),
    body: { kind: body['kind'] ?? null, properties },
  };
};

/**
 * A template of Content Hub (contentTemplates), which holds an ARM template. A listing may leave that out.
 *
 * @param collections what is looked for in it besides rules.
 */
export const contentTemplate = ({ name, body }: LiveResource, collections: Collections): ContentTemplate => {
  const properties = objectOf(body['properties']);
  const main = properties['mainTemplate'];
  const found = isObject(main) && isArray(main['resources']) ? rulesIn(main, { collections }) : undefined;
  const items = found?.items ?? [];
  const id = filledText(properties['contentId']) ?? items[0]?.name ?? name;
  return {
    kind: filledText(properties['contentKind']) ?? '',
    id,
    displayName: filledText(properties['displayName']) ?? id,
    version: filledText(properties['version']) ?? items[0]?.version,
    items,
  };
};

const numbersOf = (version: string): readonly number[] | undefined =>
  /^\d+(?:\.\d+)*$/.test(version) ? version.split('.').map(Number) : undefined;

/** Whether a version comes after another one; versions that are no numbers come after whatever they differ from. */
export const isNewer = (version: string, than: string | undefined): boolean => {
  if (than === undefined) return true;
  const [left, right] = [numbersOf(version), numbersOf(than)];
  if (left === undefined || right === undefined) return version !== than;
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
};
