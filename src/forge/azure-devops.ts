import { unsetIn, type Forge, type ForgeAccess } from '../core/evidence/forge.ts';
import { listOf, objectOf, objectsOf, textOf, type JsonObject, type JsonValue } from '../core/json.ts';
import { readApi, type ApiEnds } from './read-api.ts';

const right =
  'SYSTEM_ACCESSTOKEN needs to read the repository (Code, Read), and a pipeline passes it as env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)';

/**
 * How Azure DevOps is found in the environment of a pipeline (Microsoft Learn, "Predefined variables"). A pipeline of Azure
 * DevOps may build a repository of another forge, which BUILD_REPOSITORY_PROVIDER says.
 */
export const azureDevOpsAccess = (env: ApiEnds['env']): ForgeAccess => ({
  name: 'Azure DevOps',
  requests: 'Pull requests',
  isMeant: (env['SYSTEM_COLLECTIONURI'] ?? '') !== '' && (env['BUILD_REPOSITORY_PROVIDER'] ?? 'TfsGit') === 'TfsGit',
  missing: unsetIn(env, ['SYSTEM_ACCESSTOKEN', 'SYSTEM_COLLECTIONURI', 'BUILD_REPOSITORY_ID']),
  right,
  numberIn: (subject) => {
    const number = /^Merged PR (\d+):/.exec(subject)?.[1];
    return number === undefined ? undefined : Number(number);
  },
});

/** People are told apart by their sign-in name, which git mostly has as their address. */
const whoIs = (value: JsonValue | undefined): string => {
  const identity = objectOf(value);
  return textOf(identity['uniqueName']) ?? textOf(identity['displayName']) ?? '';
};

/** 10: approved, 5: approved with suggestions. A team's vote is that of a member, who is a reviewer as well. */
const approversOf = (request: JsonObject): readonly string[] =>
  objectsOf(request['reviewers'])
    .filter(({ vote, isContainer }) => (vote === 10 || vote === 5) && isContainer !== true)
    .map(whoIs)
    .filter((who) => who !== '');

/** Pull requests of Azure DevOps (Microsoft Learn, "Pull Request Query - Get", "Pull Requests - Get Pull Request"). */
export const azureDevOps = (ends: ApiEnds): Forge => {
  const { env } = ends;
  const address = env['SYSTEM_COLLECTIONURI'] ?? '';
  const root = address.endsWith('/') ? address : `${address}/`;
  const repository = encodeURIComponent(env['BUILD_REPOSITORY_ID'] ?? '');
  const read = readApi(
    {
      name: 'Azure DevOps',
      root,
      variable: 'SYSTEM_COLLECTIONURI',
      headers: { authorization: `Bearer ${env['SYSTEM_ACCESSTOKEN'] ?? ''}` },
      right,
    },
    ends,
  );
  const base = `_apis/git/repositories/${repository}`;
  return {
    mergedBy: async (commit) => {
      // The merge that a pull request made, or else a commit that one brought in.
      const queries = ['lastMergeCommit', 'commit'].map((type) => ({ type, items: [commit] }));
      const answer = objectOf(await read(`${base}/pullrequestquery?api-version=7.1`, { queries }));
      const requests = listOf(answer['results']).flatMap((result) =>
        Object.values(objectOf(result)).flatMap((found) => objectsOf(found)),
      );
      const number = requests.find(({ status }) => status === 'completed')?.['pullRequestId'];
      return typeof number === 'number' ? number : undefined;
    },
    reviewsOf: async (number) => {
      const request = objectOf(await read(`${base}/pullrequests/${number}?api-version=7.1`));
      const kept = objectOf(request['repository']);
      const place = [objectOf(kept['project'])['name'], '_git', kept['name']].map((part) =>
        encodeURIComponent(textOf(part) ?? ''),
      );
      return {
        number,
        url: `${root}${place.join('/')}/pullrequest/${number}`,
        author: whoIs(request['createdBy']),
        approvers: approversOf(request),
      };
    },
    driftIssues: async () => [],
  };
};
