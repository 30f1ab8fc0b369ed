import { showFields } from '../../core/fields/field-body.ts';
import { keysOf } from '../../core/fields/field-table.ts';
import type { JsonObject } from '../../core/json.ts';
import { fields } from './fields.ts';
import { kinds } from './kinds.ts';
import { fullForm } from './normalize.ts';

/** The keys of a rule file in the order of Microsoft's public rules, other names of a key behind it. */
export const keyOrder = keysOf(fields);

/**
 * The value of a rule file for an ARM body (`{kind, properties}`, sent or answered) and its resource name: keys in
 * `keyOrder`, and only what differs from the service's defaults, `enabled: false` and template links included.
 * Rendering it gives an equal body again. Properties that Picket does not know have no place in the file; ask
 * `unknownProperties` for them.
 */
export const toRuleValue = (body: JsonObject, name: string): JsonObject => {
  // No start time is left out here: whether it has passed is for the rendering to decide.
  const canonical = fullForm(body, { now: Number.NEGATIVE_INFINITY });
  const kind = kinds.find((one) => one === canonical['kind']);
  return showFields(fields, kind, canonical, { id: name });
};
