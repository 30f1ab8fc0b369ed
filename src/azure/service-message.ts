import {
  filledText,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  parseJson,
} from '../core/json.ts';
import { cut } from '../core/text/cut.ts';

/** What a failed answer says: the innermost code and message, as text that is safe to show. */
export type ServiceMessage = { readonly code: string | undefined; readonly message: string };

const longest = 1000;
const deepest = 12;

/** Takes anything that looks like a token out of a text from outside. */
export const redact = (text: string): string =>
  text
    .replaceAll(/\beyJ[\w-]+\.[\w.-]+/g, '[token]')
    .replaceAll(/\b(bearer|client_assertion=|access_token=|client_secret=)\s*[\w.~+/=-]{8,}/gi, '$1 [token]');

const bounded = (text: string): string => cut(text, longest);

/** Of a page so much is looked at: its patterns cost more than linear time where nothing is closed. */
const page = 20_000;

const plain = (text: string): string => {
  const withoutMarkup = /^\s*(<!doctype|<html|<\?xml|<head|<body)/i.test(text)
    ? text
        .slice(0, page)
        .replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
        .replaceAll(/<[^<>]*>/g, ' ')
    : text;
  return bounded(redact(withoutMarkup.replaceAll(/\s+/g, ' ').trim()));
};

/** An error that the service has written as JSON into a message, after its own words or alone. */
const embedded = (message: string): JsonObject | undefined => {
  const start = message.indexOf('{');
  const value = start < 0 ? undefined : parseJson(message.slice(start, message.lastIndexOf('}') + 1));
  return isObject(value) && (isObject(value['error']) || filledText(value['message']) !== undefined)
    ? value
    : undefined;
};

const member = (value: JsonObject, name: string): JsonValue | undefined => {
  const key = Object.keys(value).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : value[key];
};

const innermost = (value: JsonObject, depth: number): ServiceMessage | undefined => {
  if (depth > deepest) return undefined;
  for (const name of ['error', 'innererror']) {
    const inner = member(value, name);
    const found = isObject(inner) ? innermost(inner, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  const message = filledText(member(value, 'message'));
  const code = filledText(member(value, 'code'));
  const hidden = message === undefined ? undefined : embedded(message);
  const unwrapped = hidden === undefined ? undefined : innermost(hidden, depth + 1);
  const base = unwrapped ?? (message === undefined ? undefined : { code, message });
  const details = member(value, 'details');
  const further = listOf(details)
    .flatMap((detail) => (isObject(detail) ? [innermost(detail, depth + 1)?.message] : []))
    .filter((text) => text !== undefined && base?.message.includes(text) !== true);
  if (base === undefined) return further.length === 0 ? undefined : { code, message: further.join(' ') };
  return { code: base.code ?? code, message: [base.message, ...further].join(' ') };
};

/** What a problem document (RFC 7807) says: its title, its detail, and what its errors say of each member. */
const ofProblem = (value: JsonObject): ServiceMessage | undefined => {
  const title = filledText(member(value, 'title'));
  const detail = filledText(member(value, 'detail'));
  const errors = member(value, 'errors');
  const told = Object.entries(objectOf(errors)).flatMap(([name, texts]) =>
    (isArray(texts) ? texts : [texts]).flatMap((text) => {
      const said = filledText(text);
      return said === undefined ? [] : [name === '' ? said : `${name}: ${said}`];
    }),
  );
  const message = [title, detail, told.length === 0 ? undefined : told.join(' ')]
    .filter((text) => text !== undefined)
    .join(': ');
  return message === '' ? undefined : { code: undefined, message };
};

/**
 * The innermost code and message of a failed answer's body. Unwraps errors that are encoded as JSON within a message
 * (seen live for workspaces without Sentinel), `innererror` chains and `details`; reads problem documents, which metadata answers with; strips HTML; is at most 1000
 * characters long and holds no token. An empty body gives an empty message.
 */
export const serviceMessage = (text: string): ServiceMessage => {
  const value = parseJson(text);
  const found = isObject(value) ? (innermost(value, 0) ?? ofProblem(value)) : undefined;
  return found === undefined
    ? { code: undefined, message: plain(text) }
    : { code: found.code === undefined ? undefined : bounded(redact(found.code)), message: plain(found.message) };
};

/** A message from outside of the service (a network library, a credential) as one safe line. */
export const plainText = plain;
