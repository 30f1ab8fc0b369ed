import { changeSetDigest } from '../change-set.ts';
import type { Change, CoverageLoss, Policy, Verdict } from '../../engine/change.ts';
import type { JsonObject } from '../../json.ts';
import { isOff, liveState } from '../../engine/live-state.ts';
import type { ManagedType, TypeOf } from '../../engine/managed-type.ts';
import { hasExpired, type Approval, type PlanOptions } from '../plan-options.ts';
import { exactRef, means, refKey } from '../../ref.ts';
import type { Loss } from '../../engine/risk.ts';
import { refuseRun } from '../plan-refusal.ts';
import { bodyAfter } from './quota.ts';

/** More than these say little to a reader; `picket coverage` lists all. */
const shownTechniques = 20;

const covered = (techniques: Iterable<readonly string[]>): ReadonlySet<string> => new Set([...techniques].flat());

const phrase = (verb: string, ids: readonly string[]): readonly string[] => {
  if (ids.length === 0) return [];
  const rest = ids.length - shownTechniques;
  return [`${verb} ${ids.slice(0, shownTechniques).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
};

const without = (from: ReadonlySet<string>, taken: ReadonlySet<string>): readonly string[] =>
  [...from].filter((id) => !taken.has(id)).toSorted();

/**
 * Notes which ATT&CK techniques the workspace's enabled rules name after the plan and not before, and the other way
 * round. All rules of the workspace count, whoever owns them, so that a technique is lost only with its last rule.
 */
export const attackCoverage =
  (verdicts: readonly Verdict[], { typeOf }: { readonly typeOf: TypeOf }): Policy =>
  (plan) => {
    const techniquesOf = (type: string, body: JsonObject): readonly string[] =>
      typeOf(type).risk?.coverage?.techniques(body) ?? [];
    const found = new Map(
      verdicts.flatMap((verdict) =>
        verdict.live === undefined ? [] : [[refKey(verdict), techniquesOf(verdict.type, verdict.live.body)] as const],
      ),
    );
    const before = covered(found.values());
    for (const change of plan.changes) {
      const body = bodyAfter(change);
      if (body === undefined) found.delete(refKey(change));
      else found.set(refKey(change), techniquesOf(change.type, body));
    }
    const after = covered(found.values());
    const said = [...phrase('gains', without(after, before)), ...phrase('loses', without(before, after))];
    return said.length === 0 ? plan : { ...plan, notes: [...plan.notes, `ATT&CK coverage: ${said.join('; ')}.`] };
  };

type Options = Pick<PlanOptions, 'approvals' | 'approvedChangeSet' | 'typeOf' | 'now' | 'tablesOf' | 'shared'>;

/** What the change makes of the rule; undefined where it leaves the rule's body alone. */
const writtenBody = (change: Change): JsonObject | undefined => {
  const put = change.writes.find(({ operation }) => operation === 'put');
  return put?.operation === 'put' ? put.resource.body : undefined;
};

const lossesOf = (change: Change, { canonical, risk }: ManagedType): readonly Loss[] => {
  const { before } = change;
  const coverage = risk?.coverage;
  if (coverage === undefined || before === undefined || isOff(before.body, canonical)) return [];
  if (change.action === 'delete') return [coverage.deleted];
  const after = writtenBody(change);
  if (after === undefined) return [];
  const live = liveState(before, { body: after }, canonical);
  return coverage.losses(canonical.normalize(live.body), canonical.normalize(after));
};

const queryWarnings = (change: Change, { tablesOf, typeOf }: Options): readonly string[] => {
  const { queries } = typeOf(change.type);
  const query = change.action === 'update' ? change.fields.find(({ at }) => queries.includes(at)) : undefined;
  if (query === undefined || typeof query.before !== 'string' || typeof query.after !== 'string') return [];
  const now = new Set(tablesOf?.(query.after));
  const dropped = [...new Set(tablesOf?.(query.before))].filter((table) => !now.has(table));
  return [`Query changed${dropped.length === 0 ? '' : `; no longer read: ${dropped.join(', ')}`}.`];
};

const namedFor = (change: Change, { loss }: CoverageLoss, options: Options): readonly Approval[] =>
  (options.approvals ?? []).filter((approval) => means(approval.rule, change) && approval.loss === loss);

const holds = ({ expires }: Approval, now: number): boolean => expires === undefined || !hasExpired(expires, now);

const approvalOf = (change: Change, loss: CoverageLoss, options: Options): string | undefined =>
  namedFor(change, loss, options).find((approval) => holds(approval, options.now))?.reason;

/** A loss that nobody approves today, and until when somebody did: that entry wants another date, not to be written. */
const openLoss = (change: Change, loss: CoverageLoss, options: Options): string => {
  const expired = namedFor(change, loss, options).flatMap(({ expires }) => expires ?? []);
  return `${exactRef(change, options.shared)} ${loss.loss}${expired.length === 0 ? '' : ` (its approval ended with ${expired.join(', ')})`}`;
};

/**
 * Lists on each change what it detects less than before, and refuses the whole run while one of these findings is not
 * approved: by an entry under `approvals`, or all together by the digest of the change set. Rules that were off, or
 * that the service had switched off, lose nothing.
 */
export const coverageLoss =
  (verdicts: readonly Verdict[], options: Options): Policy =>
  (plan) => {
    const cosmetic = new Set(verdicts.filter(({ state }) => state === 'cosmetic').map(refKey));
    const approved = options.approvedChangeSet;
    const all = approved !== undefined && approved === changeSetDigest(plan) ? `change set ${approved}` : undefined;
    const changes = plan.changes.map((change) => {
      const losses = lossesOf(change, options.typeOf(change.type)).map((loss): CoverageLoss => {
        const approvedBy = approvalOf(change, loss, options) ?? all;
        return { ...loss, ...(approvedBy === undefined ? {} : { approvedBy }) };
      });
      const warnings = cosmetic.has(refKey(change)) ? [] : queryWarnings(change, options);
      return losses.length + warnings.length + change.losses.length === 0
        ? change
        : { ...change, losses, warnings: [...change.warnings, ...warnings] };
    });
    const judged = { ...plan, changes };
    const open = changes.flatMap((change) =>
      change.losses.filter(({ approvedBy }) => approvedBy === undefined).map((loss) => openLoss(change, loss, options)),
    );
    if (open.length === 0) return judged;
    const stale =
      approved === undefined || all !== undefined ? '' : ` The approved change set ${approved} is another one.`;
    return refuseRun(judged, {
      code: 'coverage-loss',
      message: `${open.length === 1 ? 'One loss of coverage is' : `${open.length} losses of coverage are`} not approved: ${open.join('; ')}.${stale}`,
      hint: `Approve each under approvals in picket.yaml (rule, loss, reason, expires), or all of this change set with --approve ${changeSetDigest(plan)}.`,
    });
  };
