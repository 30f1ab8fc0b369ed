import { own } from './read/nodes.ts';
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

/** Values by name of placeholder (without the percent signs), as a user's file gives them. */
export type PlaceholderValues = Readonly<Record<string, readonly string[]>>;

const maxValues = 10_000;

const filledString = (value: StringValue, values: PlaceholderValues): readonly StringValue[] => {
  let variants: (readonly StringPart[])[] = [[]];
  for (const part of value.parts) {
    const known = typeof part === 'object' && 'placeholder' in part ? own(values, part.placeholder) : undefined;
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
