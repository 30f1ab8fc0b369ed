import type { Severity } from '../../core/diagnostic.ts';
import type { Report } from '../../core/report.ts';
import { backtestSection } from './backtest.ts';
import { examinationSection } from './doctor.ts';
import type { Section } from './entry.ts';
import { exclusionsSection } from './exclusions.ts';
import { layoutsSection } from './layouts.ts';
import { healthSection } from './health.ts';
import { logSection } from './log.ts';
import { onboardingSection } from './onboarding.ts';
import { cutText, fit } from '../text/budget.ts';
import { codeCell, escaped, prose } from '../text/markdown-text.ts';
import { cut } from '../../core/text/cut.ts';
import { transferSection } from './transfers.ts';

const listingSection = ({ listing }: Report): Section | undefined =>
  listing === undefined
    ? undefined
    : {
        pretty: listing.pretty,
        json: listing.json,
        title: listing.title,
        summary: '',
        markdown: listing.markdown,
        entries: [],
      };

const sections: readonly ((report: Report) => Section | undefined)[] = [
  transferSection,
  healthSection,
  backtestSection,
  examinationSection,
  onboardingSection,
  exclusionsSection,
  logSection,
  layoutsSection,
  listingSection,
];

/** What a report holds besides findings in files, plans and outcomes; undefined where that is nothing. */
export const sectionOf = (report: Report): Section | undefined => {
  for (const section of sections) {
    const found = section(report);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A section as GitHub Markdown in at most so many characters, what needs a look first. */
export const markdownSection = ({ title, summary, markdown, entries }: Section, room: number): string => {
  if (markdown !== undefined) return cut(markdown, Math.floor(room));
  const weights: readonly (Severity | undefined)[] = ['error', 'warning', 'note', undefined];
  const sorted = entries.toSorted((one, other) => weights.indexOf(one.severity) - weights.indexOf(other.severity));
  const pieces = sorted.map(({ state, name, message, hint, path }) => {
    const start = `| ${escaped(state)} | ${escaped(cut(name, 200))}${path === undefined ? '' : `<br>${codeCell(path)}`} | `;
    const text = hint === undefined ? message : `${message} ${hint}`;
    return {
      full: `${start}${prose(cut(text, 1000), codeCell)} |`,
      brief: `${start}${prose(cut(text, 100), codeCell)} |`,
    };
  });
  const fitted = fit(pieces, Math.max(0, room - 500));
  const cutting = cutText(fitted, 'rows');
  return [
    `### ${title}`,
    ...(summary === '' ? [] : [summary]),
    ...(fitted.texts.length === 0 ? [] : [['| | | |', '|---|---|---|', ...fitted.texts].join('\n')]),
    ...(cutting === '' ? [] : [cutting]),
  ]
    .join('\n\n')
    .concat('\n');
};
