import type { Detection, DetectionItem, SigmaDetectionRule } from './read/model.ts';
import { textOf, type SigmaValue } from './read/value.ts';

const isPath = (text: string): boolean => text.includes('\\') || text.includes('/');

/** Texts of a value that end with a star which was escaped, in something like a path. */
const starred = (value: SigmaValue): readonly string[] => {
  if (value.kind === 'expansion') return value.values.flatMap(starred);
  if (value.kind !== 'string') return [];
  const last = value.parts.at(-1);
  const text = textOf(value.parts);
  return typeof last === 'string' && last.endsWith('*') && isPath(text) ? [text] : [];
};

const itemsOf = (detection: Detection): readonly DetectionItem[] =>
  detection.items.flatMap((item) => (item.kind === 'item' ? [item] : itemsOf(item)));

/**
 * What to say of values such as `*\\folder\\*`: a backslash takes its meaning from the star behind it, so that the sign
 * itself is looked for (Sigma specification, "Escaping"). It is nearly always a slip.
 */
export const escapedStars = (rule: SigmaDetectionRule): readonly string[] => {
  const texts = [...rule.detections.values()].flatMap(itemsOf).flatMap(({ values }) => values.flatMap(starred));
  return [...new Set(texts)].map(
    (text) =>
      `\`${text}\` is looked for with the star as a sign, since \`\\*\` escapes it: for a backslash and anything behind it write \`\\\\*\`.`,
  );
};
