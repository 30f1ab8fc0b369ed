import { runOf, type Run } from '../../github/event.ts';
import { resolve } from 'node:path';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isObject, parseJson, type JsonObject } from '../../core/json.ts';
import { whereWords, type ShownExclusion } from '../../core/overlays/exclusions.ts';
import type { Report } from '../../core/report.ts';
import { readText } from '../../files/disk.ts';
import { githubApi, type GitHubApi } from '../../github/api.ts';
import { approvedRun, type Approval } from '../../github/approved.ts';
import { addSummary, summaryLimit } from '../../github/job-summary.ts';
import { closeIssue, openIssueKeys, sayComment, sayIssue, type Said } from '../../github/sticky.ts';
import { isDrift } from '../../report/drift.ts';
import { commentRoom, markdownTogether } from '../../report/markdown.ts';
import { ownerWords } from '../../report/owners.ts';
import { codeSpan, escaped } from '../../report/text/markdown-text.ts';
import { readReport, readReports } from '../../report/read/read-report.ts';
import { clipped } from '../../report/text/style.ts';
import { version } from '../../version.ts';
import { listExclusions } from '../show/exclusions.ts';
import { type ConfigChoice } from '../project.ts';

export type GitHubRequest = {
  /** A report in JSON, relative to the working directory. */
  readonly file: string;
  /** Name of the comment or issue; undefined for what the report is about (`plan/prod`). */
  readonly key: string | undefined;
};

const readEvent = async (io: Io): Promise<JsonObject> => {
  const path = io.env['GITHUB_EVENT_PATH'];
  const text = path === undefined || path === '' ? undefined : await readText(path);
  if (text === undefined) return {};
  const event = parseJson(text);
  if (isObject(event)) return event;
  throw new PicketError('usage', `${path ?? ''} is no event of GitHub: it is no JSON object.`, {
    code: 'bad-event',
    hint: 'GITHUB_EVENT_PATH is set by GitHub Actions: hand it on to this step as it is.',
  });
};

export const open = async (io: Io): Promise<{ readonly run: Run; readonly api: () => GitHubApi }> => {
  const run = runOf(io.env, await readEvent(io));
  return {
    run,
    api: () => githubApi({ run, clock: io.clock, fetch: globalThis.fetch, version, signal: io.signals.abort }),
  };
};

const load = async (io: Io, file: string): Promise<Report | undefined> => {
  const text = await readText(resolve(io.cwd, file));
  return text === undefined ? undefined : readReport(text, file);
};

export const loadKnown = async (io: Io, file: string): Promise<Report> => {
  const report = await load(io, file);
  if (report !== undefined) return report;
  throw noReport(file);
};

const noReport = (file: string): PicketError =>
  new PicketError('usage', `There is no report ${file}.`, {
    code: 'no-report',
    hint: 'Make it with --format json=FILE of validate, plan, deploy or drift.',
  });

export const said = (reports: readonly Report[], limit: number): string =>
  markdownTogether(reports, { colour: false, columns: Infinity, source: () => undefined, limit });

export const footer = ({ commit, url }: Run): string => {
  const short = /^[0-9a-f]{7,64}$/i.test(commit) ? `Commit ${codeSpan(commit.slice(0, 12))}` : 'Picket';
  return /^https?:\/\/[\w.:-]+\/[\w./-]+$/.test(url) ? `<sub>${short} · [run](${url})</sub>` : `<sub>${short}</sub>`;
};

export const keyOf = ({ command, workspace }: Report): string =>
  workspace === undefined ? command : `${command}/${workspace}`;

/** What stands in for a report that was not made: an older text must not be taken for today's. */
const missing = (key: string): string =>
  `### ${codeSpan(key)}\n\nThere is no result for this commit: the step that makes it failed. Its log says why.\n`;

/** The key of several reports is what they are: plans of all workspaces are one comment. */
const keyOfAll = (reports: readonly Report[]): string => {
  const [first, ...others] = reports;
  if (first === undefined) return '';
  return others.length === 0 ? keyOf(first) : first.command;
};

/**
 * Says reports as one comment of the pull request, made or rewritten. Without a report's file the comment says that
 * there is no result, where a key names it. `nothing` for a pull request from a fork, whose token may not comment.
 */
export const commentReports = async (
  io: Io,
  request: Pick<GitHubRequest, 'key'> & {
    /** Reports in JSON, relative to the working directory. */
    readonly files: readonly string[];
    readonly pullRequest: number | undefined;
  },
): Promise<Said> => {
  const { run, api } = await open(io);
  const number = request.pullRequest ?? run.pullRequest;
  if (number === undefined)
    throw new PicketError('usage', 'This run belongs to no pull request.', {
      code: 'no-pull-request',
      hint: 'Run it in a workflow on pull_request, or name one with --pull-request N.',
    });
  if (run.fork) return { state: 'nothing', url: '' };
  const reports: Report[] = [];
  const absent: string[] = [];
  for (const file of request.files) {
    const text = await readText(resolve(io.cwd, file));
    if (text === undefined && request.key === undefined) throw noReport(file);
    const read = text === undefined ? { reports: [], failed: [file] } : readReports(text, file);
    reports.push(...read.reports);
    absent.push(...read.failed);
  }
  const key = request.key ?? keyOfAll(reports);
  const gaps = absent.map((file) =>
    missing(request.files.length === 1 && reports.length === 0 ? key : file.replace(/\.json$/, '')),
  );
  const text = [...gaps, ...(reports.length === 0 ? [] : [said(reports, commentRoom - gaps.join('').length)])].join(
    '\n',
  );
  return sayComment(api(), number, key, `${text}\n${footer(run)}`);
};

