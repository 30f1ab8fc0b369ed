/** A KQL condition with what binds its parts; `true` and `false` where it is known beforehand. */
export type Condition =
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'atom' | 'and' | 'or'; readonly text: string; readonly parts?: readonly string[] };

export const always: Condition = { kind: 'known', value: true };
export const never: Condition = { kind: 'known', value: false };

export const atom = (text: string): Condition => ({ kind: 'atom', text });

/** The parser of KQL nests to the left: long chains are cut into groups, or it refuses them as too deep. */
const groupSize = 40;

const grouped = (texts: readonly string[], word: string): readonly string[] => {
  if (texts.length <= groupSize) return texts;
  const groups: string[] = [];
  for (let index = 0; index < texts.length; index += groupSize)
    groups.push(`(${texts.slice(index, index + groupSize).join(` ${word} `)})`);
  return grouped(groups, word);
};

/** Conditions joined; what is known is left out, and equal ones are said once. */
export const join = (kind: 'and' | 'or', conditions: readonly Condition[]): Condition => {
  const neutral = kind === 'and';
  const texts: string[] = [];
  let only: Condition | undefined;
  for (const condition of conditions) {
    if (condition.kind === 'known') {
      if (condition.value !== neutral) return condition;
      continue;
    }
    only = condition;
    if (condition.kind === kind && condition.parts !== undefined) texts.push(...condition.parts);
    else texts.push(condition.kind === 'atom' ? condition.text : `(${condition.text})`);
  }
  const parts = [...new Set(texts)];
  if (only === undefined) return { kind: 'known', value: neutral };
  if (parts.length === 1)
    return only.kind === 'atom' || conditions.length === 1 ? only : { kind: 'atom', text: parts[0] ?? '' };
  return { kind, text: grouped(parts, kind).join(` ${kind} `), parts };
};

/** A condition's text without the parentheses that enclose all of it. */
export const stripped = (part: string): string => {
  if (!part.startsWith('(') || !part.endsWith(')')) return part;
  let depth = 0;
  let quote: 'plain' | 'verbatim' | undefined;
  for (let index = 0; index < part.length; index += 1) {
    const sign = part.charAt(index);
    if (quote === 'plain' && sign === '\\') index += 1;
    else if (sign === '"')
      quote = quote === undefined ? (part.charAt(index - 1) === '@' ? 'verbatim' : 'plain') : undefined;
    else if (quote === undefined && sign === '(') depth += 1;
    else if (quote === undefined && sign === ')') {
      depth -= 1;
      if (depth === 0) return index === part.length - 1 ? part.slice(1, -1) : part;
    }
  }
  return part;
};

/** The opposite of a condition. */
export const negated = (condition: Condition): Condition => {
  if (condition.kind === 'known') return { kind: 'known', value: !condition.value };
  // Neither of several is each of them not: at the top of a query each becomes a line of its own.
  if (condition.kind === 'or' && condition.parts !== undefined)
    return join(
      'and',
      condition.parts.map((part) => atom(`not(${stripped(part)})`)),
    );
  return atom(`not(${condition.text})`);
};
