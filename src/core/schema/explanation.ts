import type { ErrorObject } from 'ajv';
import type { DiagnosticCode, Severity } from '../diagnostic.ts';
import { isObject, type JsonObject, type JsonValue, numberOrZero, textOrEmpty } from '../json.ts';
import { lastOf, segmentsOf, type JsonPointer } from '../pointer.ts';
import type { SourceDocument } from '../text/source.ts';
import type { TextEdit } from '../text/span.ts';

/** One violation in Picket's words, before it is placed. */
export type Explanation = {
  readonly code: DiagnosticCode;
  readonly at: JsonPointer;
  readonly part: 'key' | 'value';
  readonly message: string;
  /** Where it is not the one of its place. */
  readonly severity?: Severity;
  readonly hint?: string;
  readonly fix?: readonly TextEdit[];
  /** The key that this one means; where it is also missing, saying so twice would be noise. */
  readonly means?: JsonPointer;
};

export type Context = {
  readonly root: JsonObject;
  readonly document: SourceDocument;
};

/** The name of the nearest key at or above a place: of `/tactics/0`, `tactics`. */
export const keyFor = (at: JsonPointer): string | undefined =>
  segmentsOf(at).findLast((segment) => !/^\d+$/.test(segment));

export const subject = (at: JsonPointer): string => {
  const key = keyFor(at);
  if (key === undefined) return 'The file';
  const index = lastOf(at);
  return key === index ? `\`${key}\`` : `Entry ${Number(index) + 1} of \`${key}\``;
};

export const parameter = (error: ErrorObject, name: string): JsonValue | undefined => {
  const params: unknown = error.params;
  const value = isObject(params) ? params[name] : undefined;
  return value;
};

export const textParameter = (error: ErrorObject, name: string): string => textOrEmpty(parameter(error, name));

export const numberParameter = (error: ErrorObject, name: string): number => numberOrZero(parameter(error, name));
