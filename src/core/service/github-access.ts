import type { WorkspaceTarget } from '../resource.ts';

/**
 * What the subject of GitHub's OIDC tokens begins with. Repositories made or renamed since July 2026 carry ids in it, so
 * it is read from GitHub (`/repos/OWNER/NAME/actions/oidc/customization/sub`) wherever that can be asked.
 */
export type SubjectPrefix = { readonly known: string } | { readonly repository: string };

export type GitHubAccess = {
  readonly target: Pick<WorkspaceTarget, 'subscriptionId' | 'resourceGroup'>;
  /** The environment that deploys what a pull request showed: the workspace's name, or one for all workspaces. */
  readonly environment: string;
  /** `all` where the jobs of a pipeline share the workspaces, and with them identities and environments. */
  readonly serves: 'one' | 'all';
  /** `owner/name` */
  readonly repository: string;
  readonly prefix: SubjectPrefix;
  /** Who approves what no pull request showed: people, and teams as `organisation/team`. Nobody: who runs the commands. */
  readonly reviewers: readonly string[];
};

/** The app whose checks count: GitHub Actions. Anybody with a token could report a check of that name otherwise. */
const actionsApp = 15_368;

/** What a pull request into main must fulfil (GitHub Docs, "Rules": REST, repository rulesets). */
const ruleset = {
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
        required_status_checks: [{ context: 'picket', integration_id: actionsApp }],
      },
    },
  ],
};

const identity = (name: string, display: string, role: string): readonly string[] => [
  `${name}_APP=$(az ad app create --display-name ${display} --query appId --output tsv)`,
  `${name}_SP=$(az ad sp show --id "$${name}_APP" --query id --output tsv 2>/dev/null || az ad sp create --id "$${name}_APP" --query id --output tsv)`,
  `az role assignment create --role "${role}" --assignee-object-id "$${name}_SP" --assignee-principal-type ServicePrincipal --scope "$SCOPE"`,
];

/** The fields of the request that makes an environment which deploys main alone. */
const fromMain = `-F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'`;

const reviewerFields = (reviewers: readonly string[]): string => {
  if (reviewers.length === 0) return ` -F 'reviewers[][type]=User' -F "reviewers[][id]=$(gh api user --jq .id)"`;
  const fields = reviewers.map((name) => {
    const [organisation, team] = name.split('/');
    return team === undefined
      ? `-F 'reviewers[][type]=User' -F "reviewers[][id]=$(gh api users/${name} --jq .id)"`
      : `-F 'reviewers[][type]=Team' -F "reviewers[][id]=$(gh api orgs/${organisation}/teams/${team} --jq .id)"`;
  });
  return ` -F prevent_self_review=true ${fields.join(' ')}`;
};

const environmentCommands = (name: string, fields: string): readonly string[] => {
  // The name of a workspace may have slashes, and in a path they would end it.
  const path = `"repos/$REPO/environments/${encodeURIComponent(name)}`;
  return [
    `gh api --method PUT ${path}" ${fromMain}${fields}`,
    `gh api --method POST ${path}/deployment-branch-policies" -f name=main`,
    `gh variable set AZURE_CLIENT_ID --repo "$REPO" --env ${name} --body "$DEPLOY_APP"`,
  ];
};

/** Entra takes letters, digits, hyphens and underscores in the name of a credential. */
const credentialName = (text: string): string => text.replaceAll(/[^\w-]/g, '-');

/**
 * The commands, for bash with `az` and `gh` signed in, that let the workflows of a repository read a workspace from
 * pull requests and main, and write it from its environments: two identities with a role each on the resource group, a
 * credential for each subject that the workflows sign in with, the environments with their branch and reviewers, the
 * variables, and the rules of the branch. Sources: Microsoft Learn, "Use GitHub Actions with OpenID Connect"; GitHub
 * Docs, REST for environments and rulesets.
 */
export const gitHubAccessCommands = (access: GitHubAccess): readonly string[] => {
  const { target, environment, serves, repository, prefix, reviewers } = access;
  const short = repository.split('/')[1] ?? repository;
  const review = `${environment}-review`;
  const subject =
    'known' in prefix
      ? `SUBJECT='${prefix.known}'`
      : `SUBJECT=$(gh api "repos/$REPO/actions/oidc/customization/sub" --jq '.sub_claim_prefix // "repo:${prefix.repository}"')`;
  return [
    `REPO=${repository}`,
    `SCOPE='/subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}'`,
    subject,
    '',
    '# One identity that reads, for plans and drift, and one that writes, for deployments.',
    ...identity('PLAN', `picket-${short}-plan`, 'Microsoft Sentinel Reader'),
    ...identity(
      'DEPLOY',
      `picket-${short}-deploy${serves === 'all' ? '' : `-${environment}`}`,
      'Microsoft Sentinel Contributor',
    ),
    ...(serves === 'all'
      ? ['# They serve all workspaces: assign both roles on the resource group of each other one, too.']
      : []),
    '',
    '# Whom they trust: pull requests and main may read, the environments may write. One that exists is refused, and good.',
    `trust() { az ad app federated-credential create --id "$1" --parameters "{\\"name\\": \\"$2\\", \\"issuer\\": \\"https://token.actions.githubusercontent.com\\", \\"subject\\": \\"$SUBJECT:$3\\", \\"audiences\\": [\\"api://AzureADTokenExchange\\"]}"; }`,
    'trust "$PLAN_APP" pull-request pull_request',
    'trust "$PLAN_APP" branch-main ref:refs/heads/main',
    ...[environment, review].map(
      (name) => `trust "$DEPLOY_APP" environment-${credentialName(name)} environment:${name}`,
    ),
    '',
    '# Variables, none of them a secret.',
    'gh variable set AZURE_TENANT_ID --repo "$REPO" --body "$(az account show --query tenantId --output tsv)"',
    'gh variable set AZURE_PLAN_CLIENT_ID --repo "$REPO" --body "$PLAN_APP"',
    '',
    `# ${environment} deploys what ${serves === 'all' ? 'the' : 'its'} pull request showed, ${review} anything else, after a review. Both from main alone.`,
    ...environmentCommands(environment, ''),
    ...environmentCommands(review, reviewerFields(reviewers)),
    '',
    '# What main takes: pull requests that were reviewed and have the check `picket`.',
    `gh api --method POST "repos/$REPO/rulesets" --input - <<< '${JSON.stringify(ruleset)}'`,
  ];
};
