import type { JsonObject, JsonValue } from '../../core/json.ts';
import { printYaml } from '../../core/text/edit/render.ts';

/** A text that ends its last line, as block scalars usually do; the service is given it without that line end. */
const ended = (text: JsonValue | undefined): JsonValue | undefined =>
  typeof text === 'string' && text !== '' && !text.endsWith('\n') ? `${text}\n` : text;

const withLineEnds = (value: JsonObject): JsonObject => {
  const { description } = value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const several = key === 'description' && typeof description === 'string' && description.includes('\n');
      return [key, key === 'query' || several ? (ended(member) ?? member) : member];
    }),
  );
};

/** The text of a rule file for the value of one: the query as a literal block, in the order of the value's keys. */
export const printRule = (value: JsonObject): string => printYaml(withLineEnds(value), ['query']);
