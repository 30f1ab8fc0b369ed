import type { LastChange, Verdict } from '../core/change.ts';
import { driftPlace, withAcceptance } from '../core/drift.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { isUnknown, type ActivityFact, type WorkspaceFacts } from '../core/ports.ts';
import { version } from '../version.ts';
import { inForce, isBroken, judge, openSession, type WorkspaceRequest } from './judge.ts';
import { sourceOf, type Reported } from './validate.ts';

/** How far back the activity log reaches: 90 days (Microsoft Learn, Azure Monitor activity log). */
const reach = 89 * 86_400_000;

/** Where somebody else's hand may show: rules that differ, that are gone, and that the service switched off. */
const isWorthAsking = (verdict: Verdict): boolean =>
  ['changed', 'accepted', 'gone'].includes(driftPlace(verdict) ?? '') ||
  verdict.state === 'missing' ||
  verdict.autoDisabled !== undefined;

/** The newest entry of each rule, by its name in lower case. */
const newestByRule = (activity: readonly ActivityFact[]): ReadonlyMap<string, LastChange> => {
  const found = new Map<string, LastChange>();
  for (const { resourceId, caller, at } of activity) {
    const name = resourceId.slice(resourceId.lastIndexOf('/') + 1).toLowerCase();
    if (!found.has(name)) found.set(name, { who: caller, at });
  }
  return found;
};

const text = (holder: JsonObject, key: string): string | undefined => {
  const value = holder[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** What the rule itself says: who and when in `systemData`, or only when in `lastModifiedUtc`. */
const toldByRule = ({ live }: Verdict): LastChange | undefined => {
  if (live === undefined) return undefined;
  const { systemData, properties } = live.body;
  const system = isObject(systemData) ? systemData : {};
  const who = text(system, 'lastModifiedBy');
  const at = text(system, 'lastModifiedAt') ?? (isObject(properties) ? text(properties, 'lastModifiedUtc') : undefined);
  if (who === undefined && at === undefined) return undefined;
  return { ...(who === undefined ? {} : { who }), ...(at === undefined ? {} : { at }) };
};

/** A log that cannot be read makes the report poorer and nothing else. */
const activityOf = async (facts: WorkspaceFacts, since: number): Promise<readonly ActivityFact[]> => {
  try {
    const found = await facts.activity(since);
    return isUnknown(found) ? [] : found;
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return [];
    throw error;
  }
};

const withLastChanges = async (
  verdicts: readonly Verdict[],
  facts: WorkspaceFacts,
  now: number,
): Promise<readonly Verdict[]> => {
  if (!verdicts.some(isWorthAsking)) return verdicts;
  const newest = newestByRule(await activityOf(facts, now - reach));
  return verdicts.map((verdict) => {
    const lastChange = isWorthAsking(verdict)
      ? (newest.get(verdict.id.toLowerCase()) ?? toldByRule(verdict))
      : undefined;
    return lastChange === undefined ? verdict : { ...verdict, lastChange };
  });
};

/**
 * Compares the live workspace with the repository, both ways, and says who changed what differs and when, as far as the
 * activity log or the rule itself tells. With errors in the content nothing is compared.
 */
export const drift = async (io: Io, request: WorkspaceRequest): Promise<Reported> => {
  const session = await openSession(io, request);
  const { content, workspace, project, connection } = session;
  const source = sourceOf(content);
  const report = {
    command: 'drift',
    version,
    diagnostics: content.diagnostics,
    files: content.files,
    workspace: workspace.name,
  } as const;
  if (isBroken(content)) return { report, source };
  const { verdicts } = await judge(session);
  const now = io.clock.now();
  const judged = withAcceptance(verdicts, { now, ignoreDrift: inForce(project.config.ignoreDrift, workspace.name) });
  return { report: { ...report, verdicts: await withLastChanges(judged, connection.facts, now) }, source };
};
