import { isArray, isObject, scalarText, type JsonObject, type JsonValue } from '../../../core/json.ts';

/** A function of Terraform over known values; undefined for arguments that it does not take. */
export type Pure = (...values: readonly JsonValue[]) => JsonValue | undefined;

export type Functions = Readonly<Record<string, Pure>>;

/** Signs as people see them: a length counts those, not units of code. */
const signs = new Intl.Segmenter('en', { granularity: 'grapheme' });
export const signsOf = (text: string): readonly string[] => [...signs.segment(text)].map(({ segment }) => segment);

export const onText =
  (change: (value: string) => JsonValue | undefined): Pure =>
  (value) => {
    const text = scalarText(value);
    return text === undefined ? undefined : change(text);
  };

export const onTexts =
  (change: (value: string, other: string) => JsonValue | undefined): Pure =>
  (value, other) => {
    const [one, two] = [scalarText(value), scalarText(other)];
    return one === undefined || two === undefined ? undefined : change(one, two);
  };

export const onList =
  (change: (items: readonly JsonValue[]) => JsonValue | undefined): Pure =>
  (value) =>
    isArray(value) ? change(value) : undefined;

export const onMap =
  (change: (map: JsonObject) => JsonValue | undefined): Pure =>
  (value) =>
    isObject(value) ? change(value) : undefined;
