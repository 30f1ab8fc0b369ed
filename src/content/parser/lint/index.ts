import type { LintRule } from '../../../core/lint-rule.ts';
import { pointer } from '../../../core/pointer.ts';
import { queryChecksFor } from '../../query-checks.ts';
import { givenTo } from '../signature.ts';
import type { ParserDraft } from './draft.ts';
import { asimFields } from './asim-fields.ts';
import { aliasUnlikeFile, asimName, duplicateAlias, shadowsTable } from './names.ts';
import { parameterList, parameterUnused } from './parameters.ts';
import { signatureChanged } from './signature-changed.ts';

export type { ParserDraft } from './draft.ts';

/** Every check of parsers beyond the schema. */
export const lint: readonly LintRule<ParserDraft>[] = [
  parameterList,
  parameterUnused,
  aliasUnlikeFile,
  asimName,
  asimFields,
  duplicateAlias,
  shadowsTable,
  signatureChanged,
  ...queryChecksFor<ParserDraft>(({ raw, draft: { style } }) => {
    const text = raw[style.query];
    return typeof text !== 'string' ? [] : [{ at: pointer(style.query), text, ...givenTo(raw) }];
  }),
];
