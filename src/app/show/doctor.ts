import { queriesIn } from '../content/effective.ts';
import { firstType } from '../../content/index.ts';
import type { Check, Examination } from '../../core/report.ts';
import type { Io } from '../../core/io.ts';
import { isUnknown } from '../../core/ports.ts';
import { workspacePath, type WorkspaceTarget } from '../../core/resource.ts';
import { gitHubAccess, type GitHubRepository } from '../github/github-access.ts';
import { isBroken, openSession, type Session, type WorkspaceRequest } from '../session.ts';
import { listTypes, ofType } from '../verdicts.ts';
import { verifyChain } from '../../core/evidence/deployment-log.ts';
import { openDeploymentLog } from '../change/kept/deployment-log.ts';
import { auditingOf } from '../change/kept/last-change.ts';
import { namesIn } from '../change/preflight.ts';
import { check, failedAs, ownRoles, partChecks, permissions, unknown } from './doctor-parts.ts';
import { forgeOf } from './forge.ts';
import { profilePath, readProfile, serviceOf } from '../service-profile.ts';

const onboardCommand = (target: WorkspaceTarget): string =>
  `az rest --method put --url "https://management.azure.com${workspacePath(target)}/providers/Microsoft.SecurityInsights/onboardingStates/default?api-version=2025-09-01" --body '{"properties":{}}'`;

const onboarding = async ({ connection, workspace }: Session): Promise<Check> => {
  const onboarded = await connection.facts.onboarded();
  if (isUnknown(onboarded)) return unknown('onboarding', onboarded);
  return onboarded
    ? check('onboarding', 'ok', `${workspace.workspaceName} has Microsoft Sentinel`)
    : check(
        'onboarding',
        'failed',
        `${workspace.workspaceName} does not have Microsoft Sentinel`,
        `Add it in the portal, or: ${onboardCommand(workspace)}`,
      );
};

const quotas = async ({ connection, project, types }: Session): Promise<Check> => {
  const live = await listTypes(connection.workspace, types);
  const counts = types.flatMap((type) =>
    (type.risk?.quotas ?? []).map(({ words, setting, limit, wayOut, counts: isCounted }) => {
      const used = ofType(type, live).filter(({ body }) => isCounted(body)).length;
      return { words, used, most: project.config.limits[setting] ?? limit, wayOut };
    }),
  );
  const found = counts.map(({ words, used, most }) => `${used} of ${most} ${words}`).join(', ');
  const [full] = counts.filter(({ used, most }) => used >= most);
  return full !== undefined
    ? check('quotas', 'warning', found, `Before new ones are deployed: ${full.wayOut}`)
    : check('quotas', 'ok', found);
};

const versionOf = ({ context }: Session): string => firstType.contextOf(context).apiVersion;

const apiVersion = (session: Session): Check => {
  const { workspace, content } = session;
  if (isBroken(content))
    return check(
      'api-version',
      'unknown',
      'the rules have errors, so nobody knows what they need',
      'Run picket validate.',
    );
  const usual = firstType.resource.apiVersion;
  // A version that does not carry a rule is refused while it is rendered: the content would have errors.
  return workspace.apiVersion === undefined || workspace.apiVersion >= usual
    ? check('api-version', 'ok', `${versionOf(session)} for rules`)
    : check(
        'api-version',
        'warning',
        `${workspace.apiVersion} is older than ${usual}: newer fields of rules are refused, and NRT rules may be hidden`,
        'Take apiVersion out of the workspace in picket.yaml.',
      );
};

const tables = async ({ connection, content }: Session): Promise<Check> => {
  const [known, functions] = await Promise.all([connection.facts.tables(), connection.facts.functions()]);
  if (isUnknown(known)) return unknown('tables', known);
  if (isUnknown(functions)) return unknown('tables', functions);
  if (known.length === 0) return check('tables', 'unknown', 'the workspace lists no tables');
  const there = new Set([...known, ...functions].map(({ name }) => name));
  const missing = new Set(
    content.items.flatMap(({ raw }) =>
      typeof raw['query'] === 'string' ? namesIn(content.factsOf(raw['query'])).filter((name) => !there.has(name)) : [],
    ),
  );
  return missing.size === 0
    ? check('tables', 'ok', `${known.length} tables and ${functions.length} functions; every query finds what it reads`)
    : check(
        'tables',
        'warning',
        `not in the workspace: ${[...missing].toSorted().join(', ')}`,
        'Connect the data source, or deploy the function: the service refuses a rule over what does not exist.',
      );
};

/** Without audits only the activity log tells who changed a rule, and nothing tells what an overwritten edit held. */
const auditing = async ({ connection }: Session, now: number): Promise<Check> => {
  const found = await auditingOf(connection.queryLogs, now);
  if (isUnknown(found)) return unknown('auditing', found);
  if (found === 'rows') return check('auditing', 'ok', 'SentinelAudit tells who changed a rule, and what it was then');
  return check(
    'auditing',
    found === 'empty' ? 'unknown' : 'warning',
    found === 'empty'
      ? 'SentinelAudit has no row of the last three months'
      : 'the workspace has no table SentinelAudit, so an edit that is overwritten cannot be told any more',
    'Auditing is switched on in the settings of Microsoft Sentinel (Settings, Auditing and health monitoring).',
  );
};

