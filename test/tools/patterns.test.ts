import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@swc/core';
import { describe, expect, test } from '@jest/globals';
import { analyse } from 'scslre';

const src = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src');

type Literal = { readonly pattern: string; readonly flags: string };

const literalsIn = (node: unknown): readonly Literal[] => {
  if (Array.isArray(node)) return node.flatMap(literalsIn);
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'RegExpLiteral' && 'pattern' in node && 'flags' in node)
    return [{ pattern: String(node.pattern), flags: String(node.flags) }];
  return Object.values(node).flatMap(literalsIn);
};

/** Whether a text exists on which the work grows faster than its length: by going back, or by beginning anew at each place. */
const growsFaster = ({ pattern, flags }: Literal): boolean =>
  analyse({ source: pattern, flags }, { reportTypes: { Move: true } }).reports.length > 0;

/** What is reported and is linear all the same, and why. */
const sound: readonly { readonly holds: string; readonly why: string }[] = [
  {
    holds: String.raw`(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[^\]]*\]|[^:/?#]*)`,
    why: 'The name of a user and that of a host may be the same letters, and are tried once each: what follows always fits.',
  },
];

describe('patterns take work that is linear in the text', () => {
  test.each(
    readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .toSorted()
      .map((name) => [name]),
  )('in %s', async (name) => {
    const tree = await parse(readFileSync(join(src, name), 'utf8'), { syntax: 'typescript', target: 'es2024' });
    const found = literalsIn(tree.body)
      .filter(({ pattern }) => !sound.some(({ holds }) => pattern.includes(holds)))
      .filter(growsFaster);
    expect(found).toEqual([]);
  });

  test.each([
    ['a run before the end, from each of its places', '\\s+$', true],
    ['the same from its first place only', '(?<!\\s)\\s+$', false],
    ['two runs of the same letters', '^[0-9a-f:]*\\d+\\.$', true],
    ['runs within runs', '^(?:a+)+$', true],
    ['a bracket that is never closed', '<[^>]*>', true],
    ['runs of other letters', '^\\s*\\d+:\\w*$', false],
  ])('and are told apart: %s', (_, pattern, grows) => {
    expect(growsFaster({ pattern, flags: 'g' })).toBe(grows);
  });
});
