import { join, resolve } from 'node:path';
import { evidencePage } from '../../catalogue/site/evidence-page.ts';
import { driftPlace } from '../../core/engine/drift.ts';
import { isOver } from '../../core/engine/override-log.ts';
import type { Verdict } from '../../core/engine/change.ts';
import { verifyChain, type Chain } from '../../core/evidence/deployment-log.ts';
import { closedDrift, openDrift, type Removal } from '../../core/evidence/drift.ts';
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
import type { Io } from '../../core/io.ts';
import { csvText } from '../../core/text/csv.ts';
import { jsonText } from '../../core/text/visible.ts';
import { readAsset } from '../../files/assets.ts';
import type { Commit } from '../../git/changes.ts';
import { openDeploymentLog } from '../change/kept/deployment-log.ts';
import { drift } from '../change/drift.ts';
import { alone, shareRuns, type Shared } from '../fleet/shared.ts';
import { openProject, type ConfigChoice } from '../project.ts';
import { chosenWorkspaces, type WorkspaceSelection } from '../workspaces.ts';
import { writeSite } from './docs.ts';
import { askForge, type ForgeFacts } from './forge.ts';
import { gitFacts, type GitFacts } from './git-facts.ts';
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

const changeOf = (commit: Commit, { reviews, unasked, numberOf }: ForgeFacts): EvidencedChange => {
  const { at, author, subject, files, reviewers } = commit;
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
    paths: files.map(({ path }) => path),
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

/** What the facts of each workspace are asked with; git is absent where it cannot be read. */
type WorkspaceRequest = { readonly git: GitFacts | undefined; readonly shared: Shared; readonly config: ConfigChoice };

type WorkspaceFacts = { readonly drift: readonly EvidencedDrift[]; readonly exceptions: readonly Exception[] };

const workspaceFacts = async (
  io: Io,
  name: string,
  { git, shared, config }: WorkspaceRequest,
): Promise<Told<WorkspaceFacts>> => {
  const now = io.clock.now();
  const { report } = await drift(io, { config, workspace: name, queries: 'skip', findings: 'errors', shared });
  const gone = (report.verdicts ?? []).filter((verdict) => driftPlace(verdict) === 'gone').map(({ id }) => id);
  const removals = (await git?.removals(gone)) ?? new Map<string, Removal>();
  if (report.verdicts === undefined)
    return { found: [], unread: [`Drift and overrides of ${name} were not read: its content has errors.`] };
  return {
    found: [
      {
        drift: report.verdicts.flatMap((verdict) =>
          openDrift(verdict, { workspace: name, now: new Date(now).toISOString(), removals }),
        ),
        exceptions: report.verdicts.flatMap((verdict) => overridesOf(verdict, name, now)),
      },
    ],
    unread: [],
  };
};

const driftOfIssues = ({ issues }: ForgeFacts, now: string): readonly EvidencedDrift[] =>
  issues.map(({ workspace, opened, closed, url }) => ({
    kind: 'unknown',
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
  const shared: Shared = { ...(names.length > 1 ? shareRuns() : alone), project: () => Promise.resolve(project) };
  for (const name of names)
    live.push(
      await told(`The workspace ${name}`, () =>
        workspaceFacts(io, name, { git: git.found[0], shared, config: request.config }),
      ),
    );
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
      ...deployments.flatMap(closedDrift),
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
  await writeSite(io, resolve(io.cwd, request.out), files);
  return { ...evidence, start: join(request.out, 'index.html') };
};
