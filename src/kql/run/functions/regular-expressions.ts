import { castTo, textOf } from '../values/convert.ts';
import { patternFault, patternOf, type Match, type Pattern } from '../text.ts';
import { typeNamed, isWhole, type Dynamic, type Type } from '../values/value.ts';
import { array, count, prepared, text, type Functions, type Reader } from './call.ts';
import type { Argument, RunContext, ScalarFunction } from './index.ts';

/** An expression, compiled once where it is constant. */
const pattern: Reader<Pattern> = prepared((expression) => patternOf(expression) ?? null);

/** A constant expression that RE2 does not know ends the compilation with the reason. */
const checked = (argument: Argument | undefined, context: RunContext): void => {
  const constant = argument?.constant;
  const fault = typeof constant === 'string' ? patternFault(constant) : undefined;
  if (fault !== undefined) context.fail(fault);
};

/** The type that an argument `typeof(…)` names; string where there is none. */
export const typeArgument = (argument: Argument | undefined): Type => {
  const name = argument?.constant;
  return (typeof name === 'string' ? typeNamed(name) : undefined) ?? 'string';
};

const extract: ScalarFunction = {
  bind: (args, context) => {
    checked(args[0], context);
    const readPattern = pattern(args[0], 0);
    const readGroup = count(args[1], 1);
    const readSource = text(args[2], 2);
    const cast = castTo(typeArgument(args[3]));
    return (values) => {
      const group = readGroup(values);
      const match = readPattern(values)?.first(readSource(values) ?? '');
      return cast(group === null ? '' : (match?.groups[group] ?? ''));
    };
  },
};

const groupNumber = (wanted: Dynamic, { groupNames }: Pattern): number => {
  if (isWhole(wanted)) return Number(wanted);
  return groupNames.get(textOf(wanted)) ?? -1;
};

/** What `extract_all` gives of a match: the one group, or an array of several. */
const groupsOf = ({ groups }: Match, wanted: readonly number[]): Dynamic => {
  const texts = wanted.map((group) => groups[group] ?? '');
  return texts.length === 1 ? (texts[0] ?? '') : texts;
};

const extractAll: ScalarFunction = {
  bind: (args, context) => {
    checked(args[0], context);
    const readPattern = pattern(args[0], 0);
    const readGroups = args.length > 2 ? array(args[1], 1) : undefined;
    const sourceAt = args.length > 2 ? 2 : 1;
    const readSource = text(args[sourceAt], sourceAt);
    return (values) => {
      const expression = readPattern(values);
      if (expression === null) return null;
      const all = Array.from({ length: expression.groupCount }, (_, index) => index + 1);
      const given = readGroups?.(values)?.map((each) => groupNumber(each, expression));
      const wanted = given ?? (all.length === 0 ? [0] : all);
      const matches = expression.all(readSource(values) ?? '');
      return matches.length === 0 ? null : matches.map((match) => groupsOf(match, wanted));
    };
  },
};

/** A rewrite cut at `\0` to `\9`, which stand for the whole match and its groups; `\\` is one backslash. */
const rewriteOf = (rewrite: string): ((match: Match) => string) => {
  const parts = Array.from(rewrite.matchAll(/\\(.)|[^\\]+|\\$/gs), ([whole, escaped]) => {
    if (escaped === undefined) return whole;
    return /\d/.test(escaped) ? Number(escaped) : escaped === '\\' ? '\\' : whole;
  });
  return ({ groups }) => parts.map((part) => (typeof part === 'string' ? part : (groups[part] ?? ''))).join('');
};

const replaceAll = (source: string, matches: readonly Match[], rewrite: (match: Match) => string): string => {
  let result = '';
  let at = 0;
  for (const match of matches) {
    result += source.slice(at, match.start) + rewrite(match);
    at = match.end;
  }
  return result + source.slice(at);
};

/** `replace_regex` has the text first, the older `replace` has it last. */
const replaceRegex = (sourceAt: number, patternAt: number, rewriteAt: number): ScalarFunction => ({
  bind: (args, context) => {
    checked(args[patternAt], context);
    const readSource = text(args[sourceAt], sourceAt);
    const readPattern = pattern(args[patternAt], patternAt);
    const readRewrite = prepared(rewriteOf)(args[rewriteAt], rewriteAt);
    return (values) => {
      const source = readSource(values) ?? '';
      const expression = readPattern(values);
      const rewrite = readRewrite(values);
      return expression === null || rewrite === null ? source : replaceAll(source, expression.all(source), rewrite);
    };
  },
});

const trimmed = (sides: { readonly start: boolean; readonly end: boolean }): ScalarFunction => ({
  bind: (args, context) => {
    checked(args[0], context);
    const readStart = prepared((expression) => patternOf(`^(?:${expression})`) ?? null)(args[0], 0);
    const readEnd = prepared((expression) => patternOf(`(?:${expression})$`) ?? null)(args[0], 0);
    const readSource = text(args[1], 1);
    return (values) => {
      let source = readSource(values) ?? '';
      if (sides.start) source = source.slice(readStart(values)?.first(source)?.end ?? 0);
      return sides.end ? source.slice(0, readEnd(values)?.first(source)?.start) : source;
    };
  },
});

/** Functions of regular expressions, which are those of RE2. */
export const regularExpressionFunctions: Functions = {
  extract,
  extract_all: extractAll,
  extractall: extractAll,
  replace_regex: replaceRegex(0, 1, 2),
  replace: replaceRegex(2, 0, 1),
  trim: trimmed({ start: true, end: true }),
  trim_start: trimmed({ start: true, end: false }),
  trim_end: trimmed({ start: false, end: true }),
};
