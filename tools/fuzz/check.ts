import { kindOf } from '../../src/content/index.ts';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { normalize } from '../../src/content/analytics-rule/normalize.ts';
import type { LintContext } from '../../src/core/lint-rule.ts';
import { PicketError } from '../../src/core/errors.ts';
import { isObject } from '../../src/core/json.ts';
import { lintItems } from '../../src/core/lint.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import { checkSchema } from '../../src/core/schema/schema.ts';
import { applySuppressions } from '../../src/core/text/suppress.ts';
import { pointer } from '../../src/core/pointer.ts';
import { templateText } from '../../src/core/service/template.ts';
import { mutate, randomFrom } from './mutate.ts';

const context: LintContext = { apiVersion: '2023-12-01-preview', now: Date.UTC(2026, 10, 22) };

/** Everything that happens to a file without a workspace. Throws only where Picket has a bug. */
export const checkText = (text: string): { readonly findings: number; readonly rendered: boolean } => {
  const { document, diagnostics } = readDocument('fuzz.yaml', text);
  const raw = isObject(document.value) ? document.value : {};
  const item = { document, raw, draft: analyticsRule.parse(raw) };
  const broken = diagnostics.some(({ severity }) => severity === 'error');
  const found = broken
    ? diagnostics
    : [
        ...diagnostics,
        ...checkSchema(analyticsRule.schema, document),
        ...lintItems(analyticsRule.lint, [item], context),
      ];
  const all = applySuppressions([document], found);
  for (const { code, message, range } of all) {
    if (message === '') throw new Error(`${code} says nothing`);
    const { start, end } = range ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
    const lines = text.split(/\r\n|\n|\r/).length;
    if (start.line < 1 || end.line > lines || start.line > end.line)
      throw new Error(`${code} lies outside the text: ${JSON.stringify(range)}`);
  }
  for (const key of Object.keys(raw).slice(0, 20)) {
    const { start, end } = document.locate(pointer(key));
    if (start < 0 || end < start || end > text.length) throw new Error(`the span of ${key} lies outside the text`);
  }
  const rule = all.some(({ severity }) => severity === 'error') ? undefined : analyticsRule.complete(item.draft);
  if (rule === undefined) return { findings: all.length, rendered: false };
  try {
    const resource = analyticsRule.render(rule, context);
    templateText([resource], { kindOf });
    const once = normalize(resource.body, context);
    if (JSON.stringify(normalize(once, context)) !== JSON.stringify(once))
      throw new Error('normalize is not idempotent');
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
  }
  return { findings: all.length, rendered: true };
};

export type Crash = { readonly round: number; readonly text: string; readonly error: unknown };

/** Checks so many mutations of the given texts; gives what crashed, and how many still rendered. */
export const fuzz = (
  texts: readonly string[],
  rounds: number,
  seed: number,
): { readonly crashes: readonly Crash[]; readonly rendered: number } => {
  const random = randomFrom(seed);
  const crashes: Crash[] = [];
  let rendered = 0;
  for (let round = 0; round < rounds; round += 1) {
    const one = texts[Math.floor(random() * texts.length)] ?? '';
    const other = texts[Math.floor(random() * texts.length)] ?? '';
    const text = mutate(one, other, random);
    try {
      if (checkText(text).rendered) rendered += 1;
    } catch (error) {
      crashes.push({ round, text, error });
    }
  }
  return { crashes, rendered };
};
