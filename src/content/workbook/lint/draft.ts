import type { ContentItem, ItemRule } from '../../../core/content-type.ts';
import { objectOf, type JsonObject } from '../../../core/json.ts';
import type { WorkbookValues } from '../fields.ts';

/** The valid fields of a file. */
export type WorkbookDraft = { readonly values: Partial<WorkbookValues>; readonly invalid: readonly string[] };

export type WorkbookCheck = ItemRule<WorkbookDraft>;

/** The workbook of a file. */
export const contentIn = ({ raw }: Pick<ContentItem<WorkbookDraft>, 'raw'>): JsonObject => objectOf(raw['content']);

/** Where the value of a file has the workbook. */
export const within = '/content';
