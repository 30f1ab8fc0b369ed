import type { LintRule } from '../../../core/content-type.ts';
import type { ParserDraft } from './draft.ts';
import { aliasUnlikeFile, asimName, duplicateAlias } from './names.ts';
import { parameterList, parameterUnused } from './parameters.ts';
import { signatureChanged } from './signature-changed.ts';

export type { ParserDraft } from './draft.ts';

/** Every check of parsers beyond the schema. */
export const lint: readonly LintRule<ParserDraft>[] = [
  parameterList,
  parameterUnused,
  aliasUnlikeFile,
  asimName,
  duplicateAlias,
  signatureChanged,
];
