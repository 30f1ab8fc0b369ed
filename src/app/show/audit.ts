import { join, posix, resolve } from 'node:path';
import { evidencePage } from '../../catalogue/site/evidence-page.ts';
import { driftPlace } from '../../core/engine/drift.ts';
import { isOver } from '../../core/engine/override.ts';
import type { Verdict } from '../../core/engine/change.ts';
import { verifyChain, type DeploymentRecord, type Chain } from '../../core/evidence/deployment-log.ts';
import {
  daysBetween,
  evidenceJson,
  reviewOf,
  tablesOf,
  type Evidence,
  type EvidencedChange,
  type EvidencedDrift,
  type Exception,
} from '../../core/evidence/evidence.ts';
import {
  allowedByLayers,
  exceptionsOf,
  ofLayers,
  ofRule,
  type ConfigRevision,
} from '../../core/evidence/exceptions.ts';
import type { Io } from '../../core/io.ts';
import { takenBack } from '../../core/plan/plan-step.ts';
import { objectOf, textOf } from '../../core/json.ts';
import { csvText } from '../../core/text/csv.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { jsonText } from '../../core/text/visible.ts';
import { readAsset } from '../../files/assets.ts';
import { readChanges, type Commit } from '../../git/changes.ts';
import { openLog } from '../../git/log.ts';
import { openDeploymentLog } from '../change/deployment-log.ts';
import { drift } from '../change/drift.ts';
import { openProject, type ConfigChoice, type Project } from '../project.ts';
import { chosenWorkspaces, type WorkspaceSelection } from '../workspaces.ts';
import { publish } from './docs.ts';
import { askForge, type ForgeFacts } from './forge.ts';
import { configPath, configRevisions, folderIn } from './config-revisions.ts';
import { told, type Told } from './told.ts';
import { PicketError } from '../../core/errors.ts';

type VerifyRequest = {
  readonly config: ConfigChoice;
  /** The hash of a record that somebody kept elsewhere: it has to be there. */
  readonly contains: string | undefined;
};

/** Proves the log of deployments that picket.yaml names. Rejects with a `config` error where it names none. */
export const verifyLog = async (io: Io, { config, contains }: VerifyRequest): Promise<Chain & { place: string }> => {
  const store = await openDeploymentLog(io, await openProject(io, config), io.signals.abort);
  if (store === undefined)
    throw new PicketError('config', 'picket.yaml keeps no log of deployments.', {
      code: 'no-log',
      hint: 'Add `deployments: {branch: picket-deployments}`, `deployments: {folder: deployments}`, or `deployments: {container: ADDRESS}`.',
    });
  return { ...verifyChain(await store.read(), contains?.toLowerCase()), place: store.place };
};

export type AuditRequest = {
  readonly config: ConfigChoice;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly workspaces: WorkspaceSelection;
  /** Folder for what is written, relative to the working directory. */
  readonly out: string;
};

type Between = { readonly from: number; readonly to: number };

type GitFacts = {
  /** Of the time that is asked for, with the files of the project alone. */
  readonly commits: readonly Commit[];
  readonly exceptions: readonly Exception[];
  readonly unread: readonly string[];
};

/** What content that git has today left out for a time, by the revisions of its files. */
const exclusionsOfFiles = async (
  log: Awaited<ReturnType<typeof openLog>>,
  paths: readonly string[],
  commits: ReadonlyMap<string, Commit>,
  between: Between,
): Promise<readonly Exception[]> => {
  const files = [...(await log.revisions(paths))];
  const texts = await log.texts(files.flatMap(([, revisions]) => revisions.map(({ blob }) => blob)));
  return files.flatMap(([path, revisions]) => {
    const then = revisions.toReversed().map((revision) => ({ ...revision, text: texts.get(revision.blob) ?? '' }));
    // Most files never left out anything, and reading them is what costs.
    if (!then.some(({ text }) => text.includes('exclude'))) return [];
    const read = then.map(({ commit, date, text }): ConfigRevision => {
      const { at = date, author = '' } = commits.get(commit) ?? {};
      return { at, by: author, value: readDocument(path, text).document.value };
    });
    const rule = textOf(objectOf(read.at(-1)?.value)['name']) ?? path;
    return exceptionsOf(read, between, ofRule).map((exception) => ({ ...exception, rule }));
  });
};

