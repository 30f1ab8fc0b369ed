import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { noParameterAt, type ParameterPlaces } from '../../src/core/overlays/parameter-place.ts';
import { pointer, type JsonPointer } from '../../src/core/pointer.ts';
import { typesOf } from '../../src/core/schema/annotations.ts';

const parameter: JsonObject = {
  title: 'Parameter',
  description: 'The value of a parameter that picket.yaml or the file declares, as each workspace has it.',
  type: 'object',
  properties: { param: { title: 'Name', description: 'The name of the parameter.', type: 'string', pattern: '^\\w+$' } },
  required: ['param'],
  additionalProperties: false,
};

const reference: JsonObject = { $ref: '#/definitions/parameter' };

/** What an editor shows of a field, whichever of its two forms it has. */
const told = ({ title, description, default: usual, examples }: JsonObject): JsonObject => ({
  ...(title === undefined ? {} : { title }),
  ...(description === undefined ? {} : { description }),
  ...(usual === undefined ? {} : { default: usual }),
  ...(examples === undefined ? {} : { examples }),
});

/** Schemas of the same value that a schema holds: branches of a kind, and choices. What is asked in `if` stays as it is. */
const besides = ['allOf', 'anyOf', 'oneOf', 'then', 'else'];

/**
 * The schema of the files of a type as editors are given it: where a field takes one, `{param: NAME}` may stand for its
 * value. Picket itself checks files with their parameters filled in, by the schema of the type as it is.
 */
export const editorSchema = (type: ParameterPlaces): JsonObject => {
  const open = (value: JsonValue, at: JsonPointer): JsonValue => {
    if (!isObject(value)) return value;
    const inner = within(value, at);
    const types = typesOf(value);
    const isRefused = types.length === 0 || noParameterAt(type, at) !== undefined;
    return isRefused ? inner : { ...told(inner), anyOf: [inner, reference] };
  };
  const within = (schema: JsonObject, at: JsonPointer): JsonObject =>
    Object.fromEntries(
      Object.entries(schema).map(([key, value]): [string, JsonValue] => {
        if (key === 'properties' && isObject(value))
          return [
            key,
            Object.fromEntries(Object.entries(value).map(([name, member]) => [name, open(member, at + pointer(name))])),
          ];
        if (key === 'items') return [key, open(value, at + pointer(0))];
        if (key === 'additionalProperties') return [key, open(value, at + pointer('*'))];
        if (!besides.includes(key)) return [key, value];
        const same = (each: JsonValue): JsonValue => (isObject(each) ? within(each, at) : each);
        return [key, isArray(value) ? value.map(same) : same(value)];
      }),
    );
  const { definitions, ...schema } = within(type.schema, '');
  return { ...schema, definitions: { ...(isObject(definitions) ? definitions : {}), parameter } };
};
