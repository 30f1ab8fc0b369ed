import type { ItemRule, RepositoryRule } from '../../../core/content-type.ts';
import type { SummaryValues } from '../fields.ts';

/** The valid fields of a file. */
export type SummaryDraft = { readonly values: Partial<SummaryValues>; readonly invalid: readonly string[] };

export type SummaryCheck = ItemRule<SummaryDraft>;
export type SummaryRepositoryCheck = RepositoryRule<SummaryDraft>;
