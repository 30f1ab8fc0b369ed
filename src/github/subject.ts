import { isObject } from '../core/json.ts';
import type { GitHubApi } from './api.ts';

/**
 * What GitHub says the subject of a repository's OIDC tokens begins with (`sub_claim_prefix`); undefined where it says
 * nothing of the kind. Rejects like every request of the API.
 */
export const subjectPrefix = async (api: Pick<GitHubApi, 'send'>): Promise<string | undefined> => {
  const answer = await api.send('GET', '/actions/oidc/customization/sub');
  const prefix = isObject(answer) ? answer['sub_claim_prefix'] : undefined;
  return typeof prefix === 'string' && /^repo:[\w.@/:-]+$/.test(prefix) ? prefix : undefined;
};
