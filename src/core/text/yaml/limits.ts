import { EVENT_ID, type Event } from 'js-yaml';
import type { Span } from '../span.ts';
import type { ScalarEvent } from './tree.ts';
import { cut } from '../cut.ts';

/** A place in a text that cannot be read as data, before it becomes a diagnostic. */
export type Problem = {
  readonly code: `yaml/${string}`;
  readonly message: string;
  readonly hint?: string;
  readonly span: Span;
};

/** Aliases may add at most so many characters of scalars and nodes to what the file itself holds. */
export const aliasBudget = 1_000_000;

type Weight = { readonly size: number; readonly open: boolean };

/**
 * Refuses aliases whose expansion costs more than the budget, and aliases to a node that contains them. The work is
 * linear in the number of events, however large the expansion would be.
 */
export const checkAliases = (text: string, events: readonly Event[]): Problem | undefined => {
  if (!events.some((event) => event.type === EVENT_ID.ALIAS)) return undefined;
  let anchors = new Map<string, Weight>();
  const frames: { size: number; readonly anchor: string | undefined }[] = [];
  let added = 0;
  const grow = (size: number) => {
    const frame = frames.at(-1);
    if (frame !== undefined) frame.size += size;
  };
  const anchorOf = (event: ScalarEvent | { anchorStart: number; anchorEnd: number }): string | undefined =>
    event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        anchors = new Map();
        frames.push({ size: 0, anchor: undefined });
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const anchor = anchorOf(event);
        frames.push({ size: 1, anchor });
        if (anchor !== undefined) anchors.set(anchor, { size: 0, open: true });
        break;
      }
      case EVENT_ID.SCALAR: {
        const size = 1 + event.valueEnd - event.valueStart;
        const anchor = anchorOf(event);
        if (anchor !== undefined) anchors.set(anchor, { size, open: false });
        grow(size);
        break;
      }
      case EVENT_ID.ALIAS: {
        const name = text.slice(event.anchorStart, event.anchorEnd);
        const span = { start: event.anchorStart - 1, end: event.anchorEnd };
        const target = anchors.get(name);
        if (target?.open === true)
          return {
            code: 'yaml/recursive-alias',
            message: `The alias \`*${name}\` stands inside the node that it repeats, so it would never end.`,
            span,
          };
        added += target?.size ?? 0;
        if (added > aliasBudget)
          return {
            code: 'yaml/too-many-aliases',
            message: `The aliases up to \`*${name}\` expand to more than ${aliasBudget} characters and nodes.`,
            hint: 'Write the values out, or use fewer aliases.',
            span,
          };
        grow(target?.size ?? 0);
        break;
      }
      case EVENT_ID.POP: {
        const frame = frames.pop();
        if (frame === undefined) break;
        if (frame.anchor !== undefined) anchors.set(frame.anchor, { size: frame.size, open: false });
        grow(frame.size);
        break;
      }
    }
  }
  return undefined;
};

const integer = /^(?:[-+]?\d+|0x[\da-fA-F]+|0o[0-7]+)$/;
const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const special = /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/;

const significantDigits = (source: string): number =>
  source
    .replace(/[eE][^]*/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '').length;

const losesDigits = (source: string): boolean => {
  if (special.test(source)) return true;
  if (integer.test(source)) return !Number.isSafeInteger(Number(source));
  if (!decimal.test(source)) return false;
  // 17 digits tell any two doubles apart; more cannot be kept.
  return !Number.isFinite(Number(source)) || significantDigits(source) > 17;
};

/** Plain numbers that would not come back as they were written. */
export const checkNumbers = function* (text: string, events: readonly Event[]): Iterable<Problem> {
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || event.style !== 1 || event.valueStart < 0) continue;
    const first = text.charCodeAt(event.valueStart);
    // Digits, `+`, `-` and `.` alone can begin a number.
    if ((first < 48 || first > 57) && first !== 43 && first !== 45 && first !== 46) continue;
    const length = event.valueEnd - event.valueStart;
    if (length < 4 || event.tagStart >= 0) continue;
    const source = text.slice(event.valueStart, event.valueEnd);
    if (!losesDigits(source)) continue;
    yield {
      code: 'yaml/number',
      message: special.test(source)
        ? `\`${source}\` is a number that JSON, and so Azure, does not have.`
        : `\`${cut(source, 40)}\` loses digits when it is read as a number.`,
      hint: 'Put it in quotes if it is a text.',
      span: { start: event.valueStart, end: event.valueEnd },
    };
  }
};
