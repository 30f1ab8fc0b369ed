import type { DeploymentRecord } from '../evidence/deployment-log.ts';
import { refKey } from '../ref.ts';

/** A change of rules, as the branch that is deployed has it. */
export type MergedChange = {
  /** When it came into the branch, ISO 8601. */
  readonly merged: string;
  /** How many steps of the branch came before the one that brought it. */
  readonly place: number;
  /** The rules that it changed, by refKey. */
  readonly rules: readonly string[];
};

/** How long one change of a rule took to one workspace. */
export type LeadTime = { readonly rule: string; readonly workspace: string; readonly hours: number };

const hour = 3_600_000;

/** Whether a deployment was of some content alone. */
const isOfSome = ({ flags = [] }: DeploymentRecord): boolean => flags.some((flag) => /^--(?:only|type) /.test(flag));

/**
 * How long changes took from the branch to the workspaces: to the first deployment of a commit that has the change. One that
 * did not write the rule ends the search, since then nothing of it had to be written, unless it tried to, or was to deploy
 * others alone (`--only`, `--type`): then the next counts.
 * @param placeOf the place of a commit in the branch; undefined for one that it does not have
 */
export const leadTimes = (
  changes: readonly MergedChange[],
  records: readonly DeploymentRecord[],
  placeOf: (commit: string) => number | undefined,
): readonly LeadTime[] => {
  const deployments = records.flatMap((record) => {
    const place = record.commit === undefined ? undefined : placeOf(record.commit);
    const written = new Map(record.changes.map((change) => [refKey(change), change.status]));
    return place === undefined ? [] : [{ ...record, place, written, left: isOfSome(record) ? 'left out' : 'written' }];
  });
  const workspaces = [...new Set(deployments.map(({ workspace }) => workspace))];
  const leads: LeadTime[] = [];
  for (const { merged, place, rules } of changes)
    for (const workspace of workspaces) {
      const having = deployments.filter((each) => each.workspace === workspace && each.place >= place);
      for (const rule of rules) {
        const [end] = having.filter(({ written, left }) => (written.get(rule) ?? left) === 'written');
        if (end?.written.has(rule) !== true) continue;
        leads.push({ rule, workspace, hours: Math.max(0, (Date.parse(end.at) - Date.parse(merged)) / hour) });
      }
    }
  return leads;
};
