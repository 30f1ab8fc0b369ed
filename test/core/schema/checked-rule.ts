import { expect } from '@jest/globals';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { applyEdits } from '../../../src/core/text/edit.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { read } from '../text/reading.ts';

const { schema } = analyticsRule;

export const base: Readonly<Record<string, string>> = {
  id: '5a2f7f3e-3c1e-4f5e-9f39-0c8c1b0a7d11',
  kind: 'Scheduled',
  name: 'A rule',
  severity: 'High',
  query: 'T | take 1',
  queryFrequency: '1h',
  queryPeriod: '1h',
  triggerOperator: 'gt',
  triggerThreshold: '0',
};

/** A valid rule with some keys written otherwise; undefined takes a key out. */
export const rule = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  Object.entries({ ...base, ...changes })
    .flatMap(([key, text]) => (text === undefined ? [] : [`${key}: ${text}\n`]))
    .join('');

/** What is said about a rule: the text that each finding stands on, and the whole text once it is repaired. */
export const check = (text: string) => {
  const { document } = read(text);
  return checkSchema(schema, document).map(({ code, severity, message, hint, range, fix }) => {
    const { start, end } = range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
    const line = text.split('\n')[start.line - 1] ?? '';
    return {
      code,
      severity,
      message,
      hint,
      on: start.line === end.line ? line.slice(start.column - 1, end.column - 1) : line.slice(start.column - 1),
      fixed: fix === undefined ? undefined : applyEdits(text, fix),
    };
  });
};

/** The only thing that is said about a rule. */
export const only = (text: string) => {
  const found = check(text);
  expect(found).toHaveLength(1);
  return found[0];
};

/** Takes out the keys that rules of a schedule alone have. */
export const scheduleKeys = {
  queryFrequency: undefined,
  queryPeriod: undefined,
  triggerOperator: undefined,
  triggerThreshold: undefined,
};
