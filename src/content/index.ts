import { defineContentType, type CheckTexts, type ContentType } from '../core/content-type.ts';
import { analyticsRule } from './analytics-rule/index.ts';

/** The type that there was before there were several: what names none is of it. */
export const firstType: ContentType = defineContentType(analyticsRule);

/** Every content type that Picket deploys: everything outside of this folder goes through this list. */
export const contentTypes: readonly ContentType[] = [firstType];

/** Every check of every type, once: types share those that look at the same. */
export const everyCheck: readonly CheckTexts[] = [
  ...new Map(contentTypes.flatMap(({ checks }) => checks.map((check) => [check.id, check] as const))).values(),
];
