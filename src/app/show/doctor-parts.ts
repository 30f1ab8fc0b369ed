import { firstType, resourceKinds } from '../../content/index.ts';
import { auditingOf } from '../change/kept/last-change.ts';
import type { Check } from '../../core/report.ts';
import { isUnknown, type Unknown } from '../../core/ports.ts';
import { actionsOn, markerKind, type ResourceKind, rolesFor, type WorkspaceTarget } from '../../core/resource.ts';
import type { Session } from '../session.ts';
import { PicketError } from '../../core/errors.ts';
import { inSeries } from '../../core/text/phrase.ts';

/** How far back the activity log is asked, in milliseconds: whether it may be read shows at once. */
const glance = 3_600_000;

/** Something that parts of Picket read or write, and the role that lets them (Microsoft Learn, "Azure built-in roles"). */
type Source = { readonly words: string; readonly role: string; readonly scope: string };

/** What is done at night and in an audit, with what each part takes. */
const parts: readonly { readonly name: string; readonly takes: readonly SourceName[]; readonly without: string }[] = [
  { name: 'emergency', takes: ['writes'], without: 'disable --now and enable --now do not work' },
  { name: 'history', takes: ['activity', 'logs'], without: 'git, markers and the log of deployments still tell' },
  { name: 'evidence', takes: ['reads'], without: 'git, pull requests and the log of deployments still tell' },
  {
    name: 'metrics',
    takes: ['reads', 'logs'],
    without: 'what files, git and the log of deployments tell is still measured',
  },
];

type SourceName = 'writes' | 'reads' | 'activity' | 'logs';

const sourcesOf = ({ workspace: { subscriptionId, resourceGroup } }: Session): Readonly<Record<SourceName, Source>> => {
  const subscription = `/subscriptions/${subscriptionId}`;
  const group = `${subscription}/resourceGroups/${resourceGroup}`;
  return {
    writes: { words: 'rules and markers', role: 'Microsoft Sentinel Contributor', scope: group },
    reads: { words: 'rules and markers', role: 'Microsoft Sentinel Reader', scope: group },
    activity: { words: 'the activity log', role: 'Monitoring Reader', scope: subscription },
    logs: { words: 'the logs of the workspace', role: 'Microsoft Sentinel Reader', scope: group },
  };
};

/** Which sources this identity may not use; of what nobody can tell, none. */
const refusedOf = async ({ connection: { facts, queryLogs } }: Session, now: number): Promise<Set<SourceName>> => {
  const kinds = [firstType.resource, markerKind];
  const [reads, writes] = [actionsOn(kinds, 'read'), [...actionsOn(kinds, 'read'), ...actionsOn(kinds, 'write')]];
  const missing = await facts.missingPermissions(writes);
  const lacks = (actions: readonly string[]): boolean =>
    !isUnknown(missing) && actions.some((action) => missing.includes(action));
  return new Set<SourceName>([
    ...(lacks(reads) ? (['reads'] as const) : []),
    ...(lacks(writes) ? (['writes'] as const) : []),
    ...(isUnknown(await facts.activity(now - glance)) ? (['activity'] as const) : []),
    ...(isUnknown(await auditingOf(queryLogs, now)) ? (['logs'] as const) : []),
  ]);
};

/** For each part whether this identity may do what it takes, and what is left of it where not. */
export const partChecks = async (session: Session, now: number): Promise<readonly Check[]> => {
  const sources = sourcesOf(session);
  const refused = await refusedOf(session, now);
  return parts.map(({ name, takes, without }): Check => {
    const verb = takes.includes('writes') ? 'written' : 'read';
    const words = (names: readonly SourceName[]): string => inSeries(names.map((each) => sources[each].words));
    const lacking = takes.filter((each) => refused.has(each));
    if (lacking.length === 0) return { name, status: 'ok', found: `${words(takes)} can be ${verb}` };
    return {
      name,
      status: 'warning',
      found: `${words(lacking)} cannot be ${verb}: ${without}`,
      advice: lacking
        .map((each) => sources[each])
        .map(
          ({ role, scope }) => `az role assignment create --assignee <principal-id> --role "${role}" --scope ${scope}`,
        )
        .join('\n'),
    };
  });
};

/** One finding of a doctor. */
export const check = (name: string, status: Check['status'], found: string, advice?: string): Check => ({
  name,
  status,
  found,
  ...(advice === undefined ? {} : { advice }),
});

/** What a service failure means for one check; anything else is a bug and is thrown on. */
export const failedAs = (name: string, error: unknown): Check => {
  if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
  return check(name, 'failed', error.message, error.hint);
};

/** The command that gives an identity a role; roles: Microsoft Learn, roles and permissions in Microsoft Sentinel. */
const roleCommand = (
  role: string,
  { subscriptionId, resourceGroup }: WorkspaceTarget,
  assignee = '<principal-id>',
): string =>
  `az role assignment create --assignee ${assignee} --role "${role}" --scope /subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

/** A finding that nobody could make. */
export const unknown = (name: string, fact: Unknown): Check => check(name, 'unknown', fact.unknown);

/** The collections of the types of a session. */
const kindsOf = ({ types }: Session): readonly ResourceKind[] => [
  ...types.flatMap(({ resource, contents }) => [resource, ...(contents === undefined ? [] : [contents.kind])]),
  markerKind,
];

/** What plan and drift take of a session's types, and what a deployment takes besides, as Azure's role-based access control calls it. */
const actionsOf = (session: Session): { readonly plan: readonly string[]; readonly deploy: readonly string[] } => {
  const kinds = kindsOf(session);
  const besides = (when: 'plan' | 'write'): readonly string[] =>
    kinds.flatMap(({ alsoTakes }) => (alsoTakes?.[when] ?? []).map(({ action }) => action));
  return {
    plan: [...actionsOn(kinds, 'read'), ...besides('plan')],
    deploy: [...actionsOn(kinds, 'write'), ...actionsOn(kinds, 'delete'), ...besides('write')],
  };
};

/** What this identity may not do that plans and deployments take, with the role that lets it. */
export const permissions = async (session: Session): Promise<Check> => {
  const { connection, workspace } = session;
  const needed = actionsOf(session);
  const missing = await connection.facts.missingPermissions([...new Set([...needed.plan, ...needed.deploy])]);
  if (isUnknown(missing)) return unknown('permissions', missing);
  if (missing.length === 0)
    return check(
      'permissions',
      'ok',
      `${inSeries(session.types.map(({ words }) => words.many))} and their markers can be read, written and deleted`,
    );
  const reads = missing.some((action) => needed.plan.includes(action));
  return check(
    'permissions',
    reads ? 'failed' : 'warning',
    `missing: ${missing.join(', ')}${reads ? '' : ' (plan and drift work, deploy does not)'}`,
    rolesFor(missing, resourceKinds)
      .map((role) => roleCommand(role, workspace))
      .join('\n'),
  );
};

/** Roles that the service itself takes: who asks here can say which, and not whether they are there. */
export const ownRoles = ({ types, workspace }: Session): readonly Check[] =>
  types.flatMap(({ resource, words }) => {
    const { runBy } = resource;
    if (runBy === undefined) return [];
    const { principal, appId, role } = runBy;
    return [
      check(
        `right to run ${words.many}`,
        'unknown',
        `automation rules run ${words.many} as ${principal}, which takes the role ${role} on ${workspace.resourceGroup}`,
        `Once, by an owner of the resource group: ${roleCommand(role, workspace, appId)}`,
      ),
    ];
  });
