import { join } from 'node:path';
import type { Check } from '../../core/report.ts';
import { gitHubAccessCommands, type SubjectPrefix } from '../../core/service/github-access.ts';
import type { Io } from '../../core/io.ts';
import { kindOf } from '../../files/disk.ts';
import { githubApi } from '../../github/api.ts';
import { subjectPrefix } from '../../github/event.ts';
import { version } from '../../version.ts';
import { check, failedAs } from '../show/doctor-parts.ts';
import type { Session } from '../session.ts';

/** A repository on GitHub whose workflows deploy, and who reviews what no pull request showed. */
export type GitHubRepository = { readonly repository: string; readonly reviewers: readonly string[] };

/** The workflow that is there where jobs share the workspaces (`picket init --shards`), relative to picket.yaml. */
const shardWorkflow = join('.github', 'workflows', 'deploy-shard.yml');

/** Only GitHub knows how the subject of a repository begins; without a token the commands ask it. */
const prefixOf = async (io: Io, repository: string): Promise<SubjectPrefix> => {
  const token = io.env['GITHUB_TOKEN'] ?? '';
  if (token === '') return { repository };
  const apiUrl = io.env['GITHUB_API_URL'] ?? 'https://api.github.com';
  const api = githubApi({
    run: { apiUrl, repository, token },
    clock: io.clock,
    fetch: globalThis.fetch,
    version,
    signal: io.signals.abort,
  });
  const known = await subjectPrefix(api);
  return known === undefined ? { repository } : { known };
};

/** The commands that let the workflows of a repository read and write the session's workspace. */
export const gitHubAccess = async (
  io: Io,
  session: Session,
  { repository, reviewers }: GitHubRepository,
): Promise<Check> => {
  const name = 'GitHub';
  try {
    const { workspace, project } = session;
    const isShared = (await kindOf(join(project.root, shardWorkflow))) === 'file';
    const environment = isShared ? 'picket' : workspace.name;
    const commands = gitHubAccessCommands({
      target: workspace,
      environment,
      serves: isShared ? 'all' : 'one',
      repository,
      prefix: await prefixOf(io, repository),
      reviewers,
    });
    const advice = [
      'Only Entra and GitHub know what is there. To set it up, in bash, with az and gh signed in:',
      '',
      ...commands,
    ];
    return check(
      name,
      'unknown',
      `${repository}, environments ${environment} and ${environment}-review`,
      advice.join('\n'),
    );
  } catch (error) {
    return failedAs(name, error);
  }
};
