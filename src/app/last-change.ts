import type { Connection } from '../azure/connect.ts';
import { newestByRule } from '../core/activity.ts';
import { auditedChange, auditQuery } from '../core/audit.ts';
import type { LastChange } from '../core/change.ts';
import { PicketError } from '../core/errors.ts';
import { isUnknown, type ActivityFact, type QueryLogs, type WorkspaceFacts } from '../core/ports.ts';

/** How far back the activity log reaches: 90 days (Microsoft Learn, Azure Monitor activity log). */
const reach = 89 * 86_400_000;

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

/** What the audit table tells, where the workspace keeps one; a table that is not there tells nothing. */
const auditOf = async (queryLogs: QueryLogs, now: number): Promise<readonly (readonly [string, LastChange])[]> => {
  try {
    const rows = await queryLogs(auditQuery, { from: now - reach, to: now });
    return isUnknown(rows) ? [] : rows.map(auditedChange).filter((change) => change !== undefined);
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return [];
    throw error;
  }
};

/**
 * Who changed each rule last, by its name in lower case, as far as the activity log and SentinelAudit tell: the newer
 * of both. `now` in milliseconds since 1970.
 */
export const lastChanges = async (
  { facts, queryLogs }: Pick<Connection, 'facts' | 'queryLogs'>,
  now: number,
): Promise<ReadonlyMap<string, LastChange>> => {
  const found = new Map(newestByRule(await activityOf(facts, now - reach)));
  for (const [rule, change] of await auditOf(queryLogs, now)) {
    const logged = found.get(rule);
    if (logged?.at === undefined || Date.parse(change.at ?? '') > Date.parse(logged.at)) found.set(rule, change);
  }
  return found;
};
