import { SigmaFault } from './fault.ts';
import type { Detection, DetectionItem, SigmaDetectionRule } from './read/model.ts';
import {
  joined,
  parseString,
  placeholderOf,
  type SigmaValue,
  type StringPart,
  type StringValue,
} from './read/value.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { isArray, isObject, objectOf, ownMember, scalarText } from '../core/json.ts';
import { pointer } from '../core/pointer.ts';
import type { SourceDocument } from '../core/text/source.ts';

/**
 * The values of placeholders from a user's file: a mapping from name (without percent signs) to a value or a list of
 * values. Values are Sigma strings: `*` and `?` are wildcards.
 */
export const readPlaceholders = (
  document: SourceDocument,
): { readonly placeholders: PlaceholderValues; readonly diagnostics: readonly Diagnostic[] } => {
  const diagnostics: Diagnostic[] = [];
  const refuse = (at: string, message: string): void => {
    diagnostics.push({
      code: 'sigma/placeholders',
      severity: 'error',
      message,
      path: document.path,
      range: document.range(document.locate(at)),
    });
  };
  const { value } = document;
  if (value !== undefined && !isObject(value))
    refuse('', 'The file of placeholders has to be a mapping from names to values.');
  const entries = Object.entries(objectOf(value)).map(([name, member]) => {
    const items = isArray(member) ? member : [member];
    const texts = items.flatMap((item, index) => {
      const text = scalarText(item);
      if (text === undefined)
        refuse(
          isArray(member) ? pointer(name, index) : pointer(name),
          `A value of the placeholder \`${name}\` has to be a text or a number.`,
        );
      return text ?? [];
    });
    return [name, texts] as const;
  });
  return { placeholders: Object.fromEntries(entries), diagnostics };
};

/** Values by name of placeholder (without the percent signs), as a user's file gives them. */
export type PlaceholderValues = Readonly<Record<string, readonly string[]>>;

const maxValues = 10_000;

const filledString = (value: StringValue, values: PlaceholderValues): readonly StringValue[] => {
  let variants: (readonly StringPart[])[] = [[]];
  for (const part of value.parts) {
    const known = typeof part === 'object' && 'placeholder' in part ? ownMember(values, part.placeholder) : undefined;
    const forms = known === undefined ? [[part]] : known.map((text) => parseString(text).parts);
    if (variants.length * forms.length > maxValues)
      throw new SigmaFault('too-large', `The placeholders turn one value into more than ${maxValues}.`);
    variants = variants.flatMap((head) => forms.map((form) => [...head, ...form]));
  }
  return variants.map((parts) => ({ ...value, parts: joined(parts) }));
};

const filledValue = (value: SigmaValue, values: PlaceholderValues): readonly SigmaValue[] => {
  if (value.kind === 'expansion')
    return [{ ...value, values: value.values.flatMap((inner) => filledValue(inner, values)) }];
  return value.kind === 'string' && placeholderOf(value) !== undefined ? filledString(value, values) : [value];
};

/** Under `all` the values of one placeholder are still alternatives. */
const filledItem = (item: DetectionItem, values: PlaceholderValues): DetectionItem => ({
  ...item,
  values: item.values.flatMap((value): readonly SigmaValue[] => {
    const filled = filledValue(value, values);
    return filled.length > 1 && item.link === 'and' ? [{ kind: 'expansion', values: filled }] : filled;
  }),
});

const filledDetection = (detection: Detection, values: PlaceholderValues): Detection => ({
  ...detection,
  items: detection.items.map((item) =>
    item.kind === 'item' ? filledItem(item, values) : filledDetection(item, values),
  ),
});

/** The rule with its placeholders filled in; those without values stay, and are refused when the rule is printed. */
export const withPlaceholders = (rule: SigmaDetectionRule, values: PlaceholderValues): SigmaDetectionRule =>
  Object.keys(values).length === 0
    ? rule
    : {
        ...rule,
        detections: new Map(
          [...rule.detections].map(([name, detection]) => [name, filledDetection(detection, values)]),
        ),
      };
