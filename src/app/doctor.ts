import { apiVersionOf } from '../core/api-version.ts';
import type { Check, Examination } from '../core/doctor.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { isUnknown, type Unknown } from '../core/ports.ts';
import { federationCommands, type SubjectPrefix } from '../core/federation.ts';
import { quotaLimits } from '../core/policies/quota.ts';
import { valueAt } from '../core/pointer.ts';
import type { LiveResource, WorkspaceTarget } from '../core/resource.ts';
import { workspacePath } from '../core/resource.ts';
import { githubApi } from '../github/api.ts';
import { subjectPrefix } from '../github/subject.ts';
import { version } from '../version.ts';
import { isBroken, openSession, type Session, type WorkspaceRequest } from './judge.ts';
import { namesIn } from './preflight.ts';
import { profilePath, readProfile, serviceOf } from './service-profile.ts';

const check = (name: string, status: Check['status'], found: string, advice?: string): Check => ({
  name,
  status,
  found,
  ...(advice === undefined ? {} : { advice }),
});

/** The command that gives an identity a role; roles: Microsoft Learn, roles and permissions in Microsoft Sentinel. */
const roleCommand = (role: string, { subscriptionId, resourceGroup }: WorkspaceTarget): string =>
  `az role assignment create --assignee <principal-id> --role "${role}" --scope /subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

const onboardCommand = (target: WorkspaceTarget): string =>
  `az rest --method put --url "https://management.azure.com${workspacePath(target)}/providers/Microsoft.SecurityInsights/onboardingStates/default?api-version=2025-09-01" --body '{"properties":{}}'`;

/** What a service failure means for one check; anything else is a bug and is thrown on. */
const failedAs = (name: string, error: unknown): Check => {
  if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
  return check(name, 'failed', error.message, error.hint);
};

const unknown = (name: string, fact: Unknown): Check => check(name, 'unknown', fact.unknown);

const readActions = ['Microsoft.SecurityInsights/alertRules/read', 'Microsoft.SecurityInsights/metadata/read'];
const writeActions = [
  'Microsoft.SecurityInsights/alertRules/write',
  'Microsoft.SecurityInsights/alertRules/delete',
  'Microsoft.SecurityInsights/metadata/write',
  'Microsoft.SecurityInsights/metadata/delete',
];

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

const permissions = async ({ connection, workspace }: Session): Promise<Check> => {
  const missing = await connection.facts.missingPermissions([...readActions, ...writeActions]);
  if (isUnknown(missing)) return unknown('permissions', missing);
  if (missing.length === 0) return check('permissions', 'ok', 'rules and markers can be read, written and deleted');
  const reads = missing.some((action) => readActions.includes(action));
  return check(
    'permissions',
    reads ? 'failed' : 'warning',
    `missing: ${missing.join(', ')}${reads ? '' : ' (plan and drift work, deploy does not)'}`,
    roleCommand('Microsoft Sentinel Contributor', workspace),
  );
};

const enabledOf = (rules: readonly LiveResource[], kind: string): number =>
  rules.filter(({ body }) => body['kind'] === kind && valueAt(body, '/properties/enabled') !== false).length;

const quotas = async ({ connection, project }: Session): Promise<Check> => {
  const rules = await connection.workspace.list('alertRules');
  const { limits } = project.config;
  const counts = [
    ['scheduled', enabledOf(rules, 'Scheduled'), limits.scheduledRules ?? quotaLimits.scheduled],
    ['NRT', enabledOf(rules, 'NRT'), limits.nrtRules ?? quotaLimits.nrt],
  ] as const;
  const found = counts.map(([kind, count, limit]) => `${count} of ${limit} enabled ${kind} rules`).join(', ');
  const full = counts.some(([, count, limit]) => count >= limit);
  return full
    ? check(
        'quotas',
        'warning',
        found,
        'Disable or remove rules before new ones are deployed; disabled ones do not count.',
      )
    : check('quotas', 'ok', found);
};

const apiVersion = ({ workspace, content, context }: Session): Check => {
  if (isBroken(content))
    return check(
      'api-version',
      'unknown',
      'the rules have errors, so nobody knows what they need',
      'Run picket validate.',
    );
  const usual = apiVersionOf('alertRules');
  // A version that does not carry a rule is refused while it is rendered: the content would have errors.
  return workspace.apiVersion === undefined || workspace.apiVersion >= usual
    ? check('api-version', 'ok', `${context.apiVersion} for rules`)
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

const profile = async ({ project, workspace, context }: Session): Promise<Check> => {
  const found = await readProfile(project.root);
  if (found === undefined)
    return check(
      'service profile',
      'warning',
      `no ${profilePath}: the worst is assumed of the service, and each rule is read again before it is written`,
      'Probe a workspace where nobody minds a throwaway rule: picket doctor --probe -w SANDBOX.',
    );
  const fits = found.service === serviceOf(workspace) && found.apiVersion === context.apiVersion;
  return check(
    'service profile',
    fits ? 'ok' : 'warning',
    `${found.service} with ${found.apiVersion}, probed ${found.probed.slice(0, 10)}`,
    fits ? undefined : 'It is of another service or api-version and is not used here; probe again.',
  );
};

/** A repository on GitHub whose workflows deploy, and the environment that they deploy from. */
export type GitHubRepository = { readonly repository: string; readonly environment: string };

export type ExamineRequest = WorkspaceRequest & {
  /** Prints the commands that let this repository's workflows sign in. */
  readonly github?: GitHubRepository | undefined;
};

/** Only GitHub knows how the subject of a repository begins; without a token the command to ask it is printed instead. */
const prefixOf = async (io: Io, repository: string): Promise<SubjectPrefix> => {
  const token = io.env['GITHUB_TOKEN'] ?? '';
  if (token === '') return { repository };
  const apiUrl = io.env['GITHUB_API_URL'] ?? 'https://api.github.com';
  const api = githubApi({
    run: { apiUrl, repository, token },
    clock: io.clock,
    fetch: globalThis.fetch,
    version,
    signal: io.signals.abort,
  });
  const known = await subjectPrefix(api);
  return known === undefined ? { repository } : { known };
};

const gitHubSignIn = async (
  io: Io,
  session: Session,
  { repository, environment }: GitHubRepository,
): Promise<Check> => {
  try {
    const prefix = await prefixOf(io, repository);
    const commands = federationCommands(session.workspace, prefix, environment);
    const found =
      'known' in prefix
        ? `${repository}, as ${prefix.known}`
        : `${repository}; GITHUB_TOKEN is not set, so GitHub was not asked`;
    return check(
      'GitHub sign-in',
      'unknown',
      found,
      ['Only Entra knows whether it is there. To set it up:', ...commands].join('\n'),
    );
  } catch (error) {
    return failedAs('GitHub sign-in', error);
  }
};

/**
 * Looks at everything that a deployment needs, each on its own, and says what to do: the credential, onboarding, the role,
 * quotas, the api-version, tables and functions, the service profile. Writes nothing.
 */
export const examine = async (io: Io, request: ExamineRequest): Promise<Examination> => {
  const session = await openSession(io, request);
  const checks: Check[] = request.github === undefined ? [] : [await gitHubSignIn(io, session, request.github)];
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
    await ask('quotas', () => quotas(session)),
    await ask('api-version', () => Promise.resolve(apiVersion(session))),
    await ask('tables', () => tables(session)),
    await ask('service profile', () => profile(session)),
  );
  return { workspace: workspace.name, checks };
};
