import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { digestOf } from '../../core/digest.ts';
import type { Outcome, Plan } from '../../core/engine/change.ts';
import { PicketError } from '../../core/errors.ts';
import {
  recordAfter,
  verifyChain,
  type Deployment,
  type DeploymentRecord,
  type RecordStore,
} from '../../core/evidence/deployment-log.ts';
import type { Io } from '../../core/io.ts';
import { changeSetDigest } from '../../core/plan/change-set.ts';
import { refKey } from '../../core/ref.ts';
import { isBelow } from '../../files/discover.ts';
import { recordFolder } from '../../files/record-folder.ts';
import { openHistory } from '../../git/history.ts';
import { recordBranch } from '../../git/record-branch.ts';
import { version } from '../../version.ts';
import type { Project } from '../project.ts';
import { actorOf } from './override.ts';

/** Where picket.yaml keeps the log of deployments; undefined where it keeps none. */
export const openDeploymentLog = async (
  { root, config }: Pick<Project, 'root' | 'config'>,
  stop: AbortSignal,
): Promise<RecordStore | undefined> => {
  const { deployments } = config;
  if (deployments === undefined) return undefined;
  return deployments.branch === undefined
    ? recordFolder(resolve(root, deployments.folder), deployments.folder)
    : recordBranch(root, deployments.branch, stop);
};

/** Address of the pipeline's run; the variables are those of GitHub Actions, Azure Pipelines and GitLab. */
const runOf = ({ env }: Pick<Io, 'env'>): string | undefined => {
  const { GITHUB_RUN_ID: run, GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: server = 'https://github.com' } = env;
  if (run && repository) return `${server}/${repository}/actions/runs/${run}`;
  const { BUILD_BUILDID: build, SYSTEM_COLLECTIONURI: collection, SYSTEM_TEAMPROJECT: team } = env;
  if (build && collection && team)
    return `${collection.replace(/\/$/, '')}/${encodeURIComponent(team)}/_build/results?buildId=${build}`;
  return env['CI_JOB_URL'] || undefined;
};

/** The commit that the files are of, and whether they differ from it; nothing outside of git. */
const commitOf = async (
  { root, config }: Pick<Project, 'root' | 'config'>,
  stop: AbortSignal,
): Promise<Pick<Deployment, 'commit' | 'uncommitted'>> => {
  try {
    const history = await openHistory(root, stop);
    const commit = await history.mergeBase('HEAD');
    // What deployments leave behind themselves is no change of what they deploy.
    const own = ['.picket', ...(config.deployments === undefined ? [] : [config.deployments.folder])];
    const isOwn = (path: string): boolean =>
      own.some((folder) => isBelow(join(relative(history.root, realpathSync(root)), folder), path));
    const changed = (await history.changed(commit)).filter((path) => !isOwn(path));
    return { commit, ...(changed.length > 0 ? { uncommitted: true } : {}) };
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return {};
    throw error;
  }
};

const deploymentOf = async (
  io: Io,
  project: Pick<Project, 'root' | 'config'>,
  plan: Plan,
  outcomes: readonly Outcome[],
  stop: AbortSignal,
): Promise<Deployment> => {
  const reasons = new Map(plan.changes.map((change) => [refKey(change), change.reason]));
  const run = runOf(io);
  const changes = outcomes.map((outcome) => ({
    type: outcome.type,
    id: outcome.id,
    name: outcome.displayName,
    action: outcome.action,
    status: outcome.status,
    reason: outcome.reason ?? reasons.get(refKey(outcome)) ?? '',
  }));
  return {
    at: new Date(io.clock.now()).toISOString(),
    project: project.config.project?.id ?? '',
    workspace: plan.workspace,
    ...(await commitOf(project, stop)),
    ...(run === undefined ? {} : { run }),
    identity: actorOf(io.env),
    picket: version,
    plan: changeSetDigest(plan),
    outcome: digestOf(changes),
    changes,
  };
};

/** How often others may be quicker, before something is wrong. */
const mostTries = 100;

/** Appends a deployment to a log, after whatever others append at the same time. */
export const append = async (store: RecordStore, deployment: Deployment): Promise<DeploymentRecord> => {
  for (let tried = 0; tried < mostTries; tried += 1) {
    const { records, head, faults } = verifyChain(await store.read());
    if (head === undefined && records.length + faults.length > 0)
      throw new PicketError('refusal', `The last record in ${store.place} cannot be read, so nothing can follow it.`, {
        code: 'broken-log',
        hint: 'picket audit verify says what is wrong with the log.',
      });
    const record = recordAfter(head, deployment);
    if (await store.add(record)) return record;
  }
  throw new PicketError('service', `Others wrote to ${store.place} each time that this run tried to.`, {
    code: 'busy-log',
  });
};

/** What became of a deployment's record; undefined where picket.yaml keeps no log. */
export type Logged = { readonly record: DeploymentRecord } | { readonly failed: string } | undefined;

/** So long, in milliseconds, a record may take to be written, after which the remote of its branch counts as out of reach. */
const patience = 60_000;

/**
 * Records a deployment. It was made, whatever becomes of its record: a failure is given back, not thrown. An interrupt does
 * not keep it from being recorded: what an interrupted run did is what somebody asks for later.
 */
export const logDeployment = async (
  io: Io,
  project: Pick<Project, 'root' | 'config'>,
  plan: Plan,
  outcomes: readonly Outcome[],
): Promise<Logged> => {
  if (project.config.deployments === undefined) return undefined;
  try {
    const stop = AbortSignal.timeout(patience);
    const store = await openDeploymentLog(project, stop);
    return store && { record: await append(store, await deploymentOf(io, project, plan, outcomes, stop)) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
};
