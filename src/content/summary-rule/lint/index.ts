import type { LintRule, ItemRule, RepositoryRule } from '../../../core/lint-rule.ts';
import { queryChecksFor } from '../../query-checks.ts';
import type { SummaryValues } from '../fields.ts';
import type { QueryFacts } from '../../../core/query-facts.ts';
import type { Span } from '../../../core/text/span.ts';

/** The valid fields of a file. */
export type SummaryDraft = { readonly values: Partial<SummaryValues>; readonly invalid: readonly string[] };

type SummaryCheck = ItemRule<SummaryDraft>;

type SummaryRepositoryCheck = RepositoryRule<SummaryDraft>;

type Forbidden = { readonly what: string; readonly span: Span };

const plugins = ['bag_unpack', 'narrow', 'pivot'];

function* forbidden({ functions, reaches }: QueryFacts): Generator<Forbidden> {
  for (const { name, origin, span } of functions) {
    if (origin === 'declared') yield { what: `the function \`${name}\` of the workspace`, span };
    if (origin !== 'declared' && plugins.includes(name)) yield { what: `the plugin \`${name}\``, span };
  }
  for (const { via, span } of reaches) yield { what: `\`${via}()\``, span };
}

const summaryQuery: SummaryCheck = {
  id: 'kql/summary-query',
  scope: 'item',
  severity: 'error',
  summary: 'The query of a summary rule uses what summary rules may not use.',
  why:
    'The documentation of summary rules names what a query may not have: functions of the workspace (parsers), the plugins ' +
    'bag_unpack, narrow and pivot, and other workspaces or clusters. The service refuses such a rule, or each of its runs ' +
    'fails and after eight of them it stops.',
  *check({ raw: { query } }, { kql }) {
    const facts = typeof query === 'string' ? kql?.(query) : undefined;
    if (facts === undefined) return;
    for (const { what, span } of forbidden(facts))
      yield {
        at: '/query',
        within: span,
        message: `A summary rule may not use ${what}.`,
        hint: 'Write out what it does, or sum up in an analytics rule instead.',
      };
  },
};

const noSummarize: SummaryCheck = {
  id: 'rule/summary-without-summarize',
  scope: 'item',
  severity: 'warning',
  summary: 'The query of a summary rule sums nothing up.',
  why: 'Without summarize, distinct or make-series every row is copied into the table, and paid for a second time.',
  *check({ draft: { values } }) {
    const { query } = values;
    if (query === undefined || /\b(?:summarize|distinct|make-series|count|top-hitters)\b/.test(query)) return;
    yield {
      at: '/query',
      message: 'The query copies rows instead of summing them up.',
      hint: 'Use `summarize … by …`.',
    };
  },
};

const binDelayLong: SummaryCheck = {
  id: 'rule/bin-delay-long',
  scope: 'item',
  severity: 'note',
  summary: 'A summary rule waits more than an hour after its bin.',
  why:
    'The documentation counts the delay in minutes, the published schema in seconds. A large number may be meant in ' +
    'seconds, and then delays every bin by hours.',
  *check({ draft: { values } }) {
    const { binDelay } = values;
    if (binDelay !== undefined && binDelay > 60)
      yield {
        at: '/binDelay',
        message: `Each run waits ${binDelay} minutes after the end of its bin.`,
        hint: 'The number counts minutes. If so long a delay is meant, switch this finding off with a reason.',
      };
  },
};

const sameTable: SummaryRepositoryCheck = {
  id: 'repo/same-table',
  scope: 'repository',
  severity: 'warning',
  summary: 'Two summary rules write into one table.',
  why:
    'A table keeps every column that a rule ever wrote, with its first type: rows of two queries mix, and a column of ' +
    'another type fails the run of the second.',
  *check(items) {
    const seen = new Map<string, string>();
    for (const { document, draft } of items) {
      const table = draft.values.destinationTable;
      if (table === undefined) continue;
      const first = seen.get(table.toLowerCase());
      if (first === undefined) seen.set(table.toLowerCase(), document.path);
      else
        yield {
          path: document.path,
          at: '/destinationTable',
          message: `\`${table}\` is also the table of ${first}.`,
          hint: 'Give each rule a table of its own.',
        };
    }
  },
};

/** Every check of summary rules beyond the schema. */
export const lint: readonly LintRule<SummaryDraft>[] = [
  summaryQuery,
  noSummarize,
  binDelayLong,
  sameTable,
  ...queryChecksFor<SummaryDraft>(({ raw: { query } }) =>
    typeof query === 'string' ? [{ at: '/query', text: query, checks: 'all' }] : [],
  ),
];
