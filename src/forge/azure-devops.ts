import { unsetIn, type Forge, type ForgeAccess } from '../core/evidence/forge.ts';
import { listOf, objectOf, objectsOf, textOf, type JsonObject, type JsonValue } from '../core/json.ts';
import { readApi, type ApiEnds } from './read-api.ts';

/** The pipeline's own token, and a person's, which the command line of Azure DevOps takes from the same variable. */
const job = 'SYSTEM_ACCESSTOKEN';
const personal = 'AZURE_DEVOPS_EXT_PAT';

const right = `the token needs to read the repository (Code, Read); a pipeline passes its own as env: ${job}: $(System.AccessToken), a person sets ${personal} to a personal access token`;

/**
 * A personal token goes as the password of nobody, that of a pipeline as a bearer token (Microsoft Learn, "Use personal access
 * tokens", "Use Azure Pipelines predefined variables"). Who sets a personal one means it.
 */
const headersOf = (env: ApiEnds['env']): Readonly<Record<string, string>> => {
  const token = env[personal] ?? '';
  const authorization =
    token === '' ? `Bearer ${env[job] ?? ''}` : `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
  return { authorization };
};

/**
 * How Azure DevOps is found in the environment of a pipeline (Microsoft Learn, "Predefined variables"). A pipeline of Azure
 * DevOps may build a repository of another forge, which BUILD_REPOSITORY_PROVIDER says.
 */
export const azureDevOpsAccess = (env: ApiEnds['env']): ForgeAccess => ({
  name: 'Azure DevOps',
  requests: 'Pull requests',
  isMeant:
    ['SYSTEM_COLLECTIONURI', personal].some((name) => (env[name] ?? '') !== '') &&
    (env['BUILD_REPOSITORY_PROVIDER'] ?? 'TfsGit') === 'TfsGit',
  missing: unsetIn(env, [`${job}|${personal}`, 'SYSTEM_COLLECTIONURI', 'BUILD_REPOSITORY_ID']),
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
      headers: headersOf(env),
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