/** The project's commits, and what picket.yaml and content allowed for a time. */
const gitFacts = async (io: Io, project: Project, between: AuditRequest): Promise<GitFacts> => {
  const log = await openLog(project.root, io.signals.stop);
  const folder = await folderIn(log, project);
  const isOwn = (path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
  const all = await readChanges(log.root, io.signals.stop);
  const names = new Map(all.map(({ commit, author }) => [commit, author]));
  const revisions = await configRevisions(log, await configPath(log, project), names);
  const laid = revisions.map((revision) => ({ ...revision, value: allowedByLayers(revision.value) }));
  const { content, workspaces } = project.config;
  const folders = [...content, ...Object.values(workspaces).flatMap((workspace) => workspace.content ?? [])].map(
    (each) => posix.join(folder, each),
  );
  const paths = [...new Set(all.flatMap((commit) => commit.paths))].filter(
    (path) => /\.ya?ml$/i.test(path) && folders.some((each) => each === '.' || path.startsWith(`${each}/`)),
  );
  // What is still to come has ended nothing yet.
  const until = { from: between.from, to: Math.min(between.to, io.clock.now()) };
  return {
    commits: all
      .map((commit) => ({ ...commit, paths: commit.paths.filter(isOwn) }))
      .filter(({ at, paths }) => paths.length > 0 && Date.parse(at) >= between.from && Date.parse(at) <= between.to),
    exceptions: [
      ...exceptionsOf(revisions, until),
      ...exceptionsOf(laid, until, ofLayers),
      ...(await exclusionsOfFiles(log, paths, new Map(all.map((commit) => [commit.commit, commit])), until)),
    ],
    unread: (await log.isShallow())
      ? ['The clone is shallow: changes and exceptions before its end are not known (in CI: fetch-depth: 0).']
      : [],
  };
};

const changeOf = (commit: Commit, { reviews, unasked, numberOf }: ForgeFacts): EvidencedChange => {
  const { at, author, subject, paths, reviewers } = commit;
  const pull = reviews.get(commit.commit);
  const number = numberOf(commit);
  const approvers = [...new Set([...(pull?.approvers ?? []), ...reviewers])];
  return {
    commit: commit.commit,
    at,
    author: pull === undefined || pull.author === '' ? author : `${author} (${pull.author})`,
    approvers,
    review: reviewOf([author, pull?.author ?? ''], approvers, !unasked.has(commit.commit)),
    subject,
    link: pull?.url || (number === undefined ? '' : `#${number}`),
    paths,
  };
};

const overridesOf = ({ override, displayName }: Verdict, workspace: string, now: number): readonly Exception[] =>
  (override?.log ?? []).map((entry) => {
    const state = entry.settled === true || isOver([entry], now) ? 'ended' : 'in force';
    const until = Date.parse(entry.until) <= now ? entry.until : '';
    return {
      kind: 'switched off at once',
      rule: displayName,
      workspace,
      since: entry.at,
      until: entry.until,
      by: entry.by,
      reason: entry.ticket === undefined ? entry.reason : `${entry.reason} (${entry.ticket})`,
      state,
      ended: state === 'ended' ? (entry.ended?.at ?? until) : '',
    };
  });

const driftNow = (verdict: Verdict, workspace: string, now: string): EvidencedDrift => {
  const opened = verdict.lastChange?.at ?? '';
  return {
    workspace,
    rule: verdict.displayName,
    opened,
    by: verdict.lastChange?.who ?? '',
    closed: '',
    days: daysBetween(opened, now),
    source: 'the workspace',
  };
};

type WorkspaceFacts = { readonly drift: readonly EvidencedDrift[]; readonly exceptions: readonly Exception[] };

const workspaceFacts = async (io: Io, config: ConfigChoice, name: string): Promise<Told<WorkspaceFacts>> => {
  const now = io.clock.now();
  const { report } = await drift(io, { config, workspace: name, queries: 'skip' });
  if (report.verdicts === undefined)
    return { found: [], unread: [`Drift and overrides of ${name} were not read: its content has errors.`] };
  return {
    found: [
      {
        drift: report.verdicts
          .filter((verdict) => driftPlace(verdict) === 'changed' || verdict.state === 'missing')
          .map((verdict) => driftNow(verdict, name, new Date(now).toISOString())),
        exceptions: report.verdicts.flatMap((verdict) => overridesOf(verdict, name, now)),
      },
    ],
    unread: [],
  };
};

/** Drift that a deployment took back; since when it was there the log does not tell. */
const driftTakenBack = ({ changes, workspace, at }: DeploymentRecord): readonly EvidencedDrift[] =>
  changes
    .filter(({ reason, status }) => status === 'written' && reason.endsWith(takenBack))
    .map(({ name }) => ({
      workspace,
      rule: name,
      opened: '',
      by: '',
      closed: at,
      days: undefined,
      source: 'the log of deployments',
    }));

const driftOfIssues = ({ issues }: ForgeFacts, now: string): readonly EvidencedDrift[] =>
  issues.map(({ workspace, opened, closed, url }) => ({
    workspace,
    rule: '',
    opened,
    by: '',
    closed,
    days: daysBetween(opened, closed === '' ? now : closed),
    source: url,
  }));

/**
 * Gathers what is known of the changes of a project between two moments: from git, the forge, the log of deployments and
 * the workspaces, each as far as it can be read. What could not be read is part of it.
 */
const gather = async (io: Io, request: AuditRequest): Promise<Evidence> => {
  const project = await openProject(io, request.config);
  const names = chosenWorkspaces(project, io, request.workspaces).map(({ name }) => name);
  const [from, to] = [new Date(request.from).toISOString(), new Date(request.to).toISOString()];
  const isWithin = (at: string): boolean => at >= from && at <= to;
  const git = await told('The history', async () => {
    const facts = await gitFacts(io, project, request);
    return { found: [facts], unread: facts.unread };
  });
  const commits = git.found.flatMap((facts) => facts.commits);
  const forge = await askForge(io, commits, from);
  const log = await told('The log of deployments', async () => {
    const store = await openDeploymentLog(io, project, io.signals.abort);
    if (store === undefined)
      return { found: [], unread: ['Deployments are not known: picket.yaml keeps no log of them (`deployments`).'] };
    return { found: [verifyChain(await store.read())], unread: [] };
  });
  const deployments = log.found.flatMap(({ records }) => records).filter(({ at }) => isWithin(at));
  const live: Told<WorkspaceFacts>[] = [];
  for (const name of names)
    live.push(await told(`The workspace ${name}`, () => workspaceFacts(io, request.config, name)));
  const found = live.flatMap((each) => each.found);
  const now = new Date(io.clock.now()).toISOString();
  return {
    title: project.config.project?.name ?? 'Detections',
    from,
    to,
    workspaces: names,
    changes: commits.map((commit) => changeOf(commit, forge)),
    exceptions: [
      ...git.found.flatMap(({ exceptions }) => exceptions),
      ...found
        .flatMap(({ exceptions }) => exceptions)
        .filter(({ since, ended }) => since <= to && (ended === '' || ended >= from)),
    ],
    drift: [
      ...found.flatMap((each) => each.drift),
      ...driftOfIssues(forge, now).filter(({ opened, closed }) => opened <= to && (closed === '' || closed >= from)),
      ...deployments.flatMap(driftTakenBack),
    ],
    deployments,
    faults: log.found.flatMap(({ faults }) => faults.map(({ message }) => message)),
    unread: [...git.unread, ...forge.unread, ...log.unread, ...live.flatMap(({ unread }) => unread)],
  };
};

const style = (): string => {
  const text = readAsset('assets/catalogue/site.css');
  if (text === undefined) throw new Error('assets/catalogue/site.css is missing from the package');
  return text;
};

/** Writes the evidence of a time into a folder: CSV, JSON and one page. Rejects as `publish` does. */
export const audit = async (io: Io, request: AuditRequest): Promise<Evidence & { readonly start: string }> => {
  const evidence = await gather(io, request);
  const tables = tablesOf(evidence);
  const files = new Map([
    ['index.html', evidencePage(evidence, tables)],
    ['site.css', style()],
    ['evidence.json', jsonText(evidenceJson(evidence))],
    ...tables.map(({ name, head, rows }) => [`${name}.csv`, csvText([head, ...rows])] as const),
  ]);
  await publish(io, resolve(io.cwd, request.out), files);
  return { ...evidence, start: join(request.out, 'index.html') };
};
