import { analyticsRule } from '../../../../src/content/analytics-rule/index.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import { lintItems } from '../../../../src/core/lint.ts';
import { readDocument } from '../../../../src/core/text/read-document.ts';
import { limitsNow } from '../../../limits.ts';

const plain: JsonObject = {
  id: '6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a1',
  name: 'A rule',
  kind: 'Scheduled',
  severity: 'Low',
  queryFrequency: '1h',
  queryPeriod: '1h',
  triggerOperator: 'gt',
  triggerThreshold: 0,
  query: 'T',
};

/** What one check finds in a scheduled rule with some fields changed: its code, the text at its place, its message. */
export const foundBy = (code: string, fields: JsonObject): readonly string[] => {
  const rule = { ...plain, ...fields };
  // A value of several lines keeps its places under `|-`; the others are JSON.
  const line = ([key, value]: [string, JsonObject[string]]): string =>
    typeof value === 'string' && /^\S.*\n/.test(value)
      ? `${key}: |-\n${value.replaceAll(/^/gm, '  ')}`
      : `${key}: ${JSON.stringify(value)}`;
  const text = `${Object.entries(rule).map(line).join('\n')}\n`;
  const { document } = readDocument('rule.yaml', text);
  const item = { document, raw: rule, draft: analyticsRule.parse(rule) };
  const lines = text.split('\n');
  return lintItems(analyticsRule.lint, [item], { apiVersion: '2023-12-01-preview', now: limitsNow })
    .filter((each) => each.code === code)
    .map(({ range, message }) => {
      const [start, end] = [range?.start ?? { line: 0, column: 0 }, range?.end ?? { line: 0, column: 0 }];
      const at =
        start.line === end.line
          ? (lines[start.line - 1] ?? '').slice(start.column - 1, end.column - 1)
          : lines.slice(start.line - 1, end.line).join('\n');
      return `${code} at ${at}. ${message}`;
    });
};
