import type { Check } from '../core/doctor.ts';
import { federationCommands, type SubjectPrefix } from '../core/federation.ts';
import type { Io } from '../core/io.ts';
import { githubApi } from '../github/api.ts';
import { subjectPrefix } from '../github/subject.ts';
import { version } from '../version.ts';
import { check, failedAs } from './doctor-check.ts';
import type { Session } from './judge.ts';

/** A repository on GitHub whose workflows deploy, and the environment that they deploy from. */
export type GitHubRepository = { readonly repository: string; readonly environment: string };

/** Only GitHub knows how the subject of a repository begins; without a token the command to ask it is printed instead. */
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

/** The commands that let the workflows of a repository sign in to the session's workspace. */
export const gitHubSignIn = async (
  io: Io,
  session: Session,
  { repository, environment }: GitHubRepository,
): Promise<Check> => {
  try {
    const prefix = await prefixOf(io, repository);
    const commands = federationCommands(session.workspace, prefix, environment);
    const found =
      'known' in prefix
        ? `${repository}, as ${prefix.known}`
        : `${repository}; GITHUB_TOKEN is not set, so GitHub was not asked`;
    return check(
      'GitHub sign-in',
      'unknown',
      found,
      ['Only Entra knows whether it is there. To set it up:', ...commands].join('\n'),
    );
  } catch (error) {
    return failedAs('GitHub sign-in', error);
  }
};
