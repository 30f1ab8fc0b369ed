import { whereWords } from '../core/overlays/exclusions.ts';
import type { Listing } from '../core/report.ts';
import { proposalWords, type Proposal, type Tuning, type WrittenTuning } from '../core/service/tuning.ts';
import { counted } from '../core/text/phrase.ts';
import { escaped } from './text/markdown-text.ts';
import { inert, oneLine } from './text/style.ts';

const harmful = 'not written: it would take rows from alerts that were right';
const nothing = 'Nothing to propose: no two of the false or benign alerts share an entity that the rule maps.';

const headline = ({ name, workspace, days, alerts }: Tuning): string => {
  const all = alerts.benign + alerts.true + alerts.open;
  const excluded = alerts.excluded === 0 ? '' : `, and ${alerts.excluded} more that are excluded by now`;
  return `${oneLine(name)} in ${workspace}: ${counted(all, 'alert')} in ${counted(days, 'day')}: ${alerts.benign} false or benign, ${counted(alerts.true, 'true positive')}, ${alerts.open} not decided${excluded}.`;
};

/** What a proposal would have done, and by which incidents that is known, in one sentence without its end. */
const effectOf = (proposal: Proposal, tuning: Tuning): string => {
  const { effect, incidents } = proposalWords(proposal, tuning);
  return incidents === '' ? effect : `${effect}; ${incidents}`;
};

/** A line for each exclusion that was written, for a terminal and for a pull request. */
export const writtenLines = (tuning: Tuning, { proposals }: Pick<WrittenTuning, 'proposals'>): readonly string[] =>
  proposals.map((proposal) => `${oneLine(whereWords(proposal.where))}: ${effectOf(proposal, tuning)}.`);

const proposed = (tuning: Tuning): string =>
  [
    headline(tuning),
    ...tuning.proposals.flatMap((proposal, index) => [
      '',
      `${index + 1}. ${oneLine(whereWords(proposal.where))}`,
      `   ${effectOf(proposal, tuning)}`,
      ...(proposal.harmed > 0 ? [`   ${harmful}`] : []),
    ]),
    ...(tuning.proposals.length === 0 ? [nothing] : []),
    '',
  ].join('\n');

const requestLine = ({ pullRequest }: WrittenTuning): readonly string[] => {
  if (pullRequest === undefined) return [];
  const { state, url } = pullRequest;
  return [`pull request: ${state === 'unchanged' ? 'already says this' : state}${url === '' ? '' : ` ${url}`}`];
};

const done = (tuning: Tuning, written: WrittenTuning): string =>
  [
    `${inert(written.path)}: ${counted(written.proposals.length, 'exclusion')} of ${inert(tuning.name)}.`,
    ...writtenLines(tuning, written),
    ...requestLine(written),
    '',
  ].join('\n');

const markdown = (tuning: Tuning, title: string, written: WrittenTuning | undefined): string =>
  [
    `### ${escaped(title)}`,
    escaped(headline(tuning)),
    tuning.proposals.length === 0
      ? nothing
      : tuning.proposals
          .map((proposal, index) => {
            const note = proposal.harmed > 0 ? ` (${harmful})` : '';
            return `${index + 1}. ${escaped(oneLine(whereWords(proposal.where)))}: ${escaped(effectOf(proposal, tuning))}${note}`;
          })
          .join('\n'),
    ...(written === undefined
      ? []
      : [
          escaped(
            [`${written.path}: ${counted(written.proposals.length, 'exclusion')}.`, ...requestLine(written)].join(' '),
          ),
        ]),
  ]
    .join('\n\n')
    .concat('\n');

/** What closed incidents say of a rule, and what was written of it, in each way to say it. JSON: schemas/tune.schema.json. */
export const tuningListing = (tuning: Tuning, written?: WrittenTuning): Listing => {
  const title = `Exclusions proposed for ${oneLine(tuning.name)} in ${tuning.workspace}`;
  const { id, name, path, workspace, days, alerts, proposals } = tuning;
  return {
    title,
    pretty: () => (written === undefined ? proposed(tuning) : done(tuning, written)),
    markdown: markdown(tuning, title, written),
    json: {
      version: 1,
      rule: { id, name, path },
      workspace,
      days,
      alerts: { ...alerts },
      proposals: proposals.map(({ where, removed, harmed, incidents }) => ({
        where: { ...where },
        removed,
        harmed,
        incidents,
        written: written?.proposals.some((each) => each.where === where) ?? false,
      })),
      ...(written === undefined
        ? {}
        : {
            written: {
              path: written.path,
              ...(written.pullRequest === undefined ? {} : { pullRequest: { ...written.pullRequest } }),
            },
          }),
    },
  };
};
