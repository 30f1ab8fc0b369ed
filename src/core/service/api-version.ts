import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';

/** Since when something can be sent: the first preview, with its `-preview`, and the first stable version if there is one. */
export type Carried = { readonly preview: string; readonly stable?: string };

/** Whether an api-version is at least the first that carries something. Stable versions drop what only previews have. */
export const carries = (apiVersion: string, since: Carried): boolean => {
  const first = apiVersion.endsWith('-preview') ? since.preview : since.stable;
  return first !== undefined && apiVersion >= first;
};

/** Something of a body that not every api-version carries. */
export type Feature = Carried & {
  /** As people call it. */
  readonly what: string;
  /** The place in the body; `*` stands for each member of a list. */
  readonly at: readonly string[];
  /** Only where the place has one of these values. */
  readonly values?: readonly string[];
};

const valuesAt = (value: JsonValue | undefined, at: readonly string[]): readonly JsonValue[] => {
  const [segment, ...rest] = at;
  if (value === undefined) return [];
  if (segment === undefined) return [value];
  if (segment === '*') return isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return isObject(value) && Object.hasOwn(value, segment) ? valuesAt(value[segment], rest) : [];
};

const uses = (body: JsonObject, { at, values }: Feature): boolean =>
  valuesAt(body, at).some((value) =>
    // An empty list says nothing, so nothing is lost with it.
    values === undefined ? !isArray(value) || value.length > 0 : typeof value === 'string' && values.includes(value),
  );

/**
 * What of a body the given api-version would refuse or drop silently; empty when it carries everything.
 *
 * @param features what of bodies of this type not every api-version carries.
 */
export const notCarried = (features: readonly Feature[], body: JsonObject, apiVersion: string): readonly Feature[] =>
  features.filter((feature) => !carries(apiVersion, feature) && uses(body, feature));
