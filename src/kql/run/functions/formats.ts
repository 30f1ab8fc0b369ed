import { Decimal } from '../values/decimal.ts';
import { pathOf, valueAt } from '../paths.ts';
import { readJson } from '../values/json.ts';
import { castTo } from '../values/convert.ts';
import type { Dynamic } from '../values/value.ts';
import { readXml } from '../xml.ts';
import { prepared, text, unary } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';
import { typeArgument } from './regular-expressions.ts';

const urlPattern =
  /^(?:([A-Za-z][A-Za-z\d+.-]*):\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?)?([^?#]*)(?:\?([^#]*))?(?:#([^]*))?$/;

const queryOf = (query: string): Dynamic => {
  const parameters = new Map<string, Dynamic>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    parameters.set(at === -1 ? pair : pair.slice(0, at), at === -1 ? '' : pair.slice(at + 1));
  }
  return parameters;
};

/** Parts of a URL, each a text, as they stand in it. */
const urlOf = (url: string): Dynamic => {
  const [, scheme = '', user = '', password = '', host = '', port = '', path = '', query = '', fragment = ''] =
    urlPattern.exec(url) ?? [];
  return new Map<string, Dynamic>([
    ['Scheme', scheme],
    ['Host', host],
    ['Port', port],
    ['Path', path],
    ['Username', user],
    ['Password', password],
    ['Query Parameters', queryOf(query)],
    ['Fragment', fragment],
  ]);
};

/** Parts of a path of a file in the forms of Windows, Unix and `file://`. */
const pathParts = (path: string): Dynamic => {
  const scheme = /^([A-Za-z][A-Za-z\d+.-]*):\/\//.exec(path);
  const bare = scheme === null ? path : path.slice(scheme[0].length);
  const root = /^[A-Za-z]:[\\/]/.exec(bare)?.[0] ?? '';
  const cut = Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('\\'));
  const directory = cut === -1 ? '' : bare.slice(0, cut);
  const last = bare.slice(cut + 1);
  const stream = last.indexOf(':');
  const file = stream === -1 ? last : last.slice(0, stream);
  const dot = file.lastIndexOf('.');
  return new Map<string, Dynamic>([
    ['Scheme', scheme?.[1] ?? ''],
    ['RootPath', root],
    ['DirectoryPath', directory],
    ['DirectoryName', directory.slice(Math.max(directory.lastIndexOf('/'), directory.lastIndexOf('\\')) + 1)],
    ['Filename', file],
    ['Extension', dot === -1 ? '' : file.slice(dot + 1)],
    ['AlternateDataStreamName', stream === -1 ? '' : last.slice(stream + 1)],
  ]);
};

/** The first record of comma-separated values; quotes hold commas and line breaks, two of them are one. */
const csvRecord = (record: string): readonly string[] => {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < record.length; at += 1) {
    const character = record.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (record.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === ',') {
      fields.push(field);
      field = '';
    } else if (character === '\n' || character === '\r') break;
    else field += character;
  }
  return [...fields, field];
};

/** One to four parts of at most eight digits, as one number that orders versions (Microsoft Learn, "parse_version()"). */
const versionOf = (version: string): Decimal | null => {
  if (!/^\s*\d{1,8}(?:\.\d{1,8}){0,3}\s*$/.test(version)) return null;
  const parts = version.trim().split('.');
  const padded = Array.from({ length: 4 }, (_, at) => BigInt(parts[at] ?? '0'));
  return Decimal.of(
    padded.reduce((total, part) => total * 100_000_000n + part, 0n),
    0,
  );
};

const extractJson: ScalarFunction = {
  bind: (args) => {
    const readPath = prepared((path) => pathOf(path) ?? null)(args[0], 0);
    const readText = text(args[1], 1);
    const cast = castTo(typeArgument(args[2]));
    return (values) => {
      const path = readPath(values);
      const value = readJson(readText(values) ?? '');
      return cast(path === null || value === undefined ? null : valueAt(value, path));
    };
  },
};

const parseUrl = unary(text, urlOf);
const parseUrlQuery = unary(text, (query) => new Map([['Query Parameters', queryOf(query.replace(/^\?/, ''))]]));

/** Functions that take texts of known formats apart. */
export const formatFunctions: Functions = {
  parse_url: parseUrl,
  parseurl: parseUrl,
  parse_urlquery: parseUrlQuery,
  parseurlquery: parseUrlQuery,
  parse_path: unary(text, pathParts),
  parse_csv: unary(text, csvRecord),
  parse_xml: unary(text, readXml),
  parse_version: unary(text, versionOf),
  extract_json: extractJson,
  extractjson: extractJson,
};
