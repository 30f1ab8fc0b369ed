import type { JsonValue } from '../../core/json.ts';
import { textValue, valueOf, type Scope } from './language/evaluate.ts';
import { itemsOf, known, lazy, listValue, membersOf, objectValue, textOfValue, type Value } from './language/value.ts';

/** How the values of a file are read: as a template's expressions, or as they stand. */
export type Reading = {
  readonly scope: Scope;
  readonly value: (json: JsonValue, scope: Scope) => Value;
};

/** An answer of the service means every text as it stands. */
export const literal = (json: JsonValue): Value => known(json);

/** What a member of a resource comes to; null where it has none. */
export const read = (json: JsonValue | undefined, reading: Reading): Value =>
  reading.value(json ?? null, reading.scope);

/** The text that a member of a resource is, where it is known. */
export const readText = (json: JsonValue | undefined, reading: Reading): string | undefined =>
  json === undefined ? undefined : textOfValue(read(json, reading));

/** What is an expression still after one template was evaluated belongs to the template within it. */
const again = (value: Value, inner: Scope): Value => {
  const text = textOfValue(value);
  if (text !== undefined) return textValue(text, inner);
  if (value.kind === 'value') return valueOf(value.value, inner);
  const items = itemsOf(value);
  if (items !== undefined) return listValue(items.map((item) => lazy(() => again(item(), inner))));
  const members = membersOf(value);
  if (members === undefined) return value;
  return objectValue([...members].map(([key, member]) => [key, lazy(() => again(member(), inner))] as const));
};

/** Reads values of a template that another one carries: what the outer one leaves over is the inner one's. */
export const within = (reading: Reading, inner: Scope): Reading => ({
  scope: reading.scope,
  value: (json, scope) => again(reading.value(json, scope), inner),
});
