import { instantOf, parseDuration } from '../../../core/duration.ts';
import { equalJson, isObject, type JsonObject, type JsonValue, parseJson, textOf } from '../../../core/json.ts';
import type { ParameterType } from '../../../core/overlays/parameter-type.ts';
import { apartSpans } from '../../../core/text/kql-tokens.ts';
import type { Span } from '../../../core/text/span.ts';

/** A variable of SentinelARConverter: `%%Name%%`, or `%%Name:what stands there unless given%%`. */
export const placeholder = /%%([A-Za-z_]\w{0,63})(?::((?:(?!%%)[^\n])*))?%%/g;

/** A declared parameter without what it is for. */
type Parameter = { readonly type: ParameterType; readonly default?: JsonValue };

/** A query whose variables are parameters, and what of them could not become one. */
export type Parametrised = {
  readonly query: string;
  /** Declarations by name, as a rule has them under `parameters`. */
  readonly parameters: JsonObject;
  /** Sentences about variables that were filled in with their defaults instead. */
  readonly notes: readonly string[];
  /** Sentences about variables that stay. */
  readonly open: readonly string[];
};

/** The text of one KQL literal in quotes; undefined for anything else, and for escapes that JSON does not have. */
const unquoted = (literal: string): string | undefined => {
  const [, verbatim, sign, inner = ''] = /^[hH]?(@?)(["'])(.*)\2$/.exec(literal) ?? [];
  if (sign === undefined) return undefined;
  if (verbatim === '@') {
    const text = inner.replaceAll(sign + sign, '\n');
    return text.includes(sign) ? undefined : text.replaceAll('\n', sign);
  }
  if (sign === "'") return /['\\]/.test(inner) ? undefined : inner;
  const text = parseJson(`"${inner}"`);
  return textOf(text);
};

const isList = (text: string): boolean => /^\s*(?:["']|-?\d)/.test(text) && text.includes(',');

/** The items of texts or numbers between commas. */
const itemsIn = (text: string): JsonValue | undefined => {
  const apart = apartSpans(text);
  const items: JsonValue[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && (text.charAt(at) !== ',' || apart.some((span) => span.start <= at && at < span.end)))
      continue;
    const { type, default: value } = literalIn(text.slice(start, at).trim()) ?? {};
    if (value === undefined || !(type === 'string' || type === 'long' || type === 'real')) return undefined;
    items.push(value);
    start = at + 1;
  }
  return items;
};

/** A KQL literal as the parameter that holds it; undefined for any other text. */
const literalIn = (text: string): Parameter | undefined => {
  const string = unquoted(text);
  if (string !== undefined) return { type: 'string', default: string };
  if (text === 'true' || text === 'false') return { type: 'bool', default: text === 'true' };
  if (/^-?\d{1,15}$/.test(text)) return { type: 'long', default: Number(text) };
  if (/^-?\d{1,15}\.\d{1,15}$/.test(text)) return { type: 'real', default: Number(text) };
  if (/^\d{1,9}(?:d|h|m|s)$/.test(text) && parseDuration(text) !== undefined)
    return { type: 'timespan', default: text };
  const [, moment] = /^datetime\(([^()"']+)\)$/.exec(text) ?? [];
  if (moment !== undefined && instantOf(moment.trim()) !== undefined)
    return { type: 'datetime', default: moment.trim() };
  const list = isList(text) ? itemsIn(text) : undefined;
  return list === undefined ? undefined : { type: 'list', default: list };
};

/** What stands around a variable, and how much of it a parameter takes the place of. */
type Place = {
  readonly span: Span;
  readonly type?: ParameterType;
  /** The quotes that it stands in. */
  readonly quotes?: readonly [string, string];
};

/** What stands before a value whose type follows from it. */
const before = {
  list: /(?:\bin~?|!in~?|\bhas_any|\bhas_all)\s*\($/i,
  dynamic: /\bdynamic\s*\(\s*\[\s*$/i,
  ago: /\bago\s*\($/i,
};

const placeOf = (query: string, span: Span, apart: readonly Span[]): Place | undefined => {
  const around = apart.find(({ start, end }) => start <= span.start && span.end <= end);
  if (around !== undefined) {
    const [opening, closing] = [query.slice(around.start, span.start), query.slice(span.end, around.end)];
    return /^[hH]?@?["']$/.test(opening) && /^["']$/.test(closing)
      ? { span: around, type: 'string', quotes: [opening, closing] }
      : undefined;
  }
  const [ahead, behind] = [query.slice(Math.max(0, span.start - 40), span.start).trimEnd(), query.slice(span.end)];
  const dynamic = before.dynamic.exec(ahead);
  const end = /^\s*\]\s*\)/.exec(behind);
  if (dynamic !== null && end !== null) {
    const start = query.lastIndexOf(dynamic[0].trimEnd(), span.start);
    return { span: { start, end: span.end + end[0].length }, type: 'list' };
  }
  if (!/^\s*\)/.test(behind)) return { span };
  if (before.list.test(ahead)) return { span, type: 'list' };
  return before.ago.test(ahead) ? { span, type: 'timespan' } : { span };
};

/** The parameter that holds a default at a place; undefined where none can. */
const parameterOf = (
  { type, quotes: [opening, closing] = ['', ''] }: Place,
  fallback: string | undefined,
): Parameter | undefined => {
  if (fallback === undefined) return type === undefined ? undefined : { type };
  const found = literalIn(opening + (opening === '' ? fallback.trim() : fallback) + closing);
  if (found === undefined || type === found.type) return found;
  if (type === undefined) return found.type === 'list' ? undefined : found;
  const { default: item = null } = found;
  return type === 'list' && ['string', 'long', 'real'].includes(found.type) ? { type, default: [item] } : undefined;
};

const isComment = (query: string, { start }: Span): boolean => query.startsWith('//', start);

/** The variables of a query with their places, those in comments aside. */
export const variablesIn = (
  query: string,
): readonly { readonly name: string; readonly whole: string; readonly span: Span }[] => {
  if (!query.includes('%%')) return [];
  const comments = apartSpans(query).filter((span) => isComment(query, span));
  return [...query.matchAll(placeholder)].flatMap(({ 0: whole, 1: name = '', index }) => {
    const span = { start: index, end: index + whole.length };
    return comments.some(({ start, end }) => start <= index && span.end <= end) ? [] : [{ name, whole, span }];
  });
};

/**
 * A query with its variables as parameters of Picket: each stands for a literal by itself, so its type follows from its
 * default or from where it stands (a list in `in (…)`, a length of time in `ago(…)`, a text in quotes). One whose default
 * is no literal is filled in with it, as SentinelARConverter does; one without either stays.
 *
 * @param declared parameters that the rule has already.
 */
export const withoutVariables = (query: string, declared: JsonObject = {}): Parametrised => {
  const apart = apartSpans(query);
  const fallbacks = new Map<string, string>();
  for (const [, name = '', fallback] of query.matchAll(placeholder))
    if (fallback !== undefined && !fallbacks.has(name)) fallbacks.set(name, fallback);
  const parameters: Record<string, JsonValue> = { ...declared };
  const [notes, open] = [new Set<string>(), new Set<string>()];
  let made = '';
  let end = 0;
  for (const { name, whole, span } of variablesIn(query)) {
    const place = placeOf(query, span, apart);
    const fallback = fallbacks.get(name);
    const parameter = place === undefined ? undefined : parameterOf(place, fallback);
    const other = parameters[name];
    const isOther = parameter !== undefined && other !== undefined && !sameParameter(other, parameter);
    if (place !== undefined && parameter !== undefined && !isOther) {
      parameters[name] = other ?? { ...parameter };
      made += `${query.slice(end, place.span.start)}{{param.${name}}}`;
      end = place.span.end;
      continue;
    }
    const why = isOther
      ? 'it stands for values of other types elsewhere'
      : place === undefined
        ? 'it is part of a longer text, and a parameter is a whole value'
        : fallback === undefined
          ? 'nothing tells the type of its value'
          : 'its default is no single value';
    if (fallback === undefined) open.add(`\`${whole}\` cannot become a parameter: ${why}.`);
    else {
      notes.add(`\`${whole}\` was filled in with its default: ${why}.`);
      made += query.slice(end, span.start) + fallback;
      end = span.end;
    }
  }
  return { query: made + query.slice(end), parameters, notes: [...notes], open: [...open] };
};

const sameParameter = (declared: JsonValue, { type, default: value }: Parameter): boolean =>
  isObject(declared) && declared['type'] === type && (value === undefined || equalJson(declared['default'], value));
