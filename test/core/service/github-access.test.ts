import { describe, expect, test } from '@jest/globals';
import { gitHubAccessCommands, type GitHubAccess } from '../../../src/core/service/github-access.ts';
import { subjectPrefix } from '../../../src/github/event.ts';

const access: GitHubAccess = {
  target: { subscriptionId: 's', resourceGroup: 'rg' },
  environment: 'prod',
  serves: 'one',
  repository: 'contoso/detections',
  prefix: { repository: 'contoso/detections' },
  reviewers: [],
};
const text = (more: Partial<GitHubAccess> = {}): string => gitHubAccessCommands({ ...access, ...more }).join('\n');

describe('the commands that set GitHub up', () => {
  test('take the beginning of a subject as GitHub says it, and ask for it where it is not known', () => {
    expect(text({ prefix: { known: 'repo:contoso@1/detections@2' } })).toContain(
      "SUBJECT='repo:contoso@1/detections@2'\n",
    );
    expect(text()).toContain('SUBJECT=$(gh api "repos/$REPO/actions/oidc/customization/sub"');
  });

  test('make teams and people reviewers who do not approve themselves, and else who runs them', () => {
    const named = text({ reviewers: ['contoso/detection-engineers', 'ana'] });
    expect(named).toContain('gh api orgs/contoso/teams/detection-engineers --jq .id');
    expect(named).toContain('gh api users/ana --jq .id');
    expect(named).toContain('-F prevent_self_review=true');
    expect(text()).toContain('gh api user --jq .id');
    expect(text()).not.toContain('prevent_self_review');
  });

  test('name an environment with slashes so that a path holds it', () => {
    const named = text({ environment: 'customers/alpine' });
    expect(named).toContain('"repos/$REPO/environments/customers%2Falpine"');
    expect(named).toContain('"repos/$REPO/environments/customers%2Falpine-review/deployment-branch-policies"');
    expect(named).toContain('trust "$DEPLOY_APP" environment-customers-alpine environment:customers/alpine\n');
    expect(named).toContain('--env customers/alpine-review ');
  });

  test('say that what serves all workspaces needs its roles on each of them', () => {
    const shared = text({ environment: 'picket', serves: 'all' });
    expect(shared).toContain('assign both roles on the resource group of each other one');
    expect(shared).toContain('--display-name picket-detections-deploy ');
    expect(text()).not.toContain('each other one');
  });

  test('ask of main what a pull request must fulfil, and of nobody more', () => {
    const [, json = ''] = /rulesets" --input - <<< '(.*)'/.exec(text()) ?? [];
    const rules: unknown = JSON.parse(json);
    expect(rules).toEqual({
      name: 'picket',
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
      rules: [
        { type: 'deletion' },
        { type: 'non_fast_forward' },
        {
          type: 'pull_request',
          parameters: {
            required_approving_review_count: 1,
            dismiss_stale_reviews_on_push: true,
            require_code_owner_review: true,
            require_last_push_approval: true,
            required_review_thread_resolution: false,
          },
        },
        {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: 'picket', integration_id: 15_368 }],
          },
        },
      ],
    });
  });

  test('are one line each, so that they can be pasted as they are indented', () => {
    expect(text()).not.toMatch(/(?<!<)<<(?!<)|\\$/m);
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
