import { isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';

/** Letters of types in schemas/log-analytics/facts.json; its README says what each member of the file is. */
const letters: Readonly<Record<string, string>> = {
  string: 's',
  int: 'i',
  long: 'l',
  real: 'r',
  bool: 'b',
  datetime: 'd',
  timespan: 't',
  dynamic: 'y',
  guid: 'g',
  decimal: 'm',
  unknown: 'u',
};
const types = Object.fromEntries(Object.entries(letters).map(([type, letter]) => [letter, type]));

export type Column = { readonly name: string; readonly type: string };

/** The dictionary of columns while lists are read and written: what is new comes last, so that a diff shows it. */
export class Dictionary {
  readonly entries: string[];
  readonly #places: Map<string, number>;

  constructor(entries: readonly string[]) {
    this.entries = [...entries];
    this.#places = new Map(entries.map((entry, index) => [entry, index]));
  }

  decode(indexes: JsonValue | undefined): readonly Column[] {
    if (typeof indexes !== 'string') return [];
    return indexes.split(' ').flatMap((index) => {
      const entry = this.entries[Number.parseInt(index, 36)];
      return entry === undefined ? [] : [{ name: entry.slice(1), type: types[entry.slice(0, 1)] ?? 'dynamic' }];
    });
  }

  encode(columns: readonly Column[]): string {
    const places = columns.map(({ name, type }) => {
      const entry = `${letters[type] ?? 'y'}${name}`;
      const place = this.#places.get(entry) ?? this.entries.push(entry) - 1;
      this.#places.set(entry, place);
      return place;
    });
    return [...new Set(places)]
      .toSorted((left, right) => left - right)
      .map((place) => place.toString(36))
      .join(' ');
  }
}

const columnsALine = 20;

const member = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

/** The text of the file: an entry a line, the dictionary in lines of twenty. */
export const printFacts = (facts: JsonObject): string => {
  const text = (value: JsonValue | undefined): string => JSON.stringify(value ?? null);
  const dictionary = facts['columns'];
  const entries = Array.isArray(dictionary) ? dictionary.map((entry) => text(entry)) : [];
  const lines = Array.from({ length: Math.ceil(entries.length / columnsALine) }, (_, line) =>
    entries.slice(line * columnsALine, (line + 1) * columnsALine).join(','),
  );
  const named = (name: string): string => {
    const rows = Object.entries(member(facts[name])).map(([key, value]) => `${text(key)}:${text(value)}`);
    return `"${name}":{\n${rows.join(',\n')}\n}`;
  };
  return [
    `{"format":1,`,
    `"date":${text(facts['date'])},`,
    `"sources":${text(facts['sources'])},`,
    `"columns":[\n${lines.join(',\n')}\n],`,
    `"standard":${text(facts['standard'])},`,
    `"open":${text(facts['open'])},`,
    `${named('schemas')},`,
    `${named('tables')},`,
    named('functions'),
    '}',
    '',
  ].join('\n');
};
