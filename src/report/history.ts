import type { HistoryEvent, HistoryKind, TimeLine } from '../core/history.ts';
import type { JsonObject } from '../core/json.ts';
import type { Listing, ReportContext } from '../core/report.ts';
import { codeCell, escaped } from './text/markdown-text.ts';
import { cut } from '../core/text/cut.ts';
import { inert, oneLine, styleOf } from './text/style.ts';

const kindWords: Readonly<Record<HistoryKind, string>> = {
  commit: 'commit',
  deployed: 'deployed',
  workspace: 'workspace',
  service: 'service',
  off: 'off',
  on: 'on',
  exception: 'exception',
  record: 'record',
};

const seconds = (at: string): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

const detail = ({ what, commit, pullRequest, approvers }: HistoryEvent): string =>
  [
    what,
    ...(commit === undefined ? [] : [commit.slice(0, 12)]),
    ...(pullRequest === undefined ? [] : [`#${pullRequest}`]),
    ...(approvers === undefined
      ? []
      : [approvers.length === 0 ? 'approved by nobody' : `approved by ${approvers.join(', ')}`]),
  ].join('; ');

const pretty = (
  { id, name, workspace, events, gaps }: TimeLine,
  look: Pick<ReportContext, 'colour' | 'columns'>,
): string => {
  const style = styleOf(look);
  return [
    `${style.bold(oneLine(name))}  ${style.dim(inert(id))}  in ${inert(workspace)}`,
    ...(events.length === 0 ? ['  Nothing is known of it.'] : []),
    ...events.map(
      (event) =>
        `  ${seconds(event.at)}  ${kindWords[event.kind].padEnd(9)}  ${event.who === undefined ? '' : `${style.yellow(oneLine(event.who))}: `}${oneLine(detail(event))}`,
    ),
    ...gaps.map((gap) => `note: ${inert(gap)}`),
    '',
  ].join('\n');
};

const json = ({ id, name, path, workspace, events, gaps }: TimeLine): JsonObject => ({
  version: 1,
  command: 'history',
  workspace,
  id,
  name,
  ...(path === undefined ? {} : { path }),
  events: events.map((event) => ({ ...event, at: seconds(event.at) })),
  gaps,
});

const markdown = ({ name, workspace, events, gaps }: TimeLine): string => {
  const rows = events.map(
    (event) =>
      `| ${seconds(event.at)} | ${kindWords[event.kind]} | ${event.who === undefined ? '' : codeCell(event.who)} | ${escaped(cut(detail(event), 300))} |`,
  );
  return [
    `### History of ${escaped(name)} in ${escaped(workspace)}`,
    '',
    '| when | what | who | |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...gaps.map((gap) => `- ${escaped(gap)}`),
    '',
  ].join('\n');
};

/** The history of a rule in each way to say it. */
export const historyListing = (told: TimeLine): Listing => ({
  title: `History of ${told.name}`,
  json: json(told),
  markdown: markdown(told),
  pretty: (look) => pretty(told, look),
});
