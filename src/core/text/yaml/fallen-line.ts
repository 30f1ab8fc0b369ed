import type { Problem } from './limits.ts';

/** A key whose text stands below it: `query: |`, `  - description: >-`. */
const header = /^(?<before>[ ]*(?:- +)*)(?<key>[\w$.-]+|"[^"]*"|'[^']*')[ ]*:[ ]+[|>][-+\d]*[ ]*(?:#.*)?$/;

/** What may follow a block: another key, an item of a list, a comment, the end of the document. */
const isStructure = (line: string): boolean =>
  /^\s*(?:- |-$|#|---$|\.\.\.$)/.test(line) || /^\s*(?:[\w$.-]+|"[^"]*"|'[^']*')\s*:(?:\s|$)/.test(line);

const blanks = (line: string): number => line.length - line.trimStart().length;

type Fallen = { readonly key: string; readonly offset: number; readonly length: number; readonly missing: number };

/** The first line, up to an offset, that was meant for the block above it and is indented too little for it. */
const fallenLine = (text: string, before: number): Fallen | undefined => {
  let block: { readonly key: string; readonly column: number; readonly indent: number | undefined } | undefined;
  let offset = 0;
  for (const raw of text.split('\n')) {
    if (offset > before) return undefined;
    const line = raw.trimEnd();
    const start = offset;
    offset += raw.length + 1;
    if (line === '') continue;
    const at = blanks(line);
    if (block !== undefined && at > block.column && at >= (block.indent ?? 0)) {
      block = { ...block, indent: block.indent ?? at };
      continue;
    }
    if (block !== undefined && !isStructure(line)) {
      const missing = (block.indent ?? block.column + 2) - at;
      return { key: block.key, offset: start + at, length: line.length - at, missing };
    }
    const groups = header.exec(line)?.groups;
    block =
      groups === undefined
        ? undefined
        : { key: groups['key'] ?? '', column: (groups['before'] ?? '').length, indent: undefined };
  }
  return undefined;
};

/**
 * Explains an error of YAML that comes from a line which fell out of the text above it, as when a query is pasted or a
 * line of it typed at the margin; undefined where no such line is at or before the place of the error.
 */
export const fallenOut = (text: string, errorAt: number): Problem | undefined => {
  const fallen = fallenLine(text, errorAt);
  if (fallen === undefined) return undefined;
  const { key, offset, length, missing } = fallen;
  return {
    code: 'yaml/syntax',
    message: `This line fell out of the text under \`${key}\`: it is indented too little.`,
    hint: `Put ${missing} more ${missing === 1 ? 'space' : 'spaces'} before it, so that it begins below the other lines of \`${key}\`.`,
    span: { start: offset, end: offset + length },
  };
};
