import { ownMember } from '../../core/json.ts';
import { spend, type Budget } from './nodes.ts';
import { SigmaFault } from '../fault.ts';
import { readNetwork } from './network.ts';
import { inspectRegex } from './regex.ts';
import {
  isPlain,
  joined,
  literalString,
  openEnd,
  openStart,
  textOf,
  type CompareOperator,
  type SigmaValue,
  type StringPart,
  type StringValue,
} from './value.ts';

/** `reference` follows the converter that users come from; `specification` the Sigma specification 2.1. */
export type Reading = 'specification' | 'reference';

/** A value on its way through the modifiers; `raw` is its scalar as written, without Sigma's own escapes. */
type Step = { readonly value: SigmaValue; readonly raw: string };

const timeParts = new Set(['minute', 'hour', 'day', 'week', 'month', 'year']);
const comparisons: Readonly<Record<string, CompareOperator>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };
const dashes = ['-', '/', '–', '—', '―'];

const mismatch = (modifier: string, { value, raw }: Step): never => {
  const kind = value.kind === 'string' ? 'the text' : `the ${value.kind}`;
  throw new SigmaFault('other:SigmaTypeError', `The modifier \`${modifier}\` cannot be applied to ${kind} \`${raw}\`.`);
};

const plainText = (modifier: string, step: Step): StringValue & { readonly parts: readonly string[] } => {
  const { value } = step;
  if (value.kind !== 'string') return mismatch(modifier, step);
  const { parts } = value;
  if (!isPlain(parts))
    throw new SigmaFault(
      'other:SigmaValueError',
      `\`${step.raw}\` has wildcards, which \`${modifier}\` cannot encode.`,
    );
  return { ...value, parts };
};

const bytesOf = (value: StringValue): Uint8Array =>
  Buffer.from(textOf(value.parts), value.binary === true ? 'latin1' : 'utf8');

const base64offsets = (bytes: Uint8Array): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift, 0x20), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const start = [0, 2, 3][shift] ?? 0;
    const rest = (bytes.length + shift) % 3;
    return encoded.slice(start, rest === 0 ? encoded.length : encoded.length - 1);
  });

const utf16 = (modifier: string, step: Step, reading: Reading): StringValue => {
  const value = plainText(modifier, step);
  const text = textOf(value.parts);
  const big = modifier === 'utf16be';
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  const bytes = units.map((unit) => {
    const low = String.fromCharCode(unit & 0xff);
    const high = String.fromCharCode(unit >> 8);
    return big ? high + low : low + high;
  });
  if (reading === 'reference' && units.some((unit) => unit > 0x7f))
    throw new SigmaFault('other:SigmaValueError', `\`${step.raw}\` holds a sign that \`${modifier}\` cannot encode.`);
  const mark = modifier !== 'utf16' ? '' : reading === 'reference' ? '\uFEFF' : '\u00FF\u00FE';
  const result = literalString(mark + bytes.join(''));
  return reading === 'reference' ? result : { ...result, binary: true };
};

const isWordSign = (sign: string): boolean => /[\p{L}\p{N}_]/u.test(sign);

/** Texts of a literal piece in which each leading dash or slash of a word stands for all of them. */
const dashed = (text: string, budget: Budget): string[] => {
  const pieces: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (sign !== '-' && sign !== '/') continue;
    if ((index > 0 && isWordSign(text.charAt(index - 1))) || !isWordSign(text.charAt(index + 1))) continue;
    pieces.push(text.slice(start, index));
    start = index + 1;
  }
  // A power of many dashes is beyond every number: infinity is too much, too.
  spend(budget, 'windash', dashes.length ** pieces.length, text.length);
  let variants = [''];
  for (const piece of pieces) variants = variants.flatMap((head) => dashes.map((dash) => head + piece + dash));
  return variants.map((head) => head + text.slice(start));
};

const windash = (value: StringValue, budget: Budget): SigmaValue => {
  let variants: (readonly StringPart[])[] = [[]];
  for (const part of value.parts) {
    const forms = typeof part === 'string' ? dashed(part, budget) : [part];
    if (forms.length > 1) spend(budget, 'windash', variants.length * forms.length, textOf(value.parts).length);
    variants = variants.flatMap((head) => forms.map((form) => [...head, form]));
  }
  return { kind: 'expansion', values: variants.map((parts) => ({ ...value, parts })) };
};

const placeholders = (value: StringValue): StringValue => ({
  ...value,
  parts: joined(
    value.parts.flatMap((part): readonly StringPart[] =>
      typeof part !== 'string'
        ? [part]
        : part.split(/%([A-Za-z0-9_.-]+)%/).map((piece, index) => (index % 2 === 0 ? piece : { placeholder: piece })),
    ),
  ),
});

const regexWith = (pattern: string, modifier: string): string => {
  const head = modifier === 'startswith' || /^(?:\^|\.\*)/.test(pattern) ? '' : '.*';
  const tail = modifier === 'endswith' || /(?:\$|\.\*)$/.test(pattern) ? '' : '.*';
  return head + pattern + tail;
};

