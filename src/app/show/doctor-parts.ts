import { firstType } from '../../content/index.ts';
import { isUnknown } from '../../core/ports.ts';
import type { Check } from '../../core/report.ts';
import { actionsOn, markerKind } from '../../core/resource.ts';
import { inSeries } from '../../core/text/phrase.ts';
import { auditingOf } from '../change/last-change.ts';
import type { Session } from '../session.ts';

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
