import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { withoutTags } from '../../core/text/notation.ts';
import type { Type } from '../../kql/run/values/value.ts';
import mapping from './event-fields.json' with { type: 'json' };
import { fieldOf } from './cells.ts';

/** What a Windows event says, whatever wrote it as JSON. */
export type WindowsEvent = {
  readonly id: string;
  readonly provider: string;
  readonly channel: string;
  readonly computer: string;
  readonly time: string | undefined;
  readonly data: ReadonlyMap<string, JsonValue>;
};

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

const memberOf = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
  isObject(value) ? value[key] : undefined;

const attribute = (value: JsonValue | undefined, name: string): string =>
  textOf(memberOf(memberOf(value, '#attributes'), name) ?? memberOf(value, `@${name}`) ?? memberOf(value, name));

/** `EventData` or `UserData` as a mapping, or as the list of `{Name, #text}` that some tools write. */
const dataOf = (event: JsonObject): ReadonlyMap<string, JsonValue> => {
  const data = event['EventData'] ?? event['UserData'];
  const list = isArray(memberOf(data, 'Data')) ? memberOf(data, 'Data') : undefined;
  if (isArray(list))
    return new Map(
      list.map((entry): [string, JsonValue] => [attribute(entry, 'Name'), memberOf(entry, '#text') ?? '']),
    );
  return new Map(Object.entries(objectOf(data)).filter(([key]) => key !== '#attributes'));
};

/** The event in a JSON object as evtx_dump and the like write it; undefined for any other object. */
export const readEvent = (value: JsonObject): WindowsEvent | undefined => {
  const event = value['Event'];
  if (!isObject(event) || !isObject(event['System'])) return undefined;
  const system = event['System'];
  const id = system['EventID'];
  return {
    id: textOf(isObject(id) ? id['#text'] : id),
    provider: attribute(system['Provider'], 'Name'),
    channel: textOf(system['Channel']),
    computer: textOf(system['Computer']),
    time: attribute(system['TimeCreated'], 'SystemTime').replace(/(\.\d{7})\d+/, '$1') || undefined,
    data: dataOf(event),
  };
};

const xmlAttribute = (text: string): string => withoutTags(text).replaceAll('"', '&quot;');

const xmlOf = ({ data }: WindowsEvent): string =>
  `<EventData>${[...data].map(([name, value]) => `<Data Name="${xmlAttribute(name)}">${withoutTags(textOf(value))}</Data>`).join('')}</EventData>`;

/** A text with the longest prefix that a list knows in the words of the list. */
const withPrefix = (text: string, list: JsonObject): string => {
  const [prefix = ''] = Object.keys(list)
    .filter((each) => text === each || text.startsWith(`${each}\\`))
    .toSorted((left, right) => right.length - left.length);
  return prefix === '' ? text : textOf(list[prefix]) + text.slice(prefix.length);
};

/** A place in the registry: its key, and its value where the event is about one. */
const placeOf = (event: WindowsEvent, text: string): { readonly key: string; readonly value: string | undefined } => {
  const cut = text.lastIndexOf('\\');
  return textOf(event.data.get('EventType')).endsWith('Value') && cut >= 0
    ? { key: text.slice(0, cut), value: text.slice(cut + 1) }
    : { key: text, value: undefined };
};

const hashIn = (hashes: string, name: string): string | undefined =>
  hashes
    .split(',')
    .find((each) => each.toUpperCase().startsWith(`${name.toUpperCase()}=`))
    ?.slice(name.length + 1);

const accountOf = ({ data }: WindowsEvent, prefix: string): string | undefined => {
  const name = data.get(`${prefix}UserName`);
  const domain = textOf(data.get(`${prefix}DomainName`));
  if (name === undefined) return undefined;
  return domain === '' || domain === '-' ? textOf(name) : `${domain}\\${textOf(name)}`;
};

const headOf = (event: WindowsEvent, name: string): JsonValue | undefined => {
  switch (name) {
    case 'Computer':
      return event.computer;
    case 'Channel':
      return event.channel;
    case 'Provider':
      return event.provider;
    case 'EventID':
      return event.id;
    case 'data':
      return Object.fromEntries(event.data);
    case 'xml':
      return xmlOf(event);
    default:
      return undefined;
  }
};

