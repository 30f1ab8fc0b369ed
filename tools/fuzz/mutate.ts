/** Numbers from 0 to 1. */
export type Random = () => number;

/** Numbers from 0 to 1 that follow from a seed: the same run can be had again. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Pieces that YAML, JSON Schema, KQL and terminals each find difficult. */
const pieces = [
  '\u0000',
  '\t',
  '\r',
  '\r\n',
  '\uFEFF',
  '\u2028',
  '\u202E',
  '\uD800',
  '- ',
  ': ',
  '? ',
  '| ',
  '|+2\n',
  '>-\n',
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!x ',
  '%YAML 1.2\n',
  '---\n',
  '...\n',
  '"',
  "'",
  '`',
  '{',
  '}',
  '[',
  ']',
  '{{',
  '}}',
  '#',
  ' # picket-ignore rule/x -- y',
  '@',
  '~',
  'null',
  'true',
  '010',
  '0x1F',
  '1e999',
  '-0',
  '.nan',
  '9007199254740993',
  'PT1D',
  'P1Y',
  '1h',
  '14d',
  'id:',
  'query: |\n',
  'kind: NRT\n',
  'entityMappings: []\n',
  '__proto__: 1\n',
  'constructor: {}\n',
  'toString: x\n',
  '\\',
  '\u001b[31m',
  '💥',
  'x'.repeat(3000),
  '['.repeat(200),
  '- '.repeat(200),
  '{a: '.repeat(50),
];

/** One of a list; undefined where it is empty. */
export const at = <T>(list: readonly T[], random: Random): T | undefined => list[Math.floor(random() * list.length)];

/** A text with one to five things done to it: pieces put in, cut out, doubled, swapped, letters changed. */
export const mutate = (text: string, other: string, random: Random): string => {
  let result = text;
  const times = 1 + Math.floor(random() * 5);
  for (let time = 0; time < times; time += 1) {
    const from = Math.floor(random() * (result.length + 1));
    const to = Math.min(result.length, from + Math.floor(random() * random() * 200));
    const cut = result.slice(from, to);
    switch (Math.floor(random() * 7)) {
      case 0:
        result = result.slice(0, from) + (at(pieces, random) ?? '') + result.slice(from);
        break;
      case 1:
        result = result.slice(0, from) + result.slice(to);
        break;
      case 2:
        result = result.slice(0, to) + cut + result.slice(to);
        break;
      case 3:
        result = result.slice(0, from) + (at(pieces, random) ?? '') + result.slice(to);
        break;
      case 4: {
        const start = Math.floor(random() * other.length);
        result = result.slice(0, from) + other.slice(start, start + 100) + result.slice(to);
        break;
      }
      case 5:
        result = result.replaceAll(/^( *)(\w+):/gm, (line, indent: string, key: string) =>
          random() < 0.05 ? `${indent}${key.toUpperCase()}:` : line,
        );
        break;
      default:
        result = result.slice(0, from) + String.fromCharCode(Math.floor(random() * 0x3000)) + result.slice(from + 1);
    }
  }
  return result;
};
