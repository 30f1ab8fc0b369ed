import { isArray, isObject, type JsonValue } from '../../src/core/json.ts';

/** A place where an answer differs from the recorded one. */
export type Difference = { readonly at: string; readonly recorded: string; readonly answered: string };

/** Members whose values change from run to run; their presence, place and form are compared. */
const volatile =
  /^(?:etag|lastModified\w*|created\w*|updated\w*|systemData|watchlistId|tenantId|traceId|userId|timeModified|revision|correlationId|azure-asyncoperation|location)$/;

const forms: readonly (readonly [form: string, pattern: RegExp])[] = [
  ['an etag', /^"[0-9a-f]{8}-0000-[0-9a-f]{4}-0000-[0-9a-f]{8}0000"$/],
  ['a weak etag', /^W\/"datetime'\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d\.\d{1,7}Z'"$/],
  ['a GUID', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['a GUID without hyphens', /^[0-9a-f]{32}$/],
  ['a moment with fractions, in Z', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,7}Z$/],
  ['a moment with fractions, with an offset', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,7}\+00:00$/],
  ['a moment in seconds', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
  ['an e-mail address', /^[^@\s]+@[^@\s]+$/],
  ['a trace', /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/],
];

const formOf = (value: string): string => {
  if (value.startsWith('https://')) {
    const { host, pathname } = new URL(value);
    return `a link to ${host}${pathname.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'GUID')}`;
  }
  return forms.find(([, pattern]) => pattern.test(value))?.[0] ?? `the text ${JSON.stringify(value)}`;
};

/** A text that the recordings' editors put in place of a long one. */
const isPlaceholder = (value: JsonValue): boolean =>
  typeof value === 'string' && /^\(text of the service\b.*\)$/.test(value);

const shown = (value: JsonValue | undefined): string =>
  value === undefined ? 'absent' : JSON.stringify(value).slice(0, 160);

/**
 * Every difference of an answer from the recorded one, whatever the order of members. `pair` is told of etags that
 * stand for one another and says whether they can: one recorded etag is one answered etag.
 */
export const differencesOf = (
  recorded: JsonValue | undefined,
  answered: JsonValue | undefined,
  pair: (recorded: string, answered: string) => boolean,
  at = '',
  formOnly = false,
): readonly Difference[] => {
  const differ = (): readonly Difference[] => [{ at, recorded: shown(recorded), answered: shown(answered) }];
  if (recorded === undefined || answered === undefined) return recorded === answered ? [] : differ();
  if (isObject(recorded) && isObject(answered)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(answered)]);
    return [...names].flatMap((name) =>
      differencesOf(recorded[name], answered[name], pair, `${at}/${name}`, formOnly || volatile.test(name)),
    );
  }
  if (isArray(recorded) && isArray(answered)) {
    const length = Math.max(recorded.length, answered.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      differencesOf(recorded[index], answered[index], pair, `${at}/${index}`, formOnly),
    );
  }
  if (typeof recorded === 'string' && typeof answered === 'string') {
    if (at.endsWith('/etag')) return formOf(recorded) === formOf(answered) && pair(recorded, answered) ? [] : differ();
    if (formOnly ? formOf(recorded) === formOf(answered) : recorded === answered) return [];
    return isPlaceholder(recorded) && answered !== '' ? [] : differ();
  }
  return recorded === answered ? [] : differ();
};