/** A part of a field's text; `list` is what stands in brackets behind the part's name. */
const partOf = (event: WindowsEvent, part: string, list: string, text: string): JsonValue | undefined => {
  const words = wordLists[list] ?? {};
  const cut = text.lastIndexOf('\\');
  switch (part) {
    case 'name':
    case 'user':
      return text.slice(cut + 1);
    case 'domain':
      return text.slice(0, Math.max(0, cut));
    case 'hash':
      return hashIn(text, list);
    case 'lowerhash':
      return hashIn(text, list)?.toLowerCase();
    case 'guid':
      return text.replace('{', '').replace('}', '');
    case 'number':
      return /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? String(Number(text)) : text;
    case 'upper':
      return text.toUpperCase();
    case 'time':
      // Sysmon writes UTC without saying so: `2026-03-01 09:00:00.123`.
      return /^\d{4}-\d\d-\d\d \d/.test(text) ? `${text.replace(' ', 'T')}Z` : text;
    case 'word':
      return Object.hasOwn(words, text) ? textOf(words[text]) : text;
    case 'bag':
      return { [list]: text };
    case 'key':
      return withPrefix(placeOf(event, text).key, words);
    case 'value':
      return placeOf(event, text).value;
    default:
      return undefined;
  }
};

/** What event-fields.json has for a column; undefined where the event does not have it. */
const valueOf = (event: WindowsEvent, source: string): JsonValue | undefined => {
  if (source.startsWith('=')) return source.slice(1);
  if (source.startsWith('@')) return headOf(event, source.slice(1));
  const colon = source.indexOf(':');
  if (colon < 0) {
    const field = event.data.get(source);
    return field === undefined ? undefined : textOf(field);
  }
  const [part = '', list = ''] = source.slice(0, colon).split(/[()]/);
  const field = source.slice(colon + 1);
  if (part === 'account') return accountOf(event, field);
  const value = event.data.get(field);
  return value === undefined ? undefined : partOf(event, part, list, textOf(value));
};

type EventMap = {
  readonly table: string;
  readonly channels?: readonly string[];
  readonly events?: readonly string[];
  readonly when?: Readonly<Record<string, readonly string[]>>;
  readonly columns: Readonly<Record<string, string | readonly string[]>>;
};

const maps: readonly EventMap[] = mapping.maps;
const aliases = new Map(Object.entries(mapping.aliases));
const wordLists: Readonly<Record<string, JsonObject>> = mapping.words;

const fits = ({ id, channel, data }: WindowsEvent, { channels, events, when = {} }: EventMap): boolean =>
  (channel === '' || channels?.includes(channel) !== false) &&
  events?.includes(id) !== false &&
  Object.entries(when).every(([field, values]) => values.includes(textOf(data.get(field))));

const columnsOf = (event: WindowsEvent, { columns }: EventMap): readonly (readonly [string, JsonValue])[] =>
  Object.entries(columns).flatMap(([column, written]): readonly (readonly [string, JsonValue])[] => {
    if (written === '@fields') return [...event.data].map(([name, value]) => [name, textOf(value)]);
    const sources = typeof written === 'string' ? [written] : written;
    const value = sources.map((source) => valueOf(event, source)).find((each) => each !== undefined);
    return value === undefined ? [] : [[column, value]];
  });

/** The tables that events can be written as rows of. */
export const eventTables: readonly string[] = [...new Set(maps.map(({ table }) => table))];

/** Whether any event becomes a row of a table, or of a parser by one of its names. */
export const takesEvents = (table: string): boolean => eventTables.includes(aliases.get(table) ?? table);

/** The columns that the mapping writes, by table; those of fields that events name themselves are left out. */
export const mappedColumns: readonly (readonly [table: string, columns: readonly string[]])[] = maps.map(
  ({ table, columns }) => [table, Object.keys(columns).filter((name) => name !== '*')],
);

/**
 * The row of a table that a Windows event becomes; undefined for an event that the table has none of.
 * @param typeOf the type of a column; undefined for one that the table does not have, whose field is left out
 */
export const rowOfEvent = (
  event: WindowsEvent,
  table: string,
  typeOf: (column: string) => Type | undefined,
): JsonObject | undefined => {
  const named = aliases.get(table) ?? table;
  const map = maps.find((each) => each.table === named && fits(event, each));
  if (map === undefined) return undefined;
  const typed = columnsOf(event, map).flatMap(([column, value]): [string, JsonValue][] => {
    const type = typeOf(column);
    if (type === undefined) return [];
    return [[column, typeof value === 'string' ? fieldOf(value, type) : value]];
  });
  return { ...(event.time === undefined ? {} : { TimeGenerated: event.time }), ...Object.fromEntries(typed) };
};
