import { unsetIn, type Forge, type ForgeAccess } from '../core/evidence/forge.ts';
import { objectOf, objectsOf, textOf, type JsonValue } from '../core/json.ts';
import { readApi, type ApiEnds } from './read-api.ts';

const right = 'GITLAB_TOKEN needs read_api on the project; a CI_JOB_TOKEN may mostly not read merge requests';

/** How GitLab is found in the environment of a job (GitLab Docs, "Predefined CI/CD variables reference"). */
export const gitlabAccess = (env: ApiEnds['env']): ForgeAccess => ({
  name: 'GitLab',
  requests: 'Merge requests',
  isMeant: ['CI_SERVER_URL', 'CI_PROJECT_ID', 'GITLAB_TOKEN'].some((name) => (env[name] ?? '') !== ''),
  missing: unsetIn(env, ['GITLAB_TOKEN|CI_JOB_TOKEN', 'CI_SERVER_URL', 'CI_PROJECT_ID']),
  right,
  // `#12` is an issue there; merges name their request in a later line than the subject.
  numberIn: () => undefined,
});

const nameOf = (user: JsonValue | undefined): string => textOf(objectOf(user)['username']) ?? '';

/** Of the two tokens the one that may read more; a job's own goes into another header. */
const headersOf = (env: ApiEnds['env']): Readonly<Record<string, string>> => {
  const token = env['GITLAB_TOKEN'] ?? '';
  return token === '' ? { 'job-token': env['CI_JOB_TOKEN'] ?? '' } : { 'private-token': token };
};

/**
 * Merge requests of GitLab (GitLab Docs, "Commits API: list merge requests associated with a commit", "Merge requests API",
 * "Merge request approvals API").
 */
export const gitlab = (ends: ApiEnds): Forge => {
  const { env } = ends;
  const address = env['CI_SERVER_URL'] ?? '';
  const project = encodeURIComponent(env['CI_PROJECT_ID'] ?? '');
  const read = readApi(
    {
      name: 'GitLab',
      root: `${address.endsWith('/') ? address.slice(0, -1) : address}/api/v4`,
      variable: 'CI_SERVER_URL',
      headers: headersOf(env),
      right,
    },
    ends,
  );
  const base = `/projects/${project}`;
  return {
    mergedBy: async (commit) => {
      const requests = objectsOf(await read(`${base}/repository/commits/${encodeURIComponent(commit)}/merge_requests`));
      const number = requests.find(({ state }) => state === 'merged')?.['iid'];
      return typeof number === 'number' ? number : undefined;
    },
    reviewsOf: async (number) => {
      const request = objectOf(await read(`${base}/merge_requests/${number}`));
      const approvals = objectOf(await read(`${base}/merge_requests/${number}/approvals`));
      return {
        number,
        url: textOf(request['web_url']) ?? '',
        author: nameOf(request['author']),
        approvers: objectsOf(approvals['approved_by'])
          .map(({ user }) => nameOf(user))
          .filter((name) => name !== ''),
      };
    },
    driftIssues: async () => [],
  };
};
