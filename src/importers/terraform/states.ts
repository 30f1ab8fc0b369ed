import { isArray, isObject, type JsonObject, type JsonValue, objectOf, listOf, textOf } from '../../core/json.ts';
import type { Instance } from './module.ts';

const inModule = (module: JsonObject): readonly Instance[] => [
  ...listOf(module['resources']).flatMap((item) => {
    const { mode, type, address, values } = objectOf(item);
    if (mode !== undefined && mode !== 'managed') return [];
    return [{ address: textOf(address) ?? '', type: textOf(type) ?? '', values: objectOf(values), gaps: [] }];
  }),
  ...listOf(module['child_modules']).flatMap((child) => inModule(objectOf(child))),
];

/** A state file as Terraform keeps it (version 4). */
const inState = (state: JsonObject): readonly Instance[] =>
  listOf(state['resources']).flatMap((item) => {
    const { mode, type, name, module, instances } = objectOf(item);
    if (mode !== 'managed') return [];
    const base = `${typeof module === 'string' ? `${module}.` : ''}${textOf(type) ?? ''}.${textOf(name) ?? ''}`;
    return listOf(instances).map((instance): Instance => {
      const { index_key: key, attributes } = objectOf(instance);
      const address = key === undefined ? base : `${base}[${JSON.stringify(key)}]`;
      return { address, type: textOf(type) ?? '', values: objectOf(attributes), gaps: [] };
    });
  });

/**
 * The resources of `terraform show -json` (of a state or of a saved plan), or of a state file; undefined for JSON of
 * another kind. What a plan does not know yet is missing in it.
 */
export const instancesInJson = (json: JsonValue): readonly Instance[] | undefined => {
  const { planned_values: planned, values, resources, version } = objectOf(json);
  if (isObject(planned)) return inModule(objectOf(planned['root_module']));
  if (isObject(values) && isObject(values['root_module'])) return inModule(objectOf(values['root_module']));
  return isArray(resources) && typeof version === 'number' ? inState(objectOf(json)) : undefined;
};
