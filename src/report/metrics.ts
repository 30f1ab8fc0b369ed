import type { Metrics } from '../core/metrics/figures.ts';
import { metricsJson } from '../core/metrics/metrics-texts.ts';
import { summaryOf } from '../core/metrics/summary.ts';
import type { Listing } from '../core/report.ts';
import { counted } from '../core/text/phrase.ts';
import { escaped, prose } from './text/markdown-text.ts';
import { inert, styleOf, type Look } from './text/style.ts';
import { tableLines } from './text/rows.ts';

const pretty = (metrics: Metrics, look: Look): string => {
  const style = styleOf(look);
  return [
    ...summaryOf(metrics).flatMap(({ title, head, rows }) => [
      style.bold(title),
      ...tableLines(['', ...head.slice(1)], rows, look.columns - 2).map((line) => `  ${line}`),
      '',
    ]),
    ...metrics.unread.map((sentence) => `note: ${inert(sentence)}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
};

const markdown = (metrics: Metrics): string =>
  [
    `### Metrics of ${counted(metrics.days, 'day')}`,
    ...summaryOf(metrics).map(({ head, rows }) =>
      [head, head.map(() => '---'), ...rows.map((row) => row.map(escaped))]
        .map((cells) => `| ${cells.join(' | ')} |`)
        .join('\n'),
    ),
    ...(metrics.unread.length === 0 ? [] : [metrics.unread.map((sentence) => `- ${prose(sentence)}`).join('\n')]),
  ].join('\n\n') + '\n';

/** The figures in each way to say them. */
export const metricsListing = (metrics: Metrics): Listing => ({
  title: `Metrics of ${counted(metrics.days, 'day')}`,
  json: metricsJson(metrics),
  markdown: markdown(metrics),
  pretty: (look) => pretty(metrics, look),
});
