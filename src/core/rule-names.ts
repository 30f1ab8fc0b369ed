import { nearest } from './text/nearest.ts';
import { refKey, type Ref } from './ref.ts';

/** A rule as people may name it. */
export type NamedRule = {
  /** Absent where everything that can be named is of one type. */
  readonly type?: string | undefined;
  readonly id: string;
  readonly displayName: string;
  /** Its file, relative to the working directory with forward slashes; absent where it has none. */
  readonly path?: string | undefined;
};

/** By what a rule was named. An id and a path stay what they are; a name or a prefix may mean another rule tomorrow. */
export type NamedBy = 'id' | 'path' | 'name' | 'prefix';

export type RuleMatch =
  | { readonly kind: 'rule'; readonly rule: NamedRule; readonly by: NamedBy }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly NamedRule[] }
  | { readonly kind: 'none'; readonly near: string | undefined };

/** The fewest characters of an id that stand for it. */
export const shortestPrefix = 6;

/** The word that stands for every rule, and so for none. */
export const isReserved = (text: string): boolean => text.trim().toLowerCase() === 'all';

/** A name as it is read: how its letters are composed, how many spaces part its words, and their case are not seen. */
const seen = (text: string): string => text.normalize().trim().replaceAll(/\s+/gu, ' ').toLowerCase();

const same = (left: string, right: string): boolean => seen(left) === seen(right);

const refOf = ({ type = '', id }: NamedRule): Ref => ({ type, id });

/** The shortest text that means a rule by its id and no other: with its type only where another type has the id too. */
export const exactText = (rule: NamedRule, rules: readonly NamedRule[]): string =>
  rules.some((other) => same(other.id, rule.id) && other.type !== rule.type)
    ? `${rule.type ?? ''}/${rule.id}`
    : rule.id;

const wayTo = (rule: NamedRule, text: string, path: string): Exclude<NamedBy, 'id'> | undefined => {
  // Disks of macOS give names back with their letters taken apart.
  if (rule.path?.normalize() === path.normalize()) return 'path';
  if (same(rule.displayName, text)) return 'name';
  return text.length >= shortestPrefix && rule.id.toLowerCase().startsWith(text.toLowerCase()) ? 'prefix' : undefined;
};

/**
 * The rule that a text means: by its id (without case), its path, its display name (without case, as it is seen), or the first six or
 * more characters of its id. An id goes before everything else; what can be read in two ways is ambiguous.
 * @param text as it was typed
 * @param path the text as a path of the kind that the rules have
 */
export const matchRule = (text: string, path: string, rules: readonly NamedRule[]): RuleMatch => {
  if (text.trim() === '') return { kind: 'none', near: undefined };
  const typed = rules.find((rule) => same(`${rule.type ?? ''}/${rule.id}`, text));
  if (typed !== undefined) return { kind: 'rule', rule: typed, by: 'id' };
  const exact = [
    ...new Map(rules.filter(({ id }) => same(id, text)).map((rule) => [refKey(refOf(rule)), rule])).values(),
  ];
  const [one] = exact;
  if (one !== undefined)
    return exact.length === 1
      ? { kind: 'rule', rule: rules.find(({ id }) => same(id, text)) ?? one, by: 'id' }
      : { kind: 'ambiguous', candidates: exact };
  const found = new Map<string, { readonly rule: NamedRule; readonly by: NamedBy }>();
  for (const rule of rules) {
    const by = wayTo(rule, text, path);
    const key = refKey(refOf(rule));
    if (by !== undefined && (by === 'path' || !found.has(key))) found.set(key, { rule, by });
  }
  const matches = [...found.values()];
  const [only, second] = matches;
  if (only !== undefined && second === undefined) return { kind: 'rule', ...only };
  if (only !== undefined) return { kind: 'ambiguous', candidates: matches.map(({ rule }) => rule) };
  const known = rules.flatMap((rule) => [rule.displayName, rule.id, ...(rule.path === undefined ? [] : [rule.path])]);
  return { kind: 'none', near: nearest(text, [...new Set(known)])[0] };
};

/** A rule in words: its name, its file, its id, less what is known of it already. */
export const ruleInWords = ({ id, displayName, path }: NamedRule, known?: NamedBy): string =>
  [
    ...(same(displayName, id) || known === 'name' ? [] : [displayName]),
    ...(path === undefined || known === 'path' ? [] : [path]),
    id,
  ].join('  ');
