import type { Change, Plan, Policy, RowsWrite } from '../../engine/change.ts';
import type { PlanOptions } from '../plan-options.ts';
import { rowsLost, type RowsLost } from '../../engine/shown-rows.ts';
import { refuseRun } from '../plan-refusal.ts';
import { counted } from '../../text/phrase.ts';

/** How many rows of one list a plan may delete without anyone saying so: the larger of the two. */
export const rowLimits = { deletes: 100, share: 0.1 } as const;

const rowsWriteOf = ({ writes }: Change): RowsWrite | undefined =>
  writes.flatMap((write) => (write.operation === 'rows' ? [write] : []))[0];

const totalOf = ({ before }: Change): number => before?.rows?.length ?? 0;

/** The rows that a change takes, with the list or out of it. */
const lostBy = (change: Change): RowsLost => {
  if (change.action === 'delete') return { deleted: totalOf(change), replaced: 0 };
  const write = rowsWriteOf(change);
  return write === undefined ? { deleted: 0, replaced: 0 } : rowsLost(write, totalOf(change));
};

const numberOf = ({ deleted, replaced }: RowsLost): number => deleted + replaced;

/** `20 of the 30 rows of Leavers would be replaced and 3 deleted`. */
const lostText = (change: Change): string => {
  const { deleted, replaced } = lostBy(change);
  const of = `of the ${counted(totalOf(change), 'row')} of ${change.displayName} would be`;
  if (replaced === 0) return `${deleted} ${of} deleted`;
  return `${replaced} ${of} replaced${deleted === 0 ? '' : ` and ${deleted} deleted`}`;
};

type Options = Pick<PlanOptions, 'allow' | 'fuses'>;

const mostDeletes = (change: Change, { allow, fuses }: Options): number =>
  allow?.rowDeletes ?? Math.max(fuses?.rowDeletes ?? rowLimits.deletes, totalOf(change) * rowLimits.share);

/**
 * Refuses the whole run where more rows of one list are gone afterwards than a person can be expected to have meant. A row
 * that another one of its key replaces is a change, unless most rows of the list are replaced. A number given in `allow`
 * replaces both limits, for each list.
 */
export const rowFuse =
  (options: Options): Policy =>
  (plan) => {
    const blown = plan.changes.filter((change) => numberOf(lostBy(change)) > mostDeletes(change, options));
    const most = Math.max(...blown.map((change) => numberOf(lostBy(change))));
    const { allow, fuses } = options;
    return blown.reduce((result, change) => {
      const limit =
        allow?.rowDeletes === undefined
          ? `at most ${fuses?.rowDeletes ?? rowLimits.deletes} of a list, or ${rowLimits.share * 100} %, without saying so`
          : `--allow-row-deletes allows ${allow.rowDeletes}`;
      return refuseRun(result, {
        code: 'too-many-row-deletes',
        message: `${lostText(change)}; ${limit}.`,
        hint: `If that is meant: --allow-row-deletes ${most}. The rows are backed up before the first of them is deleted.`,
      });
    }, plan);
  };

/** How many single rows a plan adds and deletes, of one type. */
const changedIn = (plan: Plan, type: string): number =>
  plan.changes
    .filter((change) => change.type === type)
    .flatMap((change) => rowsWriteOf(change) ?? [])
    .reduce((sum, { add, remove }) => sum + add.length + remove.length, 0);

/**
 * Says how many row changes a plan makes of those that a workspace lets happen in a month, and refuses the whole run where
 * it alone would be more. What was changed earlier in the month nobody can ask for.
 */
export const rowBudget =
  ({ types, limits }: Pick<PlanOptions, 'types' | 'limits'>): Policy =>
  (plan) =>
    types.reduce((result, { name: type, contents }) => {
      const count = contents?.monthly === undefined ? 0 : changedIn(plan, type);
      if (contents?.monthly === undefined || count === 0) return result;
      const limit = limits?.[contents.monthly.setting] ?? contents.monthly.limit;
      const label = 'row changes of this run in the month';
      const use = { ...result, quotas: [...result.quotas, { type, name: 'row-changes', label, count, limit }] };
      if (count <= limit) return use;
      return refuseRun(use, {
        code: 'quota-row-changes',
        message: `${count} rows would be added or deleted; a workspace lets ${limit} change in a month.`,
        hint: 'Deploy a part of the rows now and the others next month, or keep so large a list outside of watchlists.',
      });
    }, plan);
