import type { ContentItem, LintContext, LintRule } from '../core/lint-rule.ts';
import type { Finding } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { pointer, type JsonPointer } from '../core/pointer.ts';
import { queryChecks, syntaxChecks } from './analytics-rule/kql/index.ts';
import { parse } from './analytics-rule/parse.ts';

/**
 * A query of a file, and how much of the checks of queries apply there. `declares` are statements before it that the file
 * does not have: what the query is given when it runs.
 */
export type CheckedQuery = {
  readonly at: JsonPointer;
  readonly text: string;
  readonly checks: 'all' | 'syntax';
  readonly declares?: string;
};

/** A query in the form in which it is compiled. */
export const compiledText = ({ text, declares = '' }: Pick<CheckedQuery, 'text' | 'declares'>): string =>
  declares + text;

/** A finding about a compiled query where the file has it; none about what the file does not have. */
const inFile = (finding: Finding, { at, declares = '' }: CheckedQuery): readonly Finding[] => {
  if (finding.at !== pointer('query')) return [finding];
  const { within } = finding;
  if (within === undefined) return [{ ...finding, at }];
  const [start, end] = [within.start - declares.length, within.end - declares.length];
  return end <= 0 && declares !== '' ? [] : [{ ...finding, at, within: { start: Math.max(0, start), end } }];
};

const isOfGivenTypes = (id: string, { declares = '' }: CheckedQuery): boolean =>
  declares !== '' && id === 'kql/semantics';

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
            const raw: JsonObject = { ...item.raw, kind: 'Scheduled', query: compiledText(query) };
            for (const finding of rule.check({ document: item.document, raw, draft: parse(raw) }, context))
              // Of values that nobody knows the names are sure; types are, where they come from columns, less so.
              yield* inFile(isOfGivenTypes(rule.id, query) ? { ...finding, severity: 'warning' } : finding, query);
          }
        },
      },
    ];
  });
