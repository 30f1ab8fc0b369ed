import { equalJson, isArray, isObject, textsOf, type JsonArray, type JsonValue } from '../../core/json.ts';
import type { FileMerge, PropertyChange } from '../../core/fields/merge.ts';
import { mergeList } from '../../core/fields/merge-list.ts';
import { pointer } from '../../core/pointer.ts';
import { entityMappings, sentinelEntities } from './values/entities.ts';
import { techniqueNames } from './values/terms.ts';

/** How the fields of a rule are merged into a file that a file may say in more than one way. */

const isOlder = (item: JsonValue): boolean => isObject(item) && item['entityType'] === sentinelEntities;

/** Mappings in the older spelling of sentinelEntitiesMappings stay among the entity mappings. */
export const mergeEntities = ({ file, usual }: FileMerge, change: PropertyChange): boolean => {
  const there = file.at('/entityMappings');
  const older = isArray(there) ? there.filter(isOlder) : [];
  const wanted: JsonArray = [...(isArray(change.after) ? change.after : []), ...older];
  if (older.length === 0 || wanted.length === 0) return usual(change);
  return mergeList(file, '/entityMappings', wanted, entityMappings.shape);
};

/** A change of them in a file with the older spelling moves all of them to the newer one. */
export const mergeSentinel = ({ file, usual }: FileMerge, change: PropertyChange): boolean => {
  const there = file.at('/entityMappings');
  if (isArray(there) && there.some(isOlder)) {
    const rest = there.filter((item) => !isOlder(item));
    const done =
      rest.length === 0
        ? file.remove('/entityMappings')
        : mergeList(file, '/entityMappings', rest, entityMappings.shape);
    if (!done) return false;
  }
  return usual(change);
};

const parentOf = (technique: string): string => technique.split('.')[0] ?? technique;

/** One list in the file, two in the body. Entries that are still right stay where they are. */
export const mergeTechniques = ({ file, target, put }: FileMerge): boolean => {
  const parents = new Set(textsOf(target['techniques']));
  const children = new Set(textsOf(target['subTechniques']));
  const keys = ['relevantTechniques', 'techniques'].filter((key) => isArray(file.at(pointer(key))));
  const kept = keys.map((key) =>
    textsOf(file.at(pointer(key))).filter((name) => (name.includes('.') ? children.has(name) : parents.has(name))),
  );
  const all = new Set(kept.flat());
  const added = [...children].filter((name) => !all.has(name));
  const covered = new Set([...all, ...added].map(parentOf));
  const missing = [...added, ...[...parents].filter((name) => !covered.has(name))].toSorted();
  if (keys.length === 0) return missing.length === 0 || put('relevantTechniques', missing);
  return keys.every((key, index) => {
    const wanted = [...(kept[index] ?? []), ...(index === 0 ? missing : [])];
    return wanted.length === 0
      ? file.remove(pointer(key))
      : mergeList(file, pointer(key), wanted, techniqueNames.shape);
  });
};

/** The version of a linked template: in a key of its own, else in the rule's own version. */
export const mergeTemplateVersion = ({ file, put }: FileMerge, { after }: PropertyChange): boolean => {
  const own = file.at('/templateVersion');
  if (after === undefined) return own === undefined || file.remove('/templateVersion');
  return put(typeof own === 'string' || file.at('/version') !== undefined ? 'templateVersion' : 'version', after);
};

/** The kind of a rule never changes. */
export const mergeKind = (_: FileMerge, { before, after }: PropertyChange): boolean => equalJson(before, after);
