import { resolve } from 'node:path';
import type { Verdict } from '../core/engine/change.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import type { ManagedType, TypeOf } from '../core/engine/managed-type.ts';
import { shownName, type LiveResource } from '../core/resource.ts';
import { exactText, isReserved, matchRule, ruleInWords, shortestPrefix, type NamedRule } from '../core/rule-names.ts';
import { shown } from '../files/discover.ts';
import { isAttended } from './project.ts';
import type { Content } from './content/content.ts';
import { writtenId } from './file-ids.ts';

export type NamesRequest = {
  /** `read` takes every kind of name; `write` only ids and paths where nobody sees what was understood. */
  readonly to: 'read' | 'write';
  /** What is said of a text that means no rule; where left out, the text stays as it was typed. */
  readonly unknown?: (text: string) => string;
  /** What to do about a text that means no rule and is like none; how rules are named unless given. */
  readonly hint?: string | undefined;
};

/** Rules that were named: their ids, and a sentence for each that was not named by its id. */
export type NamedRules = { readonly ids: readonly string[]; readonly said: readonly string[] };

const howNamed = `A rule is named by its id, its path, its display name, or ${shortestPrefix} and more characters of its id.`;

const reserved = (): PicketError =>
  new PicketError('usage', '`all` stands for every rule where an option takes it, and names none here.', {
    code: 'reserved-name',
    hint: 'A rule of that name is meant by its id or its path.',
  });

const ambiguous = (text: string, candidates: readonly NamedRule[]): PicketError => {
  const listed = candidates
    .slice(0, 20)
    .map((rule) => `\n  ${ruleInWords({ ...rule, id: exactText(rule, candidates) })}`);
  const left = candidates.length - listed.length;
  return new PicketError(
    'usage',
    `\`${text}\` may be any of ${candidates.length}:${listed.join('')}${left > 0 ? `\n  and ${left} more` : ''}`,
    {
      code: 'ambiguous-rule',
      hint: 'Name the one you mean by its id or its path.',
    },
  );
};

const uncertain = (text: string, rule: NamedRule, by: 'name' | 'prefix'): PicketError =>
  new PicketError(
    'usage',
    `\`${text}\` is ${by === 'name' ? 'the name of a rule' : 'the beginning of an id'}, and where nobody can be asked a command that writes takes whole ids and paths only.`,
    { code: 'not-exact', hint: `Write ${rule.path ?? rule.id}.` },
  );

const unknownRule = (message: string, near: string | undefined, hint: string): PicketError =>
  new PicketError('usage', message, {
    code: 'unknown-rule',
    hint: near === undefined ? hint : `Did you mean \`${near}\`?`,
  });

/**
 * The rules that people named, each by its id, path, display name or the beginning of its id: the one way from what is
 * typed to a rule. Throws a usage error for a text that may be several (with all of them), for `all`, for one that means
 * no rule, and for one that is neither id nor path where a command writes and nobody can be asked.
 */
export const resolveRules = (
  io: Pick<Io, 'cwd' | 'env' | 'attended'>,
  typed: readonly string[],
  rules: readonly NamedRule[],
  request: NamesRequest,
): NamedRules => {
  const found = typed.map((text) => {
    const match = matchRule(text, shown(io.cwd, resolve(io.cwd, text)), rules);
    if (match.kind === 'rule' && match.by === 'id') return { id: exactText(match.rule, rules), said: [] };
    if (isReserved(text)) throw reserved();
    if (match.kind === 'ambiguous') throw ambiguous(text, match.candidates);
    if (match.kind === 'none') {
      if (request.unknown !== undefined) throw unknownRule(request.unknown(text), match.near, request.hint ?? howNamed);
      return { id: text, said: [] };
    }
    const { rule, by } = match;
    if (by !== 'id' && by !== 'path' && request.to === 'write' && !isAttended(io)) throw uncertain(text, rule, by);
    return { id: exactText(rule, rules), said: [`\`${text}\` is ${ruleInWords(rule, by)}`] };
  });
  return { ids: found.map(({ id }) => id), said: found.flatMap(({ said }) => said) };
};

/** The rules of some content as they can be named: every file that has an id, whatever else is wrong with it. */
export const namedInContent = (content: Pick<Content, 'items'>): readonly NamedRule[] =>
  content.items.flatMap((item) => {
    const { type, raw, document } = item;
    const id = writtenId(item);
    if (id === undefined) return [];
    const { name = raw['name'] } = type.summary(raw);
    return [{ type: type.name, id, displayName: typeof name === 'string' ? name : id, path: document.path }];
  });

/** The rules of one type that run in a workspace by the names they show there, beside those of git, which know their files. */
export const namedLive = (
  live: readonly LiveResource[],
  inGit: readonly NamedRule[],
  { name: type, canonical }: Pick<ManagedType, 'name' | 'canonical'>,
): readonly NamedRule[] => {
  const paths = new Map(inGit.filter((rule) => rule.type === type).map(({ id, path }) => [id.toLowerCase(), path]));
  const running = live.map((rule): NamedRule => {
    const displayName = shownName(canonical.stripAutoDisabled(rule.body).body) ?? rule.name;
    return { type, id: rule.name, displayName, path: paths.get(rule.name.toLowerCase()) };
  });
  return [...running, ...inGit];
};

/** The rules of a comparison: those of git and those that run. */
export const namedInVerdicts = (verdicts: readonly Verdict[], typeOf: TypeOf): readonly NamedRule[] => {
  const running = verdicts.flatMap((verdict) =>
    verdict.live === undefined ? [] : namedLive([verdict.live], [verdict], typeOf(verdict.type)).slice(0, 1),
  );
  return [...running, ...verdicts.map(({ type, id, displayName, path }) => ({ type, id, displayName, path }))];
};
