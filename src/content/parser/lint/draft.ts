import type { ItemRule, RepositoryRule } from '../../../core/lint-rule.ts';
import type { ParserValues } from '../fields.ts';
import type { Style } from '../styles.ts';

/** The valid fields of a file, and the style that it is written in. */
export type ParserDraft = {
  readonly style: Style;
  readonly values: Partial<ParserValues>;
  readonly invalid: readonly string[];
};

export type ParserCheck = ItemRule<ParserDraft>;
export type ParserRepositoryCheck = RepositoryRule<ParserDraft>;
