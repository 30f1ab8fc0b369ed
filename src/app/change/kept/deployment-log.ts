import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { recordContainer } from '../../../azure/record-container.ts';
import { digestOf } from '../../../core/digest.ts';
import type { Outcome, Plan } from '../../../core/engine/change.ts';
import { PicketError } from '../../../core/errors.ts';
import {
  recordAfter,
  verifyChain,
  type DeployedChange,
  type Deployment,
  type DeploymentRecord,
  type RecordStore,
} from '../../../core/evidence/deployment-log.ts';
import type { Io } from '../../../core/io.ts';
import { changeSetDigest } from '../../../core/plan/change-set.ts';
import { refKey } from '../../../core/ref.ts';
import { isBelow } from '../../../files/discover.ts';
import { recordFolder } from '../../../files/record-folder.ts';
import { openHistory } from '../../../git/history.ts';
import { recordBranch } from '../../../git/record-branch.ts';
import { version } from '../../../version.ts';
import { transportOf } from '../../connection.ts';
import type { Project } from '../../project.ts';
import { shownError } from '../../shown-error.ts';
import { actorOf } from '../override.ts';

/** Where picket.yaml keeps the log of deployments; undefined where it keeps none. */
export const openDeploymentLog = async (
  io: Pick<Io, 'env' | 'clock' | 'cwd'>,
  project: Pick<Project, 'root' | 'config'>,
  stop: AbortSignal,
): Promise<RecordStore | undefined> => {
  const { root, config } = project;
  const { deployments } = config;
  if (deployments === undefined) return undefined;
  if ('folder' in deployments) return recordFolder(resolve(root, deployments.folder), deployments.folder);
  if ('branch' in deployments) return recordBranch(root, deployments.branch, stop);
  const { container: url, credential = '', emulator } = deployments;
  const signsIn = { env: io.env, application: config.credentials[credential] };
  return recordContainer({
    url,
    version,
    signal: stop,
    ...(emulator === undefined ? { credential: signsIn } : { transport: await transportOf(project, emulator, io) }),
  });
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
    const { deployments: log } = config;
    const own = ['.picket', ...(log !== undefined && 'folder' in log ? [log.folder] : [])];
    const isOwn = (path: string): boolean =>
      own.some((folder) => isBelow(join(relative(history.root, realpathSync(root)), folder), path));
    const changed = (await history.changed(commit)).filter((path) => !isOwn(path));
    return { commit, ...(changed.length > 0 ? { uncommitted: true } : {}) };
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return {};
    throw error;
  }
};

/** A run that was made: what it was to do, what became of it, and the flags that chose it (see planFlags). */
type Run = { readonly plan: Plan; readonly outcomes: readonly Outcome[]; readonly flags: readonly string[] };

/** How a rule ends that the plan left alone; what was begun may end so as well, and then has no refusal. */
const leftAlone: ReadonlySet<Outcome['status']> = new Set(['refused', 'skipped']);

const deploymentOf = async (
  io: Io,
  project: Pick<Project, 'root' | 'config'>,
  { plan, outcomes, flags }: Run,
  stop: AbortSignal,
): Promise<Deployment> => {
  const reasons = new Map(plan.changes.map((change) => [refKey(change), change.reason]));
  const codes = new Map(
    plan.refusals.flatMap(({ type, id, code }) =>
      type === undefined || id === undefined ? [] : [[refKey({ type, id }), code] as const],
    ),
  );
  const run = runOf(io);
  const codeOf = (outcome: Outcome): Pick<DeployedChange, 'code'> => {
    const code = leftAlone.has(outcome.status) ? codes.get(refKey(outcome)) : undefined;
    return code === undefined ? {} : { code };
  };
  const changes = outcomes.map((outcome) => ({
    type: outcome.type,
    id: outcome.id,
    name: outcome.displayName,
    action: outcome.action,
    status: outcome.status,
    reason: outcome.reason ?? reasons.get(refKey(outcome)) ?? '',
    ...codeOf(outcome),
  }));
  return {
    at: new Date(io.clock.now()).toISOString(),
    project: project.config.project?.id ?? '',
    workspace: plan.workspace,
    ...(await commitOf(project, stop)),
    ...(run === undefined ? {} : { run }),
    identity: actorOf(io.env),
    picket: version,
    ...(flags.length === 0 ? {} : { flags }),
    plan: changeSetDigest(plan),
    outcome: digestOf(changes),
    changes,
  };
};

/** How often others may be quicker, before something is wrong. */
const mostTries = 100;

/** Appends a deployment to a log, after whatever others append at the same time. */
export const append = async (store: RecordStore, deployment: Deployment): Promise<DeploymentRecord> => {
  let tried: DeploymentRecord | undefined;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { records, head, faults } = verifyChain(await store.read('end'));
    // The answer to an addition may have been lost: then its own record is there already.
    const own = records.find(({ hash }) => hash === tried?.hash);
    if (own !== undefined) return own;
    if (head === undefined && records.length + faults.length > 0)
      throw new PicketError('refusal', `The last record in ${store.place} cannot be read, so nothing can follow it.`, {
        code: 'broken-log',
        hint: 'picket audit verify says what is wrong with the log.',
      });
    tried = recordAfter(head, deployment);
    if (await store.add(tried)) return tried;
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
export const logDeployment = async (io: Io, project: Pick<Project, 'root' | 'config'>, run: Run): Promise<Logged> => {
  if (project.config.deployments === undefined) return undefined;
  try {
    const stop = AbortSignal.timeout(patience);
    const store = await openDeploymentLog(io, project, stop);
    return store && { record: await append(store, await deploymentOf(io, project, run, stop)) };
  } catch (error) {
    return { failed: shownError(project.root, error) };
  }
};
