import type { LintContext } from '../../core/lint-rule.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { lintItems } from '../../core/lint.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { queryChecksFor } from '../query-checks.ts';
import type { BesideKind } from './kinds.ts';

export { besideKind, type BesideKind } from './kinds.ts';
export { compiledText } from '../query-checks.ts';

/** What the checks of queries find in a file beside rules. */
export const checkBeside = (
  document: SourceDocument,
  raw: JsonObject,
  { query }: BesideKind,
  context: LintContext,
): readonly Diagnostic[] =>
  lintItems(
    queryChecksFor(() => (query === undefined ? [] : [query])),
    [{ document, raw, draft: {} }],
    context,
  );
