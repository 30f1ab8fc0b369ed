import { dimensions, type Dimension, type FigureGroup, type Metrics } from '../../core/metrics/figures.ts';
import { falsePositiveRate, mutationScore } from '../../core/metrics/measures.ts';
import { dimensionTitles, hoursInWords, percent, summaryOf } from '../../core/metrics/summary.ts';
import { counted } from '../../core/text/phrase.ts';
import type { CatalogueModel } from '../model.ts';
import { tacticTitle } from '../phrases.ts';
import { page } from './frame.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { filterLink, sentence, table } from './pieces.ts';

/** A bar of a panel: the part of a whole, from 0 to 1, and what is written beside it. */
type Bar = { readonly label: string; readonly share: number; readonly words: string };

type Row = {
  readonly label: string;
  readonly of: (group: FigureGroup, slowest: number) => Omit<Bar, 'label'> | undefined;
};

const part = (count: number | undefined, whole: number | undefined): Omit<Bar, 'label'> | undefined =>
  count === undefined || whole === undefined || whole === 0
    ? undefined
    : { share: count / whole, words: `${count} of ${whole}` };

const shareOf = (share: number | undefined): Omit<Bar, 'label'> | undefined =>
  share === undefined ? undefined : { share, words: percent(share) };

/** What every panel shows, in one order; times are drawn against the slowest of the page. */
const rows: readonly Row[] = [
  { label: 'Enabled', of: ({ figures }) => part(figures.enabled, figures.rules) },
  { label: 'Production', of: ({ figures }) => part(figures.stages.get('production') ?? 0, figures.rules) },
  { label: 'Tested', of: ({ figures }) => part(figures.tested, figures.rules) },
  { label: 'Mutants noticed', of: ({ figures }) => shareOf(mutationScore(figures)) },
  {
    label: 'Merge to live',
    of: ({ figures: { lead } }, slowest) =>
      lead && { share: slowest === 0 ? 0 : lead.median / slowest, words: hoursInWords(lead.median) },
  },
  { label: 'Silent', of: ({ figures }) => part(figures.silent, figures.running) },
  { label: 'Drifted', of: ({ figures }) => part(figures.drift?.rules, figures.running) },
  { label: 'False positives', of: ({ figures }) => shareOf(falsePositiveRate(figures)) },
];

const line = 20;
const start = 104;
const length = 92;

/** One panel: the same rows at the same scale in each, so that panels can be compared. */
const panel = (group: FigureGroup, shown: readonly Row[], slowest: number, title: Part): Markup => {
  const bars = shown.flatMap(({ label, of }): readonly Bar[] => {
    const bar = of(group, slowest);
    return bar === undefined ? [{ label, share: 0, words: '–' }] : [{ label, ...bar }];
  });
  const words = bars.map(({ label, words: said }) => `${label} ${said}`).join(', ');
  return markup`<li class="panel"><h3>${title}</h3><p class="none">${counted(group.figures.rules, 'rule')}</p>${
    bars.length > 0 &&
    markup`<svg viewBox="0 0 260 ${shown.length * line}" role="img" aria-label="${words}">${bars.map(
      ({ label, share, words: said }, index) => {
        const top = index * line;
        return markup`<text x="0" y="${top + 13}">${label}</text><rect class="track" x="${start}" y="${top + 5}" width="${length}" height="9" rx="3"/><rect class="fill" x="${start}" y="${top + 5}" width="${Math.round(Math.min(1, share) * length)}" height="9" rx="3"/><text class="value" x="${start + length + 6}" y="${top + 13}">${said}</text>`;
      },
    )}</svg>`
  }</li>`;
};

const titleOf = (by: Dimension, group: string): string => {
  if (by === 'all') return 'All rules';
  return by === 'tactic' ? tacticTitle(group) : group;
};

const linked: ReadonlySet<Dimension> = new Set(['severity', 'tactic', 'workspace', 'owner']);

const heading = (by: Dimension, group: string, up: string): Part =>
  linked.has(by) && group !== '(none)' ? filterLink(up, by, group, titleOf(by, group)) : titleOf(by, group);

/** The figures of the rules as small multiples, a panel for each group, and as tables. The same figures give the same bytes. */
export const metricsPage = ({ title }: Pick<CatalogueModel, 'title'>, metrics: Metrics, up: string): string => {
  const { groups, unread, days, asked } = metrics;
  const slowest = Math.max(0, ...groups.map(({ figures }) => figures.lead?.median ?? 0));
  const shown = rows.filter(({ of }) => groups.some((group) => of(group, slowest) !== undefined));
  const tables = new Map(summaryOf(metrics).map((each) => [each.by, each]));
  return page({
    title: 'Metrics',
    catalogue: title,
    up,
    current: 'metrics',
    body: markup`<div class="head"><h1>Metrics</h1><p class="lead">What raises alerts, measured over ${counted(days, 'day')}${asked.length > 0 && `, in ${asked.join(', ')}`}. A bar is a part of its whole; one of time is a part of the slowest.</p></div>
${dimensions.map((by) => {
  const own = groups.filter((group) => group.by === by);
  const summary = tables.get(by);
  if (own.length === 0 || summary === undefined) return false;
  return markup`<section aria-labelledby="by-${by}"><h2 id="by-${by}">${dimensionTitles[by]}</h2><ul class="panels">${own.map((group) => panel(group, shown, slowest, heading(by, group.group, up)))}</ul><details><summary>As a table</summary>${table(`By ${dimensionTitles[by].toLowerCase()}`, summary.head, summary.rows)}</details></section>`;
})}${
      unread.length > 0 &&
      markup`<section aria-labelledby="unread"><h2 id="unread">What is not known</h2><ul>${unread.map((each) => markup`<li>${sentence(each)}</li>`)}</ul></section>`
    }`,
  });
};
