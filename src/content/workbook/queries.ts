import { isObject, listOf, objectOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';
import { itemsIn } from './items.ts';

/** A query of a workbook: where it stands in the workbook, as the file has it, and as KQL of the same length. */
export type WorkbookQuery = {
  readonly at: JsonPointer;
  readonly text: string;
  /** Undefined where only the choices of whoever looks at it make it KQL. */
  readonly kql: string | undefined;
};

/** What asks a Log Analytics workspace: the type of the query is 0 or not said, as is that of the resource. */
const asksLogs = ({ queryType, resourceType }: JsonObject): boolean =>
  (queryType ?? 0) === 0 &&
  (typeof resourceType !== 'string' || /^microsoft\.operationalinsights\/workspaces$/i.test(resourceType));

/** Parameters that a workbook defines, by name; `{Name}` stands for their values in its texts. */
export const parametersIn = (content: JsonObject): ReadonlyMap<string, JsonObject> =>
  new Map(
    [...itemsIn(content)].flatMap(({ item }) =>
      listOf(objectOf(item['content'])['parameters']).flatMap((parameter) => {
        const { name } = objectOf(parameter);
        return typeof name === 'string' && isObject(parameter) ? [[name, parameter] as const] : [];
      }),
    ),
  );

/** Where a text names a parameter: `{Name}`, `{Name:label}`. A body of a function (`(x:int) {x}`) does not. */
export const namedIn = (
  text: string,
): readonly {
  readonly name: string;
  readonly format: string | undefined;
  readonly start: number;
  readonly end: number;
}[] =>
  [...text.matchAll(/\{([A-Za-z_]\w*)(?::([\w.$]+))?\}/g)].flatMap((match) =>
    text.slice(0, match.index).trimEnd().endsWith(')')
      ? []
      : [{ name: match[1] ?? '', format: match[2], start: match.index, end: match.index + match[0].length }],
  );

/** Spans of texts in quotes and of comments: what stands for a parameter there is a part of a text. */
const quotedIn = (text: string): readonly { readonly start: number; readonly end: number }[] =>
  [...text.matchAll(/@?"(?:[^"\\\n]|\\.)*"|@?'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));

/** The type of parameters that are a range of time. */
const timeRange = 4;

/** What may stand for a parameter; undefined where nobody can tell. */
const valueOf = (parameter: JsonObject | undefined, format: string | undefined): string | undefined => {
  if (parameter?.['type'] === timeRange) {
    if (format === 'grain') return '1d';
    if (format === 'start' || format === 'end' || format === 'startISO' || format === 'endISO') return 'now()';
    return format === undefined || format === 'query' ? '> ago(1d)' : undefined;
  }
  const { quote, multiSelect } = parameter ?? {};
  // A choice of several values comes as texts in quotes, in the brackets of `in (…)`.
  return format === undefined && multiSelect === true && (quote === "'" || quote === '"') ? "''" : undefined;
};

/** A query with its parameters filled in, of the same length; undefined where that is not possible. */
const filledIn = (text: string, parameters: ReadonlyMap<string, JsonObject>): string | undefined => {
  const quoted = quotedIn(text);
  let result = text;
  for (const { name, format, start, end } of namedIn(text)) {
    if (quoted.some((span) => span.start < start && end <= span.end)) continue;
    const value = valueOf(parameters.get(name), format);
    if (value === undefined || value.length > end - start) return undefined;
    result = result.slice(0, start) + value.padEnd(end - start) + result.slice(end);
  }
  return result;
};

/** Every query of a workbook that a Log Analytics workspace answers: those of items, and of choices of parameters. */
export const queriesIn = (content: JsonObject): readonly WorkbookQuery[] => {
  const parameters = parametersIn(content);
  const found = (holder: JsonValue | undefined, at: JsonPointer): readonly WorkbookQuery[] => {
    const { query, ...rest } = objectOf(holder);
    return typeof query === 'string' && query.trim() !== '' && asksLogs(rest)
      ? [{ at: at + pointer('query'), text: query, kql: filledIn(query, parameters) }]
      : [];
  };
  return [...itemsIn(content)].flatMap(({ at, item }) => {
    const { content: inner } = item;
    const place = at + pointer('content');
    return [
      ...(item['type'] === 3 ? found(inner, place) : []),
      ...listOf(objectOf(inner)['parameters']).flatMap((parameter, index) =>
        found(parameter, place + pointer('parameters', index)),
      ),
    ];
  });
};
