import { describe, expect, test } from '@jest/globals';
import { federationCommands } from '../../src/core/federation.ts';
import { subjectPrefix } from '../../src/github/subject.ts';

const target = { subscriptionId: 's', resourceGroup: 'rg', workspaceName: 'law-prod', cloud: 'public' } as const;

describe('the commands for a federated credential', () => {
  test('name the subject as GitHub says it begins, for the environment and for pull requests', () => {
    const commands = federationCommands(target, { known: 'repo:contoso@1/detections@2' }, 'production');
    expect(commands.join('\n')).toContain('"subject":"repo:contoso@1/detections@2:environment:production"');
    expect(commands.join('\n')).toContain('"subject":"repo:contoso@1/detections@2:pull_request"');
    expect(commands.join('\n')).toContain('--scope /subscriptions/s/resourceGroups/rg');
    expect(commands.join('\n')).not.toContain('gh api');
  });

  test('say how to ask GitHub where it was not asked', () => {
    const commands = federationCommands(target, { repository: 'contoso/detections' }, 'production');
    expect(commands.join('\n')).toContain('"subject":"repo:contoso/detections:environment:production"');
    expect(commands.at(-1)).toContain('gh api repos/contoso/detections/actions/oidc/customization/sub');
  });
});

describe('the prefix of a subject', () => {
  test('is what GitHub answers, and nothing where the answer is of another form', async () => {
    const asked: string[] = [];
    const answering = (answer: { sub_claim_prefix?: string }) => ({
      send: async (_method: string, path: string) => {
        asked.push(path);
        return answer;
      },
    });
    expect(await subjectPrefix(answering({ sub_claim_prefix: 'repo:contoso@1/detections@2' }))).toBe(
      'repo:contoso@1/detections@2',
    );
    expect(await subjectPrefix(answering({}))).toBeUndefined();
    expect(await subjectPrefix(answering({ sub_claim_prefix: "repo:x'; rm -rf /" }))).toBeUndefined();
    expect(asked).toEqual(Array.from({ length: 3 }, () => '/actions/oidc/customization/sub'));
  });
});
