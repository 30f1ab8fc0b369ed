import { parseEvents } from 'js-yaml';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { lint } from '../../src/content/analytics-rule/lint/index.ts';
import type { LintContext } from '../../src/core/lint-rule.ts';
import { isObject } from '../../src/core/json.ts';
import { lintItems } from '../../src/core/lint.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import { checkSchema } from '../../src/core/schema/schema.ts';
import { applySuppressions } from '../../src/core/text/suppress.ts';
import { fastest, type Figure } from './measure.ts';

const context: LintContext = { apiVersion: '2023-12-01-preview', now: Date.UTC(2026, 10, 22) };

const check = (texts: readonly string[]): number => {
  const read = texts.map((text, index) => {
    const { document, diagnostics } = readDocument(`rule-${index}.yaml`, text);
    const raw = isObject(document.value) ? document.value : {};
    return { item: { document, raw, draft: analyticsRule.parse(raw) }, diagnostics };
  });
  const found = read.flatMap(({ item, diagnostics }) =>
    diagnostics.length > 0 ? diagnostics : checkSchema(analyticsRule.schema, item.document),
  );
  const items = read.map(({ item }) => item);
  return applySuppressions(
    items.map(({ document }) => document),
    [...found, ...lintItems(lint, items, context)],
  ).length;
};

const parse = (texts: readonly string[]): void => {
  for (const text of texts)
    try {
      parseEvents(text, {});
    } catch {
      // A file that YAML refuses is part of the corpus; the time until then counts for both sides.
    }
};

/** Reading, schema and semantics of all files against js-yaml's events of the same files. */
export const checking = (texts: readonly string[]): readonly Figure[] => {
  const [measured = 0, reference = 0] = fastest(
    40,
    () => void check(texts),
    () => parse(texts),
  );
  return [
    {
      what: `validate without KQL, ${texts.length} files, against parseEvents`,
      measured,
      reference,
      target: 4,
      unit: 'ms',
    },
  ];
};
