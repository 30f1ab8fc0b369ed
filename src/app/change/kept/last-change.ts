import type { Connection } from '../../../azure/connect.ts';
import { firstType } from '../../../content/index.ts';
import {
  newestByRule,
  auditedChange,
  auditedState,
  auditedStatesQuery,
  auditQuery,
  type AuditedState,
  activityReach,
} from '../../../core/service/audit.ts';
import type { LastChange, Verdict } from '../../../core/engine/change.ts';
import { PicketError } from '../../../core/errors.ts';
import { filledText, isObject, type JsonObject, objectOf } from '../../../core/json.ts';
import {
  isUnknown,
  type ActivityFact,
  type QueryLogs,
  type Unknown,
  type WorkspaceFacts,
} from '../../../core/ports.ts';
import { resourceKey } from '../../../core/resource.ts';
import type { Session } from '../../session.ts';

/**
 * The changes of rules in the activity log since a moment (milliseconds since 1970), newest first. A log that cannot be
 * read makes a report poorer and nothing else: it is empty.
 */
export const activityOf = async (
  facts: Pick<WorkspaceFacts, 'activity'>,
  since: number,
): Promise<readonly ActivityFact[]> => {
  try {
    const found = await facts.activity(since);
    return isUnknown(found) ? [] : found;
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return [];
    throw error;
  }
};

/** What a query of the audit table answers, where the workspace keeps one; a table that is not there tells nothing. */
const rowsOf = async (
  queryLogs: QueryLogs,
  query: string,
  from: number,
  to: number,
): Promise<readonly JsonObject[]> => {
  try {
    const rows = await queryLogs(query, { from, to });
    return isUnknown(rows) ? [] : rows;
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return [];
    throw error;
  }
};

/**
 * Whether changes of rules are audited: the audit table has rows, is empty or is not there; `now` in milliseconds since
 * 1970.
 */
export const auditingOf = async (
  queryLogs: QueryLogs,
  now: number,
): Promise<'rows' | 'empty' | 'missing' | Unknown> => {
  try {
    const rows = await queryLogs('SentinelAudit | take 1', { from: now - activityReach, to: now });
    if (isUnknown(rows)) return rows;
    return rows.length > 0 ? 'rows' : 'empty';
  } catch (error) {
    if (error instanceof PicketError && error.failure === 'invalid') return 'missing';
    throw error;
  }
};

/** A workspace's clock may be so much ahead of this one, in milliseconds. */
const skew = 60_000;

/**
 * Rules as each write since a moment (milliseconds since 1970) left them, oldest first, as far as SentinelAudit has them
 * by now: on Azure a row takes minutes.
 */
export const auditedStates = async (
  queryLogs: QueryLogs,
  { since, now }: { readonly since: number; readonly now: number },
): Promise<readonly AuditedState[]> =>
  (await rowsOf(queryLogs, auditedStatesQuery(firstType.resource.collection), since, now + skew))
    .map(auditedState)
    .filter((state) => state !== undefined)
    .toSorted((left, right) => Date.parse(left.at) - Date.parse(right.at));

/**
 * Who changed each resource last, by its key (see resourceKey), as far as the activity log and SentinelAudit tell: the newer
 * of both. `now` in milliseconds since 1970.
 */
export const lastChanges = async (
  { facts, queryLogs }: Pick<Connection, 'facts' | 'queryLogs'>,
  now: number,
): Promise<ReadonlyMap<string, LastChange>> => {
  const found = new Map(newestByRule(await activityOf(facts, now - activityReach)));
  for (const row of await rowsOf(queryLogs, auditQuery(firstType.resource.collection), now - activityReach, now)) {
    const told = auditedChange(row);
    if (told === undefined) continue;
    const rule = resourceKey(firstType.resource, told[0]);
    const [, change] = told;
    const logged = found.get(rule);
    if (logged?.at === undefined || Date.parse(change.at ?? '') > Date.parse(logged.at)) found.set(rule, change);
  }
  return found;
};

/** When the newest of a resource's parts was changed; a Logic App does not say by whom. */
const toldByParts = (parts: JsonObject): LastChange | undefined => {
  const at = Object.values(parts)
    .flatMap((part) => filledText(objectOf(objectOf(part)['properties'])['changedTime']) ?? [])
    .toSorted()
    .at(-1);
  return at === undefined ? undefined : { at };
};

/** What the rule itself says: who and when in `systemData`, or only when in `lastModifiedUtc`. */
const toldByRule = ({ live }: Verdict): LastChange | undefined => {
  if (live === undefined) return undefined;
  const { systemData, properties, parts } = live.body;
  // Who wrote a stack last says nothing of who edited what it made.
  if (isObject(parts)) return toldByParts(parts);
  const system = objectOf(systemData);
  const who = filledText(system['lastModifiedBy']);
  const at =
    filledText(system['lastModifiedAt']) ??
    (isObject(properties) ? filledText(properties['lastModifiedUtc']) : undefined);
  if (who === undefined && at === undefined) return undefined;
  return { ...(who === undefined ? {} : { who }), ...(at === undefined ? {} : { at }) };
};

/** The key of a verdict's rule among last changes. */
export const keyOf = ({ type, id }: Verdict, { typeOf }: Pick<Session, 'typeOf'>): string =>
  resourceKey(typeOf(type).resource, id);

/** Verdicts with who changed their rules last, for those that are worth a question; `now` in milliseconds since 1970. */
export const withLastChanges = async (
  verdicts: readonly Verdict[],
  session: Pick<Session, 'connection' | 'typeOf'>,
  { now, isWorthAsking }: { readonly now: number; readonly isWorthAsking: (verdict: Verdict) => boolean },
): Promise<readonly Verdict[]> => {
  if (!verdicts.some(isWorthAsking)) return verdicts;
  const newest = await lastChanges(session.connection, now);
  return verdicts.map((verdict) => {
    const lastChange = isWorthAsking(verdict)
      ? (newest.get(keyOf(verdict, session)) ?? toldByRule(verdict))
      : undefined;
    return lastChange === undefined ? verdict : { ...verdict, lastChange };
  });
};
