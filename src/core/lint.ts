import type { Config } from './config/config.ts';
import { byText } from './json.ts';
import type { BaseItem, ContentItem, ItemRule, LintContext, LintRule, RepositoryRule } from './lint-rule.ts';
import type { Diagnostic, Finding } from './diagnostic.ts';
import type { JsonPointer } from './pointer.ts';
import { placeOf, rangeOf, type SourceDocument } from './text/source.ts';
import type { Range } from './text/span.ts';

/** What a lint run may know beyond its items: the context of the rules, and the state to compare with, if any. */
export type LintRunContext<Draft> = LintContext & {
  readonly base?: readonly BaseItem<Draft>[];
};

const position = (range: Range | undefined): readonly number[] =>
  range === undefined ? [0, 0, 0, 0] : [range.start.line, range.start.column, range.end.line, range.end.column];

/** The one order in which findings are shown: by path, place, code and message; independent of the order of checks. */
export const compareDiagnostics = (left: Diagnostic, right: Diagnostic): number => {
  const byPath = byText(left.path, right.path);
  if (byPath !== 0) return byPath;
  const there = position(right.range);
  const byPlace = position(left.range)
    .map((number, index) => number - (there[index] ?? 0))
    .find((difference) => difference !== 0);
  return byPlace ?? (byText(left.code, right.code) || byText(left.message, right.message));
};

const weight = (pattern: string, code: string): number => {
  if (pattern === code) return Number.MAX_SAFE_INTEGER;
  return pattern.endsWith('*') && code.startsWith(pattern.slice(0, -1)) ? pattern.length : 0;
};

/**
 * The findings with the severities of picket.yaml: the key is a code or a prefix that ends with `*` (`rule/*`), the
 * longest one that fits wins, and `off` takes a finding out. What makes a file unreadable stays an error: the rule in it
 * would otherwise look like one that is gone.
 */
export const withSeverities = (
  diagnostics: readonly Diagnostic[],
  severities: Config['severities'],
): readonly Diagnostic[] => {
  const settings = Object.entries(severities);
  if (settings.length === 0) return diagnostics;
  return diagnostics.flatMap((diagnostic) => {
    if (diagnostic.severity === 'error' && diagnostic.code.startsWith('yaml/')) return [diagnostic];
    let best: (typeof settings)[number] | undefined;
    for (const setting of settings) {
      const fits = weight(setting[0], diagnostic.code);
      if (fits > 0 && (best === undefined || fits > weight(best[0], diagnostic.code))) best = setting;
    }
    if (best === undefined) return [diagnostic];
    return best[1] === 'off' ? [] : [{ ...diagnostic, severity: best[1] }];
  });
};

type Documents = ReadonlyMap<string, SourceDocument>;

/** The place as a range that can be absent: a finding about a file that is gone has none. */
const placed = (document: SourceDocument | undefined, finding: Parameters<typeof rangeOf>[1]): { range?: Range } =>
  document === undefined ? {} : { range: rangeOf(document, finding) };

const diagnose = (
  rule: Pick<ItemRule<never>, 'id' | 'severity'>,
  path: string,
  finding: Finding,
  documents: Documents,
): Diagnostic => {
  const relate = ({ message, path: other, at }: { message: string; path: string; at: JsonPointer }) => ({
    message,
    path: other,
    ...placed(documents.get(other), { at }),
  });
  const document = documents.get(path);
  return {
    code: rule.id,
    severity: finding.severity ?? rule.severity,
    message: finding.message,
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
    path,
    ...(document === undefined ? {} : placeOf(document, finding)),
    ...(finding.related === undefined ? {} : { related: finding.related.map(relate) }),
    ...(finding.fix === undefined ? {} : { fix: finding.fix }),
  };
};

const isItemRule = <Draft>(rule: LintRule<Draft>): rule is ItemRule<Draft> => rule.scope === 'item';
const isRepositoryRule = <Draft>(rule: LintRule<Draft>): rule is RepositoryRule<Draft> => rule.scope === 'repository';

/** As `lintItems`, in steps: one an item, and one a repository rule. */
export function* lintSteps<Draft>(
  rules: readonly LintRule<Draft>[],
  items: readonly ContentItem<Draft>[],
  context: LintRunContext<Draft>,
): Generator<undefined, readonly Diagnostic[]> {
  const documents: Documents = new Map(items.map(({ document }) => [document.path, document]));
  const found: Diagnostic[] = [];
  const run = rules.filter((rule) => context.runs?.(rule) !== false);
  const itemRules = run.filter(isItemRule);
  for (const item of items) {
    if (context.concerns?.(item.document.path) === false) continue;
    for (const rule of itemRules)
      for (const finding of rule.check(item, context))
        found.push(diagnose(rule, item.document.path, finding, documents));
    yield;
  }
  for (const rule of run.filter(isRepositoryRule)) {
    for (const finding of rule.check(items, context)) found.push(diagnose(rule, finding.path, finding, documents));
    yield;
  }
  return found.toSorted(compareDiagnostics);
}

/** Does work that comes in steps without a pause. */
export const atOnce = <T>(steps: Iterator<unknown, T>): T => {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
};

/**
 * Runs the rules over items that were read: each item rule on each item, each repository rule once over all. Gives the
 * findings with their ranges, in the order of `compareDiagnostics`. The items are not changed, and nothing is thrown
 * whatever a file holds: a rule looks only at what is present in the shape it expects.
 */
export const lintItems = <Draft>(
  rules: readonly LintRule<Draft>[],
  items: readonly ContentItem<Draft>[],
  context: LintRunContext<Draft>,
): readonly Diagnostic[] => atOnce(lintSteps(rules, items, context));
