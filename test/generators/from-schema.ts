import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../src/core/json.ts';

/** Two different values that a JSON Schema allows, so that a change from one to the other can be seen. */
export type Two = readonly [JsonValue, JsonValue];

const typeOf = ({ type }: JsonObject): JsonValue | undefined => (isArray(type) ? type[0] : type);

const texts = ({ pattern, minLength = 0 }: JsonObject, name: string): Two => {
  if (typeof pattern === 'string' && ![`${name} a`, `${name} b`].every((text) => new RegExp(pattern).test(text)))
    throw new Error(`${name} has a pattern: give its schema two examples`);
  return [`${name} a`, Number(minLength) > 99 ? name : `${name} b`];
};

const listed = (values: JsonValue | undefined): readonly JsonValue[] =>
  isArray(values) ? values.filter((value) => value !== null) : [];

const mappings = (schema: JsonObject, name: string): Two => {
  const members = Object.entries(objectOf(schema['properties'])).map(
    ([key, member]) => [key, twoValues(objectOf(member), key)] as const,
  );
  if (members.length > 0)
    return [
      Object.fromEntries(members.map(([key, [first]]) => [key, first])),
      Object.fromEntries(members.map(([key, [, second]]) => [key, second])),
    ];
  if (!isObject(schema['additionalProperties'])) throw new Error(`${name} is open: give its schema two examples`);
  const [first, second] = twoValues(schema['additionalProperties'], name);
  return [{ Detail: first }, { Detail: second }];
};

/** Two values that a schema allows: its examples where it has them, else its names, else what its type says. */
export const twoValues = (schema: JsonObject, name: string): Two => {
  for (const values of [listed(schema['enum']), listed(schema['examples'])]) {
    const [first, second] = values;
    if (first !== undefined && second !== undefined) return [first, second];
  }
  switch (typeOf(schema)) {
    case 'boolean':
      return [true, false];
    case 'integer':
    case 'number':
      return [3, 4];
    case 'array': {
      const [first, second] = twoValues(objectOf(schema['items']), name);
      return [[first], [second]];
    }
    case 'object':
      return mappings(schema, name);
    default:
      return texts(schema, name);
  }
};