/** What became of the issue about the drift of a workspace. */
export type IssueSaid = Said & { readonly workspace: string };

/**
 * Keeps one issue for each workspace that a report of drift is about: opened or rewritten while there is drift, closed once
 * there is none. A workspace that nothing was compared with keeps its issue as it is; where that is because the content has
 * errors, a refusal of the report comes with what became of the others.
 */
export const issueReports = async (
  io: Io,
  request: GitHubRequest & { readonly labels: readonly string[] },
): Promise<{ readonly told: readonly IssueSaid[]; readonly refusal?: PicketError }> => {
  const { run, api } = await open(io);
  const text = await readText(resolve(io.cwd, request.file));
  if (text === undefined) throw noReport(request.file);
  const { reports } = readReports(text, request.file);
  if (request.key !== undefined && reports.length > 1)
    throw new PicketError('usage', `${request.file} is about ${reports.length} workspaces, which have an issue each.`, {
      code: 'usage',
      hint: 'Leave --key out: each issue is found by its workspace.',
    });
  const told: IssueSaid[] = [];
  for (const report of reports) {
    const { verdicts, workspace = '' } = report;
    if (verdicts === undefined) continue;
    const key = request.key ?? keyOf(report);
    const body = `${said([report], commentRoom)}\n${footer(run)}`;
    const outcome = verdicts.some(isDrift)
      ? await sayIssue(api(), { key, title: `Drift of ${clipped(workspace, 100)}`, text: body, labels: request.labels })
      : await closeIssue(api(), key, `No drift any more.\n\n${footer(run)}`);
    told.push({ workspace, ...outcome });
  }
  if (told.length === reports.length) return { told };
  const refusal = new PicketError(
    'refusal',
    `${request.file} compares nothing${told.length === 0 ? '' : ' for some workspaces'}: the content has errors, or it is no report of drift.`,
    { code: 'no-drift-report', hint: 'Make it with picket drift --format json=FILE.' },
  );
  return { told, refusal };
};

/** Adds reports to the job's summary, in as much of it as GitHub shows. */
export const summariseReports = async (io: Pick<Io, 'cwd' | 'env'>, files: readonly string[]): Promise<void> => {
  const reports: Report[] = [];
  for (const file of files) {
    const text = await readText(resolve(io.cwd, file));
    if (text === undefined) throw noReport(file);
    reports.push(...readReports(text, file).reports);
  }
  // A character takes up to three bytes in UTF-8 for each UTF-16 unit.
  await addSummary(io.env['GITHUB_STEP_SUMMARY'], said(reports, Math.floor(summaryLimit / 3)));
};

/**
 * The run whose artifact holds the plan that people saw before they merged this commit, or why none counts. `workflow` is
 * the file of `.github/workflows` that makes plans.
 */
export const findApprovedRun = async (
  io: Io,
  { artifact, workflow }: { readonly artifact: string; readonly workflow: string },
): Promise<Approval> => {
  const { run, api } = await open(io);
  return approvedRun(api(), { commit: run.commit, branch: run.branch, artifact, workflow, repository: run.repository });
};

const exclusionLine = ({ of, layer, path, range, where, until, reason, standing }: ShownExclusion): string =>
  `- ${escaped(of)}${layer === undefined ? '' : ` in ${codeSpan(layer)}`}: ${codeSpan(whereWords(where))} ${standing === 'ended' ? 'ended' : 'ends'} on ${codeSpan(until)} (${escaped(reason)}), ${codeSpan(`${path}:${range.start.line}`)}`;

const exclusionKey = 'exclusions/';

/** What became of the issue of an owner. */
export type OwnerSaid = Said & { readonly owner: string };

/**
 * Keeps one issue for each owner of exclusions (the rule's where an exclusion has none) that have ended or end within two weeks, and closes those of owners who
 * have none any more.
 */
export const exclusionIssues = async (
  io: Io,
  config: ConfigChoice,
  labels: readonly string[],
): Promise<readonly OwnerSaid[]> => {
  const { run, api } = await open(io);
  const due = (await listExclusions(io, config)).filter(({ standing }) => standing !== 'holds');
  const owners = new Map<string, ShownExclusion[]>();
  for (const each of due) {
    const owner = each.owner ?? each.ruleOwner ?? '';
    owners.set(owner, [...(owners.get(owner) ?? []), each]);
  }
  const github = api();
  const said: OwnerSaid[] = [];
  for (const [owner, own] of owners) {
    const text = [
      `${owner === '' ? 'These exclusions have no owner' : `${ownerWords(owner)}, these exclusions are yours`}. Take out what is no longer needed, or give it another end. Once one has ended its rule stays as it runs until somebody decides.`,
      '',
      ...own.map(exclusionLine),
      '',
      footer(run),
    ].join('\n');
    const title = owner === '' ? 'Exclusions without an owner end' : `Exclusions of ${clipped(owner, 100)} end`;
    said.push({ owner, ...(await sayIssue(github, { key: exclusionKey + owner, title, text, labels })) });
  }
  for (const key of await openIssueKeys(github, exclusionKey)) {
    const owner = key.slice(exclusionKey.length);
    if (!owners.has(owner))
      said.push({ owner, ...(await closeIssue(github, key, `None of them ends soon any more.\n\n${footer(run)}`)) });
  }
  return said;
};