const profile = async (session: Session): Promise<Check> => {
  const { project, workspace } = session;
  const found = await readProfile(project.root);
  if (found === undefined)
    return check(
      'service profile',
      'warning',
      `no ${profilePath}: the worst is assumed of the service, and each rule is read again before it is written`,
      'Probe a workspace where nobody minds a throwaway rule: picket doctor --probe -w SANDBOX.',
    );
  const fits = found.service === serviceOf(workspace) && found.apiVersion === versionOf(session);
  return check(
    'service profile',
    fits ? 'ok' : 'warning',
    `${found.service} with ${found.apiVersion}, probed ${found.probed.slice(0, 10)}`,
    fits ? undefined : 'It is of another service or api-version and is not used here; probe again.',
  );
};

/** The log of deployments, where picket.yaml keeps one: whether it can be read, and holds. */
const deploymentLog = async (io: Io, { project }: Session): Promise<Check> => {
  const name = 'deployment log';
  const store = await openDeploymentLog(io, project, io.signals.abort);
  if (store === undefined) return check(name, 'warning', 'picket.yaml keeps none');
  const { records, faults } = verifyChain(await store.read());
  await store.checkAccess?.();
  const [fault] = faults;
  const { deployments } = project.config;
  const needed =
    deployments !== undefined && 'branch' in deployments ? '; a job that deploys needs contents: write' : '';
  return fault === undefined
    ? check(name, 'ok', `${records.length} records in ${store.place}${needed}`)
    : check(name, 'failed', fault.message, 'picket audit verify says everything that is wrong with it.');
};

/** Who approved a change only the forge knows, and its API wants a token; without one history and audit say less. */
const reviews = (io: Io): Check => {
  const { access, lacks, requests } = forgeOf(io);
  return access === undefined
    ? check(
        'reviews',
        'unknown',
        `history and audit do not read ${requests.toLowerCase()} and who approved them`,
        `${lacks}.`,
      )
    : check('reviews', 'ok', `history and audit ask ${access.name} for ${requests.toLowerCase()}`);
};

/** Of each rule, whether it could be deployed as something else as well, and what stands against it. */
const alternatives = ({ content }: Session): readonly Check[] => {
  const judged = content.rules.flatMap(({ rule, item }) => {
    const [query = ''] = queriesIn(item);
    const found = rule.against(content.factsOf(query));
    return found === undefined ? [] : [{ ...found, name: rule.name ?? rule.id }];
  });
  return [...new Set(judged.map(({ words }) => words))].map((words) => {
    const own = judged.filter((each) => each.words === words);
    const free = own.filter(({ against }) => against.length === 0);
    const hindered = own.filter(({ against }) => against.length > 0);
    return check(
      words,
      'ok',
      `${free.length} of ${own.length} rules could become one${free.length === 0 ? '' : `: ${free.map(({ name }) => name).join(', ')}`}`,
      hindered.length === 0
        ? undefined
        : hindered.map(({ name, against }) => `${name}: ${against.join('; ')}.`).join('\n'),
    );
  });
};

export type ExamineRequest = WorkspaceRequest & {
  /** Prints the commands that let this repository's workflows read and write the workspace. */
  readonly github?: GitHubRepository | undefined;
};

/**
 * Looks at everything that a deployment needs, each on its own, and says what to do: the credential, onboarding, the role,
 * quotas, the api-version, tables and functions, auditing, the service profile, the token of the forge. Writes nothing.
 */
export const examine = async (io: Io, request: ExamineRequest): Promise<Examination> => {
  const session = await openSession(io, request);
  const checks: Check[] = request.github === undefined ? [] : [await gitHubAccess(io, session, request.github)];
  const { workspace } = session;
  const ask = async (name: string, work: () => Promise<Check>): Promise<Check> => {
    try {
      return await work();
    } catch (error) {
      return failedAs(name, error);
    }
  };
  const first = await ask('credential', async () => {
    await session.connection.facts.onboarded();
    return check('credential', 'ok', workspace.emulator === undefined ? 'Azure accepts it' : 'the emulator needs none');
  });
  checks.push(first.status === 'failed' ? { ...first, advice: first.advice ?? 'az login' } : first);
  // Without a credential every other question has the same answer.
  if (first.status === 'failed') return { workspace: workspace.name, checks };
  checks.push(
    await ask('onboarding', () => onboarding(session)),
    await ask('permissions', () => permissions(session)),
    ...ownRoles(session),
    await ask('quotas', () => quotas(session)),
    await ask('api-version', () => Promise.resolve(apiVersion(session))),
    await ask('tables', () => tables(session)),
    await ask('auditing', () => auditing(session, io.clock.now())),
    await ask('service profile', () => profile(session)),
    ...(await partChecks(session, io.clock.now()).catch((error: unknown) => [failedAs('parts', error)])),
    reviews(io),
    ...(session.project.config.deployments === undefined
      ? []
      : [await ask('deployment log', () => deploymentLog(io, session))]),
    ...alternatives(session),
  );
  return { workspace: workspace.name, checks };
};
