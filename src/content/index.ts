import { defineContentType, type ContentType } from '../core/content-type.ts';
import type { CheckTexts } from '../core/lint-rule.ts';
import { kindTable, markerKind, type KindOf, type ResourceKind } from '../core/resource.ts';
import { analyticsRule } from './analytics-rule/index.ts';
import { automationRule } from './automation-rule/index.ts';
import type { FunctionSource } from '../core/ports.ts';
import type { SymbolSource } from '../core/symbols.ts';
import { huntingQuery } from './hunting-query/index.ts';
import { parser } from './parser/index.ts';
import { playbook } from './playbook/index.ts';
import { summaryRule } from './summary-rule/index.ts';
import { watchlist } from './watchlist/index.ts';
import { workbook } from './workbook/index.ts';

/** What types have in common: the tactics and techniques of MITRE ATT&CK. */
export { attackVersion, techniques } from './analytics-rule/facts/attack.ts';
export { tactics } from './analytics-rule/model.ts';

/** The type that there was before there were several: what names none is of it. */
export const firstType: ContentType & Required<Pick<ContentType, 'schedule' | 'portal' | 'firstFile' | 'dialects'>> = {
  ...defineContentType(analyticsRule),
  schedule: analyticsRule.schedule,
  portal: analyticsRule.portal,
  firstFile: analyticsRule.firstFile,
  dialects: analyticsRule.dialects,
};

/** Every content type that Picket deploys: everything outside of this folder goes through this list. */
export const contentTypes: readonly ContentType[] = [
  firstType,
  defineContentType(watchlist),
  defineContentType(parser),
  defineContentType(summaryRule),
  defineContentType(huntingQuery),
  defineContentType(playbook),
  defineContentType(automationRule),
  defineContentType(workbook),
];

/** Every check of every type, once: types share those that look at the same. */
export const everyCheck: readonly CheckTexts[] = [
  ...new Map(contentTypes.flatMap(({ checks }) => checks.map((check) => [check.id, check] as const))).values(),
];

/** What queries may name that lies in files. */
export const symbolSources: readonly SymbolSource[] = contentTypes.flatMap(({ symbols }) => symbols ?? []);

/** Where a workspace keeps the functions that queries call. */
export const functionSources: readonly FunctionSource[] = contentTypes.flatMap(({ resource, functionIn }) =>
  functionIn === undefined ? [] : [{ kind: resource, functionIn }],
);

/** What Content Hub installed: templates of every type. */
export const hubTemplates: ResourceKind = {
  words: 'templates of Content Hub',
  collection: 'contentTemplates',
  provider: 'Microsoft.SecurityInsights',
  apiVersion: '2025-09-01',
  etag: 'header',
  created: 201,
};

/** Every collection of a workspace that Picket reads or writes. */
export const resourceKinds: readonly ResourceKind[] = [
  markerKind,
  hubTemplates,
  ...contentTypes.flatMap(({ resource, reads = [], contents }) => [
    ...reads,
    resource,
    ...(contents === undefined ? [] : [contents.kind]),
  ]),
];

export const kindOf: KindOf = kindTable(resourceKinds);
