import type { CatalogueRule } from '../../catalogue/model.ts';
import { verifyChain } from '../../core/evidence/deployment-log.ts';
import type { Io } from '../../core/io.ts';
import type { MeasuredRule } from '../../core/metrics/figures.ts';
import { leadTimes, type LeadTime } from '../../core/metrics/lead-time.ts';
import { refKey } from '../../core/ref.ts';
import { readChanges } from '../../git/changes.ts';
import { openLog } from '../../git/log.ts';
import { openDeploymentLog } from '../change/kept/deployment-log.ts';
import type { Project } from '../project.ts';
import { folderIn } from './git-facts.ts';
import { told, type Told } from './told.ts';

/** How long the changes of rules since a moment took to workspaces, as git and the log of deployments tell. */
const leadsOf = async (
  io: Io,
  project: Project,
  rules: readonly CatalogueRule[],
  since: number,
): Promise<Told<LeadTime>> => {
  const store = await openDeploymentLog(io, project, io.signals.abort);
  if (store === undefined)
    return {
      found: [],
      unread: ['The time from merge to live is not known: picket.yaml keeps no log of deployments (`deployments`).'],
    };
  return told('The time from merge to live', async () => {
    const { records } = verifyChain(await store.read());
    const log = await openLog(project.root, io.signals.stop);
    const folder = await folderIn(log, project);
    const byPath = new Map(rules.map((rule) => [folder === '' ? rule.path : `${folder}/${rule.path}`, refKey(rule)]));
    const commits = await readChanges(log.root, io.signals.stop);
    // By commit what it changed of the files of today, whatever they were called then.
    const renamed = new Map<string, Set<string>>();
    for (const [path, revisions] of await log.revisions([...byPath.keys()]))
      for (const { commit } of revisions) {
        const rule = byPath.get(path);
        if (rule !== undefined) renamed.set(commit, (renamed.get(commit) ?? new Set()).add(rule));
      }
    const changes = commits
      .filter(({ joined }) => Date.parse(joined.at) >= since)
      .map(({ commit, joined, files }) => ({
        merged: joined.at,
        place: joined.place,
        // A merge's own changes are in no revision of a file.
        rules: [...new Set([...files.flatMap(({ path }) => byPath.get(path) ?? []), ...(renamed.get(commit) ?? [])])],
      }));
    // A commit that only a merge brought is no state of the branch.
    const places = new Map(
      commits.flatMap(({ commit, merge, joined }) => (merge === undefined ? [[commit, joined.place]] : [])),
    );
    return { found: leadTimes(changes, records, (commit) => places.get(commit)), unread: [] };
  });
};

/** The rules that raise alerts as metrics count them: as files say, and since a moment as git and the log of deployments do. */
export const measuredRules = async (
  io: Io,
  project: Project,
  rules: readonly CatalogueRule[],
  since: number,
): Promise<Told<MeasuredRule>> => {
  const own = rules.filter(({ detects }) => detects);
  const { found: leads, unread } = await leadsOf(io, project, own, since);
  const byRule = new Map<string, LeadTime[]>();
  for (const lead of leads) byRule.set(lead.rule, [...(byRule.get(lead.rule) ?? []), lead]);
  return {
    found: own.map((rule) => ({
      ...rule,
      tests: rule.tests && {
        pass: rule.tests.cases.every(({ status }) => status === 'passed'),
        mutants: rule.tests.mutants,
      },
      leads: byRule.get(refKey(rule)) ?? [],
    })),
    unread,
  };
};
