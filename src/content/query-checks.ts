import type { ContentItem, LintContext, LintRule } from '../core/lint-rule.ts';
import type { Finding } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { pointer, type JsonPointer } from '../core/pointer.ts';
import { queryChecks, syntaxChecks } from './analytics-rule/kql/index.ts';
import { parse } from './analytics-rule/parse.ts';

/** A query of a file, and how much of the checks of queries apply there. */
export type CheckedQuery = { readonly at: JsonPointer; readonly text: string; readonly checks: 'all' | 'syntax' };

/**
 * The checks of queries for files that are no rules: nothing is asked of a schedule or a trigger, since they have none.
 * Findings stand where the file has its query.
 */
export const queryChecksFor = <Draft>(
  queriesOf: (item: ContentItem<Draft>) => readonly CheckedQuery[],
): readonly LintRule<Draft>[] =>
  queryChecks.flatMap((rule): readonly LintRule<Draft>[] => {
    if (rule.scope !== 'item') return [];
    return [
      {
        ...rule,
        *check(item: ContentItem<Draft>, context: LintContext): Generator<Finding> {
          for (const query of queriesOf(item)) {
            if (query.checks === 'syntax' && !syntaxChecks.includes(rule)) continue;
            // The checks look for the query where a rule has it.
            const raw: JsonObject = { ...item.raw, kind: 'Scheduled', query: query.text };
            for (const finding of rule.check({ document: item.document, raw, draft: parse(raw) }, context))
              yield finding.at === pointer('query') ? { ...finding, at: query.at } : finding;
          }
        },
      },
    ];
  });
