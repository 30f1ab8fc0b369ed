import { settledEntries } from '../../core/ref.ts';
import { unsettledNotes } from './plan-options.ts';
import { closeWriters, moments, ruleOf, type AuditedState } from '../../core/service/audit.ts';
import type { LastChange, Overwritten, Verdict } from '../../core/engine/change.ts';
import { diff } from '../../core/engine/diff.ts';
import { driftPlace, withAcceptance } from '../../core/engine/drift.ts';
import { withRowFields } from '../../core/engine/shown-rows.ts';
import { deployerOf } from '../../core/history.ts';
import type { Io } from '../../core/io.ts';
import { isDrift } from '../../report/drift.ts';
import { version } from '../../version.ts';
import { inForce, openSession, type Session, type WorkspaceRequest } from '../session.ts';
import { readJudgedIfThere } from '../verdicts.ts';
import { activityOf, auditedStates, keyOf, withLastChanges } from './kept/last-change.ts';
import { traitsFor } from '../service-profile.ts';
import { ownersOf } from '../content/owners.ts';
import { sourceOf, type Reported } from '../check/validate.ts';

/** Where somebody else's hand may show: rules that differ, that are gone, and that the service switched off. */
const isWorthAsking = (verdict: Verdict): boolean =>
  ['changed', 'accepted', 'gone'].includes(driftPlace(verdict) ?? '') ||
  verdict.state === 'missing' ||
  verdict.autoDisabled !== undefined;

/** How far back a drift check looks for writes that may have met: it runs every day, and one may be missed. */
const lookBack = 2 * 86_400_000;

/** Of a rule's audited states those written in the moments when several wrote it, with what is otherwise now. */
const overwrittenOf = (
  verdict: Verdict,
  writers: readonly LastChange[],
  states: readonly AuditedState[],
  { typeOf }: Pick<Session, 'typeOf'>,
): readonly Overwritten[] => {
  const { live } = verdict;
  if (live === undefined) return [];
  const { canonical } = typeOf(verdict.type);
  const now = canonical.normalize(live.body);
  return states.flatMap(({ rule, who, at, body }) => {
    const isOne =
      rule === verdict.id.toLowerCase() &&
      writers.some((writer) => Math.abs(Date.parse(writer.at ?? '') - Date.parse(at)) <= moments);
    const fields = isOne ? diff(canonical.normalize({ ...live.body, ...body }), now) : [];
    return fields.length === 0 ? [] : [{ ...(who === '' ? {} : { who }), at, fields }];
  });
};

/** Where a service may ignore `If-Match`, a write may have overwritten another one unseen; only the logs tell later. */
const withWriters = async (
  verdicts: readonly Verdict[],
  session: Session,
  now: number,
): Promise<readonly Verdict[]> => {
  const { facts, queryLogs } = session.connection;
  const since = now - lookBack;
  const activity = await activityOf(facts, since);
  const writers = closeWriters(activity);
  const met = (verdict: Verdict): readonly LastChange[] | undefined => {
    const key = keyOf(verdict, session);
    const found = verdict.desired === undefined ? undefined : writers.get(key);
    const last = found?.at(-1)?.who;
    if (last === undefined) return undefined;
    // Where a person wrote last, what is there is what they saw, and a difference from git is drift by itself.
    const deployer = deployerOf({
      version: verdict.record?.version,
      activity: activity.filter((entry) => ruleOf(entry) === key),
    });
    return deployer === undefined || last === deployer ? found : undefined;
  };
  if (!verdicts.some((verdict) => met(verdict) !== undefined)) return verdicts;
  const states = await auditedStates(queryLogs, { since, now });
  return verdicts.map((verdict) => {
    const writtenBySeveral = met(verdict);
    if (writtenBySeveral === undefined) return verdict;
    const overwritten = overwrittenOf(verdict, writtenBySeveral, states, session);
    return { ...verdict, writtenBySeveral, ...(overwritten.length === 0 ? {} : { overwritten }) };
  });
};

/**
 * Compares the live workspace with the repository, both ways, and says who changed what differs and when, as far as the
 * activity log, SentinelAudit or the rule itself tell, and which writes of the last two days may have met unseen. With
 * errors in the content the rules of the files without are compared.
 */
export const drift = async (io: Io, request: WorkspaceRequest): Promise<Reported> => {
  const session = await openSession(io, request);
  const { content, workspace, project } = session;
  const source = sourceOf(content);
  const report = {
    command: 'drift',
    version,
    diagnostics: content.diagnostics,
    files: content.files,
    workspace: workspace.name,
  } as const;
  const read = await readJudgedIfThere(session);
  if (read === undefined) return { report, source };
  const verdicts = read.verdicts.filter(({ state }) => state !== 'invalid');
  const now = io.clock.now();
  const accepted = inForce(project.config.ignoreDrift, workspace.name);
  const judged = withAcceptance(verdicts, {
    now,
    ignoreDrift: settledEntries('ignoreDrift', accepted, verdicts).entries,
  });
  const told = await withLastChanges(judged, session, { now, isWorthAsking });
  const { verifyBeforeWrite } = await traitsFor(project.root, workspace);
  const met = verifyBeforeWrite === 'never' ? told : await withWriters(told, session, now);
  const shown = met.map((verdict) => withRowFields(verdict, session.typeOf(verdict.type).contents));
  const owners = await ownersOf(io, { project, content: read.content }, shown.filter(isDrift));
  return {
    report: {
      ...report,
      diagnostics: read.content.diagnostics,
      verdicts: shown,
      notes: unsettledNotes(session, verdicts),
      ...owners,
    },
    source,
  };
};
