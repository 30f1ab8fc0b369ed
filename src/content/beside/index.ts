import type { LintContext } from '../../core/lint-rule.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { lintItems } from '../../core/lint.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { queryChecksFor } from '../query-checks.ts';
import type { BesideKind } from './kinds.ts';

export { besideKind, type BesideKind } from './kinds.ts';
export { compiledText } from '../query-checks.ts';

/** That a file of another type is not deployed from among rules, and from where it is: nothing is left out in silence. */
const misplaced = (document: SourceDocument, { name, folder }: BesideKind): readonly Diagnostic[] =>
  folder === undefined
    ? []
    : [
        {
          code: 'schema/other-type',
          severity: 'warning',
          message: `The file is a ${name} in a folder of analytics rules: it is checked, and not deployed.`,
          hint: `Move it to a folder called \`${folder}\`, which is named under \`content\` in picket.yaml.`,
          path: document.path,
          range: document.range(document.locate('', 'value')),
        },
      ];

/** What there is to say of a file beside rules: that it is not deployed from there, and what the checks of queries find. */
export const checkBeside = (
  document: SourceDocument,
  raw: JsonObject,
  kind: BesideKind,
  context: LintContext,
): readonly Diagnostic[] => [
  ...misplaced(document, kind),
  ...lintItems(
    queryChecksFor(() => (kind.query === undefined ? [] : [kind.query])),
    [{ document, raw, draft: {} }],
    context,
  ),
];
