import type { LintContext } from '../../core/content-type.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { lintItems } from '../../core/lint.ts';
import { pointer } from '../../core/pointer.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { queryChecks, syntaxChecks } from '../analytics-rule/kql/index.ts';
import { parse } from '../analytics-rule/parse.ts';
import type { BesideKind } from './kinds.ts';

/**
 * What the checks of queries find in a file beside rules: nothing is asked of its schedule or its trigger, since it has
 * none. The places are those of its own keys.
 */
export const checkBeside = (
  document: SourceDocument,
  value: JsonObject,
  { query }: BesideKind,
  context: LintContext,
): readonly Diagnostic[] => {
  if (query === undefined) return [];
  // The checks look for the query where a rule has it.
  const raw: JsonObject = { ...value, kind: 'Scheduled', query: query.text };
  const place = (at: string): string => (at === pointer('query') ? query.at : at);
  const moved: SourceDocument = {
    ...document,
    locate: (at, part) => document.locate(place(at), part),
    locateWithin: (at, span) => document.locateWithin(place(at), span),
  };
  const checks = query.checks === 'all' ? queryChecks : syntaxChecks;
  return lintItems(checks, [{ document: moved, raw, draft: parse(raw) }], context);
};
