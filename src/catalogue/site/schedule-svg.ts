import { printShortDuration } from '../../core/duration.ts';
import type { Schedule } from '../model.ts';
import { scheduleInWords } from '../phrases.ts';
import { markup, type Markup } from './markup.ts';

type Scheduled = Extract<Schedule, { readonly kind: 'scheduled' }>;

const left = 14;
const right = 426;
const rowHeight = 22;
const runs = 4;
/** Less could not be seen, however short a look-back is beside the time between two runs. */
const leastBar = 2.5;
/** A bar that is shorter has no room for its label. */
const labelled = 44;
/** A look-back of more runs than this is drawn cut off, or the runs would lie on one another. */
const longest = 6;

const isCut = ({ every, lookBack }: Pick<Scheduled, 'every' | 'lookBack'>): boolean => lookBack > longest * every;

const round = (value: number): number => Math.round(value * 10) / 10;

/** The length of the newest look-back: in its bar, or before it where that is too short. */
const label = (start: number, text: string): Markup =>
  right - start < labelled
    ? markup`<text x="${round(start - 6)}" y="18" text-anchor="end">${text}</text>`
    : markup`<text class="inside" x="${round(Math.max(start + 12, left + 8))}" y="18">${text}</text>`;

/**
 * The last runs on an axis of time, the newest at the right and on top: each with the stretch that it looks at, and the
 * stretches that no run looks at. A look-back of many runs is cut off at its left end.
 */
const drawing = ({ every, lookBack }: Scheduled): Markup => {
  const drawn = Math.min(lookBack, longest * every);
  const length = (runs - 1) * every + Math.max(drawn, every);
  const at = (before: number): number => round(right - (before / length) * (right - left));
  const axis = runs * rowHeight + 18;
  const bars = Array.from({ length: runs }, (_, run) => {
    const top = 8 + run * rowHeight;
    const end = at(run * every);
    const start = Math.min(at(run * every + drawn), end - leastBar);
    return markup`<rect class="${run === 0 ? 'bar now' : 'bar'}" x="${start}" y="${top}" width="${round(end - start)}" height="12" rx="2"/>${
      isCut({ every, lookBack }) && markup`<path class="cut" d="M${start + 5} ${top - 1}l-3 4 3 4-3 4 3 4"/>`
    }<path class="guide" d="M${end} ${top + 12}V${axis}"/><circle class="run" cx="${end}" cy="${axis}" r="3.5"/>`;
  });
  const missed =
    lookBack < every
      ? Array.from({ length: runs }, (_, run) => {
          const end = at(run * every + lookBack);
          const start = at((run + 1) * every);
          return markup`<rect class="missed" x="${start}" y="4" width="${round(end - start)}" height="${axis - 8}"/>`;
        })
      : [];
  const labels = Array.from({ length: runs }, (_, run) => ({ x: at(run * every), run })).filter(
    ({ run }) => run === 0 || run === runs - 1 || at(every) - at(2 * every) > 62,
  );
  return markup`<svg viewBox="0 0 440 ${axis + 30}" role="img" aria-label="${scheduleInWords({ kind: 'scheduled', every, lookBack, operator: '', threshold: 0 })}">${missed}<path class="axis" d="M${left} ${axis}H${right + 8}"/>${bars}${labels.map(
    ({ x, run }) =>
      markup`<text x="${x}" y="${axis + 20}" text-anchor="${run === 0 ? 'end' : 'middle'}">${run === 0 ? 'this run' : `−${printShortDuration(run * every)}`}</text>`,
  )}${label(at(drawn), printShortDuration(lookBack))}</svg>`;
};

/** The schedule as a time line with its key; undefined for rules that have none to draw. */
export const timeLine = (schedule: Schedule): Markup | undefined => {
  if (schedule.kind === 'near-real-time' || schedule.every <= 0 || schedule.lookBack <= 0) return undefined;
  const hasGap = schedule.lookBack < schedule.every;
  return markup`<figure class="timeline">${drawing(schedule)}<figcaption><ul class="key"><li><i class="swatch bar"></i>looked at by a run</li>${
    hasGap && markup`<li><i class="swatch missed"></i>never looked at</li>`
  }<li><i class="swatch run"></i>a run</li>${
    isCut(schedule) && markup`<li>cut off at the left, not to scale</li>`
  }</ul></figcaption></figure>`;
};
