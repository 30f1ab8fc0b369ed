import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { Type } from '../../kql/run/values/value.ts';
import mapping from './event-fields.json' with { type: 'json' };
import { fieldOf } from './cells.ts';

/** What a Windows event says, whatever wrote it as JSON. */
type WindowsEvent = {
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

/** `EventData` as a mapping, or as the list of `{Name, #text}` that some tools write. */
const dataOf = (event: JsonObject): ReadonlyMap<string, JsonValue> => {
  const data = event['EventData'] ?? event['UserData'];
  const list = isArray(memberOf(data, 'Data')) ? memberOf(data, 'Data') : undefined;
  if (isArray(list))
    return new Map(
      list.map((entry): [string, JsonValue] => [attribute(entry, 'Name'), memberOf(entry, '#text') ?? '']),
    );
  return new Map(Object.entries(isObject(data) ? data : {}).filter(([key]) => key !== '#attributes'));
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

const xmlText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const xmlOf = ({ data }: WindowsEvent): string =>
  `<EventData>${[...data].map(([name, value]) => `<Data Name="${name}">${xmlText(textOf(value))}</Data>`).join('')}</EventData>`;

const roots = new Map(Object.entries(mapping.roots));

/** A place in the registry: its key with the root spelled out, and its value where the event is about one. */
const placeOf = (event: WindowsEvent, text: string): { readonly key: string; readonly value: string | undefined } => {
  const [root = '', ...rest] = text.split('\\');
  const parts = [roots.get(root) ?? root, ...rest];
  return textOf(event.data.get('EventType')).endsWith('Value')
    ? { key: parts.slice(0, -1).join('\\'), value: parts.at(-1) }
    : { key: parts.join('\\'), value: undefined };
};

/** A part of a value, as event-fields.json asks for it; undefined where the event has none. */
const partOf = (event: WindowsEvent, source: string): string | undefined => {
  if (source.startsWith('=')) return source.slice(1);
  const [, part = '', field = source] = /^(name|folder|user|domain|hash|registry|key|value):(.+)$/.exec(source) ?? [];
  if (part === 'hash')
    return new RegExp(`(?:^|,)${field}=([^,]*)`, 'i').exec(textOf(event.data.get('Hashes')))?.[1]?.toLowerCase();
  const value = field === 'Computer' ? event.computer : event.data.get(field);
  if (value === undefined) return undefined;
  const text = textOf(value);
  const cut = text.lastIndexOf('\\');
  switch (part) {
    case 'name':
    case 'user':
      return text.slice(cut + 1);
    case 'key':
      return placeOf(event, text).key;
    case 'value':
      return placeOf(event, text).value;
    case 'registry':
      return new Map(Object.entries(mapping.registry)).get(text) ?? text;
    case 'folder':
    case 'domain':
      return text.slice(0, Math.max(0, cut));
    default:
      return text;
  }
};

const mapped = (event: WindowsEvent, columns: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([column, sources]): [string, JsonValue][] => {
      const texts = (isArray(sources) ? sources : []).map((source) => partOf(event, textOf(source)));
      const text = texts.find((each) => each !== undefined);
      return text === undefined ? [] : [[column, text]];
    }),
  );

/** Tables that take any event, by what all events have. */
const general = (event: WindowsEvent, table: string): JsonObject | undefined => {
  const { provider, channel, computer, data } = event;
  switch (table) {
    case 'WindowsEvent':
      return {
        Provider: provider,
        Channel: channel,
        Computer: computer,
        EventID: event.id,
        EventData: Object.fromEntries(data),
      };
    case 'Event':
      return { Source: provider, EventLog: channel, Computer: computer, EventID: event.id, EventData: xmlOf(event) };
    case 'SecurityEvent':
      return {
        EventSourceName: provider,
        Channel: channel,
        Computer: computer,
        EventID: event.id,
        EventData: xmlOf(event),
        ...Object.fromEntries([...data].map(([name, value]) => [name, textOf(value)])),
      };
    default:
      return undefined;
  }
};

const tables: JsonObject = mapping.tables;

/** The tables that events can be written as rows of. */
export const eventTables: readonly string[] = ['SecurityEvent', 'WindowsEvent', 'Event', ...Object.keys(tables)];

/**
 * The row of a table that a Windows event becomes; undefined for an event that the table has none of.
 * @param typeOf the type of a column; undefined for one that the table does not have, whose field is left out
 */
export const rowOfEvent = (
  event: WindowsEvent,
  table: string,
  typeOf: (column: string) => Type | undefined,
): JsonObject | undefined => {
  const columns = memberOf(tables[table], event.id);
  const row = general(event, table) ?? (isObject(columns) ? mapped(event, columns) : undefined);
  if (row === undefined) return undefined;
  const typed = Object.entries(row).flatMap(([column, value]): [string, JsonValue][] => {
    const type = typeOf(column);
    if (type === undefined) return [];
    return [[column, typeof value === 'string' ? fieldOf(value, type) : value]];
  });
  return { ...(event.time === undefined ? {} : { TimeGenerated: event.time }), ...Object.fromEntries(typed) };
};
