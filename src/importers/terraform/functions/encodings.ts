import { createHash, type BinaryToTextEncoding } from 'node:crypto';
import { canonicalJson, isArray, isObject, parseJson, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { records } from '../../../core/text/csv.ts';
import { percentEncoded, unicodeEscape } from '../../../core/text/notation.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { onText, onTexts, type Functions, type Pure } from './signature.ts';
import { ofBase64 } from '../../read-json.ts';

const namespaces: Readonly<Record<string, string>> = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

/** RFC 9562, version 5. */
const uuidv5 = (space: string, name: string): string | undefined => {
  const hex = (namespaces[space] ?? space).replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(hex)) return undefined;
  const bytes = createHash('sha1').update(Buffer.from(hex, 'hex')).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

const hashed = (name: string, as: BinaryToTextEncoding): Pure =>
  onText((value) => createHash(name).update(value).digest(as));

const parsedYaml = (text: string): JsonValue | undefined => {
  const { document, diagnostics } = readDocument('yamldecode', text);
  return diagnostics.some(({ severity }) => severity === 'error') ? undefined : document.value;
};

/** Keys in their order, and signs that mean something in HTML escaped, as Terraform writes it. */
const json = (value: JsonValue): string => canonicalJson(value).replaceAll(/[<>&\u2028\u2029]/g, unicodeEscape);

/** Terraform puts every key and text in quotes, and texts of several lines as they are. */
const yamlText = (text: string, indent: string): string => {
  if (!text.includes('\n') || /^\s|[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]/.test(text)) return JSON.stringify(text);
  const ending = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = text.replace(/\n$/, '').split('\n');
  return `|${ending}\n${lines.map((line) => (line === '' ? '' : `${indent}  ${line}`)).join('\n')}`;
};

const isNode = (value: JsonValue): value is JsonObject | readonly JsonValue[] =>
  (isArray(value) && value.length > 0) || (isObject(value) && Object.keys(value).length > 0);

/** Block style, members in the order of their keys, items of a list at the depth of their key. */
const yaml = (value: JsonValue, indent = ''): string => {
  if (typeof value === 'string') return yamlText(value, indent);
  if (!isNode(value)) return JSON.stringify(value);
  if (isArray(value)) return value.map((item) => `${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join('\n');
  return Object.keys(value)
    .toSorted()
    .map((key) => {
      const member = value[key] ?? null;
      const inner = yaml(member, isArray(member) ? indent : `${indent}  `);
      const below = isNode(member) ? `\n${inner}` : ` ${typeof member === 'string' ? yamlText(member, indent) : inner}`;
      return `${indent}${JSON.stringify(key)}:${below}`;
    })
    .join('\n');
};

const table = (text: string): JsonValue | undefined => {
  const [head = [], ...rows] = [...records(text, ',')].filter((row) => row.length > 1 || row[0] !== '');
  if (rows.some((row) => row.length !== head.length)) return undefined;
  return rows.map((row): JsonObject => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
};

/** As in a query string: a blank is a plus sign. */
const urlEncoded = (value: string): string => percentEncoded(value).replaceAll('%20', '+');

/** Source: Terraform's documentation, "Encoding functions" and "Hash and crypto functions". */
export const encodingFunctions: Functions = {
  base64decode: onText(ofBase64),
  base64encode: onText((value) => Buffer.from(value).toString('base64')),
  base64sha256: hashed('sha256', 'base64'),
  base64sha512: hashed('sha512', 'base64'),
  csvdecode: onText(table),
  jsondecode: onText(parseJson),
  jsonencode: (value) => (value === undefined ? undefined : json(value)),
  md5: hashed('md5', 'hex'),
  sha1: hashed('sha1', 'hex'),
  sha256: hashed('sha256', 'hex'),
  sha512: hashed('sha512', 'hex'),
  urlencode: onText(urlEncoded),
  uuidv5: onTexts(uuidv5),
  yamldecode: onText(parsedYaml),
  yamlencode: (value) => (value === undefined ? undefined : `${yaml(value)}\n`),
};
