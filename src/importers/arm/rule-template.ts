import { isArray, isObject, type JsonObject, objectOf, filledText } from '../../core/json.ts';
import type { LiveResource } from '../../core/resource.ts';
import { rulesIn } from './rules.ts';

/** A template of a workspace: of the gallery, or of a solution that Content Hub installed. */
export type RuleTemplate = {
  /** What a rule names in alertRuleTemplateName. */
  readonly id: string;
  readonly displayName: string;
  readonly version: string | undefined;
  /** `{kind, properties}`; undefined while only the listing is known. */
  readonly body: JsonObject | undefined;
  /** The resource to ask for the body. */
  readonly resource: Pick<LiveResource, 'type' | 'name'>;
};

/** A template of the gallery (alertRuleTemplates), whose name is its id. */
export const galleryTemplate = ({ type, name, body }: LiveResource): RuleTemplate => {
  const properties = objectOf(body['properties']);
  return {
    id: name,
    displayName: filledText(properties['displayName']) ?? name,
    version: filledText(properties['version']),
    body: { kind: body['kind'] ?? null, properties },
    resource: { type, name },
  };
};

/**
 * A template of Content Hub (contentTemplates), which holds the rule in an ARM template; undefined for content that is
 * no analytics rule. A listing may leave the ARM template out.
 */
export const contentTemplate = ({ type, name, body }: LiveResource): RuleTemplate | undefined => {
  const properties = objectOf(body['properties']);
  if (filledText(properties['contentKind'])?.toLowerCase() !== 'analyticsrule') return undefined;
  const main = properties['mainTemplate'];
  const found = isObject(main) && isArray(main['resources']) ? rulesIn(main)?.items[0] : undefined;
  const id = filledText(properties['contentId']) ?? found?.name ?? name;
  return {
    id,
    displayName: filledText(properties['displayName']) ?? id,
    version: filledText(properties['version']) ?? found?.version,
    body: found?.body,
    resource: { type, name },
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
