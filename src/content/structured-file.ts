import type { ItemFiles } from '../core/file-form.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { isArray, isObject, parseJson, type JsonObject, type JsonValue } from '../core/json.ts';
import { readDocument } from '../core/text/read-document.ts';

/** The value of a YAML or JSON file, or what is wrong with it. */
export type StructuredFile = {
  readonly value: JsonValue | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Reads a file of YAML or JSON for the facts in it. JSON goes past the limits of rule files (a watchlist of several
 * megabytes is one string), and only where it cannot be read the YAML reader is asked for the place.
 */
export const readStructured = (path: string, text: string): StructuredFile => {
  const isJson = /\.json$/i.test(path);
  const json = isJson ? parseJson(text) : undefined;
  if (json !== undefined) return { value: json, diagnostics: [] };
  const { document, diagnostics } = readDocument(path, text);
  if (!isJson || diagnostics.length > 0) return { value: document.value, diagnostics };
  const message = 'The file is not valid JSON.';
  const hint = 'Look for comments, trailing commas and quotes that are not double ones.';
  return { value: undefined, diagnostics: [{ code: 'yaml/syntax', severity: 'error', message, hint, path }] };
};

/** A mapping somewhere in a value, with the mappings that hold it, the nearest first. */
export type Nested = { readonly object: JsonObject; readonly holders: readonly JsonObject[] };

/** Every mapping in a value: resources of a template may lie in nested deployments or in a plain list. */
export const nestedObjects = function* (
  value: JsonValue | undefined,
  holders: readonly JsonObject[] = [],
): Iterable<Nested> {
  if (isArray(value)) for (const item of value) yield* nestedObjects(item, holders);
  if (!isObject(value)) return;
  yield { object: value, holders };
  for (const member of Object.values(value)) yield* nestedObjects(member, [value, ...holders]);
};

const parameterCall = /^\[parameters\('([^']+)'\)\]$/i;

/**
 * The text that a template gives a property: `[[` stands for `[`, a parameter for its default value. Undefined where it
 * is no text, or an expression that only Azure can work out.
 */
export const textOf = (value: JsonValue | undefined, holders: readonly JsonObject[]): string | undefined => {
  if (typeof value !== 'string') return undefined;
  if (value.startsWith('[[')) return value.slice(1);
  if (!/^\[.*\]$/s.test(value)) return value;
  const name = parameterCall.exec(value)?.[1];
  if (name === undefined) return undefined;
  for (const { parameters } of holders) {
    const parameter = isObject(parameters) ? parameters[name] : undefined;
    const standard = isObject(parameter) ? parameter['defaultValue'] : undefined;
    if (typeof standard === 'string' && !parameterCall.test(standard)) return textOf(standard, []);
  }
  return undefined;
};

/** The last segment of a resource's name; of an expression such as `[concat(parameters('w'), '/…/Name')]` too. */
export const resourceName = (name: JsonValue | undefined): string | undefined =>
  typeof name === 'string' ? /(?<![\w. -])([\w. -]+)(?:'\s*\)\s*\])?$/.exec(name)?.[1]?.trim() : undefined;

/** Items that are a file each, of YAML or JSON. */
export const structuredFiles: ItemFiles = {
  isItem: (path) => /\.(?:ya?ml|json)$/i.test(path),
  beside: () => [],
  read: (path, bytes) => readDocument(path, bytes),
  place: (stem) => `${stem}.yaml`,
  write: () => new Map(),
};