const withPlace = (modifier: 'startswith' | 'endswith' | 'contains', step: Step): SigmaValue => {
  const { value } = step;
  if (value.kind === 'regex') return { ...value, pattern: regexWith(value.pattern, modifier) };
  if (value.kind === 'fieldref') return { ...value, match: modifier };
  if (value.kind !== 'string') return mismatch(modifier, step);
  const open = modifier === 'startswith' ? value : openStart(value);
  return modifier === 'endswith' ? open : openEnd(open);
};

const regexOf = (step: Step, isFirst: boolean): SigmaValue => {
  if (step.value.kind !== 'string') return mismatch('re', step);
  if (!isFirst)
    throw new SigmaFault('other:SigmaValueError', 'The modifier `re` has to be the first one of its field.');
  const facts = inspectRegex(step.raw);
  if (!facts.valid)
    throw new SigmaFault(
      'other:SigmaRegularExpressionError',
      `\`${step.raw.slice(0, 80)}\` is no regular expression: it has ${facts.problem}.`,
    );
  return { kind: 'regex', pattern: step.raw, flags: '' };
};

const networkOf = (step: Step): SigmaValue => {
  if (step.value.kind !== 'string') return mismatch('cidr', step);
  const network = readNetwork(step.raw);
  if (!network.valid) throw new SigmaFault('other:SigmaTypeError', `\`${step.raw}\` ${network.problem}.`);
  return { kind: 'cidr', network: step.raw, version: network.version };
};

const compared = (modifier: string, operator: CompareOperator, step: Step): SigmaValue => {
  const { value } = step;
  if (value.kind === 'number') return { kind: 'compare', operator, text: value.text };
  if (value.kind === 'timepart') return { kind: 'compare', operator, text: value.text, part: value.part };
  return mismatch(modifier, step);
};

/** Applies one modifier to one value. `position` counts from 0. */
const applyOne = (modifier: string, position: number, step: Step, reading: Reading, budget: Budget): SigmaValue => {
  const { value, raw } = step;
  if (value.kind === 'expansion')
    return {
      kind: 'expansion',
      values: value.values
        .map((inner) => applyOne(modifier, position, { value: inner, raw }, reading, budget))
        .flatMap((inner) => (inner.kind === 'expansion' ? inner.values : [inner])),
    };
  const operator = ownMember(comparisons, modifier);
  if (operator !== undefined) return compared(modifier, operator, step);
  if (timeParts.has(modifier))
    return value.kind === 'number' ? { kind: 'timepart', part: modifier, text: value.text } : mismatch(modifier, step);
  switch (modifier) {
    case 'contains':
    case 'startswith':
    case 'endswith':
      return withPlace(modifier, step);
    case 're':
      return regexOf(step, position === 0);
    case 'i':
    case 'm':
    case 's':
      return value.kind === 'regex'
        ? { ...value, flags: [...new Set([...value.flags.split(''), modifier])].toSorted().join('') }
        : mismatch(modifier, step);
    case 'windash':
      return value.kind === 'string' ? windash(value, budget) : mismatch(modifier, step);
    case 'base64':
      return literalString(Buffer.from(bytesOf(plainText(modifier, step))).toString('base64'));
    case 'base64offset':
      spend(budget, modifier, 3, raw.length * 4);
      return { kind: 'expansion', values: base64offsets(bytesOf(plainText(modifier, step))).map(literalString) };
    case 'wide':
    case 'utf16':
    case 'utf16le':
    case 'utf16be':
      return utf16(modifier, step, reading);
    case 'cased':
      return value.kind === 'string' ? { ...value, cased: true } : mismatch(modifier, step);
    case 'exists':
      return value.kind === 'boolean' && position === 0
        ? { kind: 'exists', value: value.value }
        : mismatch(modifier, step);
    case 'expand':
      return value.kind === 'string' ? placeholders(value) : mismatch(modifier, step);
    case 'fieldref':
      return value.kind === 'string' ? { kind: 'fieldref', field: raw, match: 'equals' } : mismatch(modifier, step);
    case 'cidr':
      return networkOf(step);
    default:
      throw new SigmaFault('other:SigmaModifierError', `There is no modifier \`${modifier}\`.`);
  }
};

/** Modifiers of the specification that the reference does not know. */
const unknownToReference = new Set(['utf16le']);
const differing = new Set(['utf16', 'wide', 'utf16be', 'utf16le']);

/** True where the two readings of a chain of modifiers can differ. */
export const readingsDiffer = (modifiers: readonly string[]): boolean => modifiers.some((name) => differing.has(name));

/** Modifiers that say how values are combined rather than what they are. */
const combining = new Set(['all', 'neq']);

/**
 * A written value with all its modifiers applied, in their order. Throws a SigmaFault without a place where a modifier
 * is unknown or does not fit. Source of the names and their meaning: Sigma specification 2.1, appendix "modifiers".
 */
export const applyModifiers = (
  modifiers: readonly string[],
  start: Step,
  reading: Reading,
  budget: Budget,
): SigmaValue => {
  let { value } = start;
  for (const [position, modifier] of modifiers.entries()) {
    if (combining.has(modifier)) continue;
    if (reading === 'reference' && unknownToReference.has(modifier))
      throw new SigmaFault('other:SigmaModifierError', `The reference converter has no modifier \`${modifier}\`.`);
    value = applyOne(modifier, position, { value, raw: start.raw }, reading, budget);
  }
  return value;
};
