import { isHigher } from '../../core/text/version-order.ts';
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

/** Whether a version comes after another one, or there is none yet; versions that are no numbers come after whatever they differ from. */
export const isNewer = (version: string, than: string | undefined): boolean =>
  than === undefined || isHigher(version, than);
