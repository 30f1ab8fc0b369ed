import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import type { GitHubApi } from './api.ts';

const objects = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

const headOf = (pullRequest: JsonObject): string | undefined => {
  const { head } = pullRequest;
  const sha = isObject(head) ? head['sha'] : undefined;
  return typeof sha === 'string' ? sha : undefined;
};

/**
 * The run that made the plan people saw before they merged a commit: the newest that kept an artifact of this name for
 * the last commit of the pull request that the commit came from. Undefined for a commit that was pushed without one, for
 * a pull request without a plan (from a fork), and once the artifact has expired.
 */
export const approvedRun = async (api: GitHubApi, commit: string, artifact: string): Promise<number | undefined> => {
  const requests = await api.list(`/commits/${encodeURIComponent(commit)}/pulls`);
  const merged = requests.filter(isObject).filter((request) => typeof request['merged_at'] === 'string');
  const heads = new Set(merged.flatMap((request) => headOf(request) ?? []));
  if (heads.size === 0) return undefined;
  const answer = await api.send('GET', `/actions/artifacts?name=${encodeURIComponent(artifact)}&per_page=100`);
  const found = objects(isObject(answer) ? answer['artifacts'] : undefined).flatMap((entry) => {
    const { workflow_run: run, created_at: created } = entry;
    if (entry['expired'] === true || entry['name'] !== artifact || !isObject(run) || typeof created !== 'string')
      return [];
    const { id, head_sha: head, head_repository_id: headRepository, repository_id: repository } = run;
    if (typeof id !== 'number' || typeof head !== 'string' || !heads.has(head) || headRepository !== repository)
      return [];
    return [{ id, created }];
  });
  return found.toSorted((a, b) => (a.created < b.created ? 1 : -1))[0]?.id;
};
