import type { LintContext } from '../../../core/lint-rule.ts';
import type { Finding, Severity } from '../../../core/diagnostic.ts';
import type { QueryDiagnostic, QueryDiagnosticKind, QueryFacts } from '../../../core/query-facts.ts';
import type { Span, TextEdit } from '../../../core/text/span.ts';
import type { JsonPointer } from '../../../core/pointer.ts';
import { variablesIn } from '../forms/rule-variables.ts';
import { hasQuery, textAt, type RuleItem } from '../lint/fields.ts';

/** A rule's query with what is known about it. */
export type AnalysedQuery = { readonly at: JsonPointer; readonly text: string; readonly facts: QueryFacts };

/** The first variable of SentinelARConverter (`%%Codes%%`) in a rule's query that nobody filled in, with its place; undefined where there is none. */
export const variableIn = (
  item: RuleItem,
): { readonly at: JsonPointer; readonly name: string; readonly within: Span } | undefined => {
  const query = hasQuery(item) ? textAt(item, 'query') : undefined;
  const [first] = query === undefined ? [] : variablesIn(query.value);
  return query === undefined || first === undefined
    ? undefined
    : { at: query.at, name: first.whole, within: first.span };
};

/** The query of a Scheduled or NRT rule, if it was analysed; a query with variables is none yet. */
export const analysedQuery = (item: RuleItem, context: LintContext): AnalysedQuery | undefined => {
  const query = hasQuery(item) && variableIn(item) === undefined ? textAt(item, 'query') : undefined;
  const facts = query && context.kql?.(query.value);
  return query && facts && { at: query.at, text: query.value, facts };
};

/**
 * The engine's diagnostics of some kinds. Of a query that does not parse only what the parser says: names and types
 * behind the damaged place are guesses.
 */
export const diagnosticsOf = (
  query: AnalysedQuery | undefined,
  kind: QueryDiagnosticKind,
): readonly QueryDiagnostic[] => {
  const found = query?.facts.diagnostics ?? [];
  const damaged = kind !== 'syntax' && found.some((each) => each.kind === 'syntax' && each.severity === 'error');
  return damaged ? [] : found.filter((each) => each.kind === kind);
};

/** The engine's sentence as Picket writes sentences: names in back quotes. */
export const sentence = (message: string): string =>
  message
    .replaceAll(/'([^'\s]+)'/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** An edit that replaces a name in the file, where the file really has the name at that place. */
export const renaming = (
  { document }: RuleItem,
  at: JsonPointer,
  within: Span,
  from: string,
  to: string,
): readonly TextEdit[] => {
  const span = document.locateWithin(at, within);
  return document.text.slice(span.start, span.end) === from ? [{ span, text: to }] : [];
};

/** True for two names that differ in case only. */
export const isCaseSlip = (name: string, other: string): boolean =>
  name !== other && name.toLowerCase() === other.toLowerCase();

/** A finding about an unknown name: did-you-mean as its hint, and a fix where only the case is wrong. */
export const nameFinding = (
  item: RuleItem,
  query: AnalysedQuery,
  diagnostic: QueryDiagnostic,
  texts: { readonly message: string; readonly hint: string; readonly severity?: Severity },
): Finding => {
  const { name = '', suggestion, span, doubt } = diagnostic;
  const slip = suggestion !== undefined && isCaseSlip(name, suggestion);
  const meant = suggestion === undefined ? '' : slip ? `Names are case-sensitive: write \`${suggestion}\`. ` : '';
  const didYouMean = suggestion === undefined || slip ? '' : `Did you mean \`${suggestion}\`? `;
  const fix = slip ? renaming(item, query.at, span, name, suggestion) : [];
  return {
    at: query.at,
    within: span,
    message: texts.message,
    hint: [`${meant}${didYouMean}${slip ? '' : texts.hint}`.trim(), doubt ?? '']
      .filter((part) => part !== '')
      .join(' '),
    ...(texts.severity === undefined ? {} : { severity: texts.severity }),
    ...(fix.length === 0 ? {} : { fix }),
  };
};

/** Whether a length of time weighs little beside another: an hour of seven days. */
export const isSmall = (length: number, beside: number): boolean => length * 100 <= beside;

/** The longest unit that says a length without a remainder: `14d`, `90m`. */
export const shownLength = (milliseconds: number): string => {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  const unit = units.find(([, length]) => milliseconds >= length && milliseconds % length === 0);
  return unit === undefined ? `${milliseconds}ms` : `${milliseconds / unit[1]}${unit[0]}`;
};
