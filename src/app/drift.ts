import type { Connection } from '../azure/connect.ts';
import { closeWriters } from '../core/activity.ts';
import type { LastChange, Verdict } from '../core/change.ts';
import { driftPlace, withAcceptance } from '../core/drift.ts';
import type { Io } from '../core/io.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { version } from '../version.ts';
import { inForce, isBroken, judge, openSession, type WorkspaceRequest } from './judge.ts';
import { activityOf, lastChanges } from './last-change.ts';
import { traitsFor } from './service-profile.ts';
import { sourceOf, type Reported } from './validate.ts';

/** Where somebody else's hand may show: rules that differ, that are gone, and that the service switched off. */
const isWorthAsking = (verdict: Verdict): boolean =>
  ['changed', 'accepted', 'gone'].includes(driftPlace(verdict) ?? '') ||
  verdict.state === 'missing' ||
  verdict.autoDisabled !== undefined;

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

const withLastChanges = async (
  verdicts: readonly Verdict[],
  connection: Connection,
  now: number,
): Promise<readonly Verdict[]> => {
  if (!verdicts.some(isWorthAsking)) return verdicts;
  const newest = await lastChanges(connection, now);
  return verdicts.map((verdict) => {
    const lastChange = isWorthAsking(verdict)
      ? (newest.get(verdict.id.toLowerCase()) ?? toldByRule(verdict))
      : undefined;
    return lastChange === undefined ? verdict : { ...verdict, lastChange };
  });
};

/** How far back a drift check looks for writes that may have met: it runs every day, and one may be missed. */
const lookBack = 2 * 86_400_000;

/** Where a service may ignore `If-Match`, a write may have overwritten another one unseen; only the log tells later. */
const withWriters = async (
  verdicts: readonly Verdict[],
  { facts }: Pick<Connection, 'facts'>,
  now: number,
): Promise<readonly Verdict[]> => {
  const writers = closeWriters(await activityOf(facts, now - lookBack));
  return verdicts.map((verdict) => {
    const writtenBySeveral = verdict.desired === undefined ? undefined : writers.get(verdict.id.toLowerCase());
    return writtenBySeveral === undefined ? verdict : { ...verdict, writtenBySeveral };
  });
};

/**
 * Compares the live workspace with the repository, both ways, and says who changed what differs and when, as far as the
 * activity log, SentinelAudit or the rule itself tell, and which writes of the last two days may have met unseen. With errors in the content nothing is compared.
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
  const told = await withLastChanges(judged, connection, now);
  const { verifyBeforeWrite } = await traitsFor(project.root, workspace);
  const shown = verifyBeforeWrite === 'never' ? told : await withWriters(told, connection, now);
  return { report: { ...report, verdicts: shown }, source };
};
