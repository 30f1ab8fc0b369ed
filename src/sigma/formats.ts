import type { Conversion } from './convert.ts';
import { tableList } from './tables/table-list.ts';
import { jsonLine, visible } from '../core/text/visible.ts';

/** One line of JSON for one input file: its queries, or the cause and message of its refusal. */
export const toJsonLine = (conversion: Conversion): string =>
  jsonLine(
    'error' in conversion
      ? { path: conversion.path, error: { cause: conversion.error.cause, message: conversion.error.message } }
      : { path: conversion.path, queries: conversion.queries },
  );

/** One line: nothing in it ends the comment. */
const comment = (text: string): string => `// ${visible(text.replaceAll(/\s+/g, ' '))}`;

/** The queries of one input file as KQL with comments, warnings among them; with the tables they need, where that is asked for. */
export const toKql = (conversion: Conversion, tables: 'with-tables' | 'queries-only' = 'queries-only'): string => {
  if ('error' in conversion)
    return `${comment(`${conversion.path}: not converted (${conversion.error.cause})`)}\n${comment(conversion.error.message)}\n`;
  const queries = conversion.converted.map(({ rule, text }) => {
    const author = rule.author === undefined ? [] : [comment(`Author: ${rule.author}`)];
    return [comment(rule.title), comment(`Sigma rule ${rule.id ?? rule.path}`), ...author, text, ''].join('\n');
  });
  const list =
    tables === 'with-tables'
      ? [`${tableList(conversion.converted).trimEnd().split('\n').map(comment).join('\n')}\n`]
      : [];
  const warnings = conversion.warnings.length === 0 ? [] : [`${conversion.warnings.map(comment).join('\n')}\n`];
  return [...list, ...warnings, ...queries].join('\n');
};
