import { type Compiler, fail, fixedValue, notGiven, type Plan, refuse, type Scope } from '../compiler.ts';
import { converter, dynamicFromText } from '../values/convert.ts';
import { readJson } from '../values/json.ts';
import { type Column, type DynamicBag, emptyValue, isArray, isBag, type Row, type Value } from '../values/value.ts';
import { items } from './common.ts';

/** Splits separated values; quoted fields may hold separators, line ends and doubled quotes. */
export const readSeparated = (text: string, separator: string): readonly (readonly string[])[] => {
  const lines: string[][] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let touched = false;
  const endField = (): void => {
    fields.push(field);
    field = '';
  };
  const endLine = (): void => {
    if (touched || field !== '' || fields.length > 0) {
      endField();
      lines.push(fields);
    }
    fields = [];
    touched = false;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field === '') {
      quoted = true;
      touched = true;
    } else if (character === separator) {
      endField();
      touched = true;
    } else if (character === '\n') endLine();
    else if (character !== '\r') field += character;
  }
  endLine();
  return lines;
};

const separators: Readonly<Record<string, string>> = {
  csv: ',',
  tsv: '\t',
  psv: '|',
  scsv: ';',
  sohsv: '\u0001',
  tsve: '\t',
};

const formatOf = (url: string, given: string | undefined): string => {
  if (given !== undefined) return given.toLowerCase();
  const path = url.split(/[?#;]/)[0] ?? '';
  return /\.(\w+?)(?:\.gz|\.zip)?$/.exec(path)?.[1]?.toLowerCase() ?? 'csv';
};

const fromText = (text: string | undefined, column: Column): Value => {
  if (text === undefined) return emptyValue(column.type);
  if (column.type === 'string') return text;
  if (column.type === 'dynamic') return dynamicFromText(text);
  return converter('string', column.type)(text);
};

const fromBag = (value: Value, columns: readonly Column[]): Row =>
  columns.map(({ name, type }) => {
    const member = isBag(value) ? (value.get(name) ?? null) : null;
    return member === null ? emptyValue(type) : converter('dynamic', type)(member);
  });

/** `externaldata (columns) [addresses] with (format=…)`: the text behind an address comes from whoever runs the query. */
export const externalData = (cx: Compiler, node: KustoEngine.ExternalDataExpression, scope: Scope): Plan => {
  const columns = items(cx, node.Schema.Columns).map(({ Name, Type: type }): Column => ({
    name: Name.SimpleName,
    type: cx.typeNamed(cx.textOf(type)),
  }));
  const urls = items(cx, node.URIs).map((each) => cx.expr(each, scope));
  for (const { constant } of urls) if (typeof constant?.value === 'string') cx.noteRead('addresses', constant.value);
  const property = (name: string): Value | undefined => {
    const clause = node.WithClause;
    const found =
      clause === null ? undefined : items(cx, clause.Properties).find((each) => each.Name.SimpleName === name);
    return found === undefined ? undefined : cx.expr(found.Expression, scope).constant?.value;
  };
  const given = property('format');
  const skipsFirst = property('ignoreFirstRecord') === true;
  const fromRow = (bag: DynamicBag, url: string): Row => {
    const unknown = [...bag.keys()].find((name) => !columns.some((column) => column.name === name));
    if (unknown !== undefined)
      return fail(
        `A row of externaldata(${url}) has the column ${unknown}; the query reads ${columns.map(({ name }) => name).join(', ')}.`,
        node,
      );
    return fromBag(bag, columns);
  };
  const rowsOf = (url: string): readonly Row[] => {
    const text = cx.run().input.external?.(url);
    if (text === undefined) return notGiven(`externaldata(${url})`, node);
    if (typeof text !== 'string') return text.map((bag) => fromRow(bag, url));
    const format = formatOf(url, typeof given === 'string' ? given : undefined);
    if (format === 'txt' || format === 'raw') {
      const lines =
        format === 'raw' ? [text] : text.split(/\r?\n/).filter((line, at, all) => line !== '' || at < all.length - 1);
      return (skipsFirst ? lines.slice(1) : lines).map((line) =>
        columns.map((column, at) => fromText(at === 0 ? line : undefined, column)),
      );
    }
    const separator = separators[format];
    if (separator !== undefined) {
      const lines = readSeparated(text, separator);
      return (skipsFirst ? lines.slice(1) : lines).map((fields) =>
        columns.map((column, at) => fromText(fields[at], column)),
      );
    }
    if (format === 'json' || format === 'multijson') {
      const whole = readJson(text);
      const values =
        whole === undefined
          ? text
              .split('\n')
              .filter((line) => line.trim() !== '')
              .map((line) => readJson(line) ?? null)
          : [whole];
      return values.flatMap((value) => (isArray(value) ? value : [value])).map((value) => fromBag(value, columns));
    }
    return refuse(`externaldata of format ${format}`, node);
  };
  const rows = cx.once(() =>
    urls.flatMap((url) => {
      const value = fixedValue(url);
      return typeof value === 'string' ? rowsOf(value) : [];
    }),
  );
  return { columns, rows, fixed: true };
};
