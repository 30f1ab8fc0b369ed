import type { WorkspaceTarget } from './resource.ts';

/**
 * What the subject of GitHub's OIDC tokens begins with. Repositories made or renamed since July 2026 carry ids in it, so
 * it is read from GitHub (`/repos/OWNER/NAME/actions/oidc/customization/sub`) wherever that can be asked.
 */
export type SubjectPrefix = { readonly known: string } | { readonly repository: string };

const prefixText = (prefix: SubjectPrefix): string => ('known' in prefix ? prefix.known : `repo:${prefix.repository}`);

/**
 * The commands that let a workflow of GitHub sign in without a secret and deploy to a workspace: an application, its
 * service principal, the role on the resource group, and one federated credential for the environment of deployments and
 * one for pull requests. Source: Microsoft Learn, "Use GitHub Actions with OpenID Connect".
 */
export const federationCommands = (
  { subscriptionId, resourceGroup }: WorkspaceTarget,
  prefix: SubjectPrefix,
  environment: string,
): readonly string[] => {
  const credential = (name: string, subject: string): string =>
    `az ad app federated-credential create --id <app-id> --parameters '${JSON.stringify({
      name,
      issuer: 'https://token.actions.githubusercontent.com',
      subject,
      audiences: ['api://AzureADTokenExchange'],
    })}'`;
  return [
    'az ad app create --display-name picket',
    'az ad sp create --id <app-id>',
    `az role assignment create --assignee-object-id <principal-id> --assignee-principal-type ServicePrincipal --role "Microsoft Sentinel Contributor" --scope /subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`,
    credential(`picket-${environment}`, `${prefixText(prefix)}:environment:${environment}`),
    credential('picket-pull-request', `${prefixText(prefix)}:pull_request`),
    ...('known' in prefix
      ? []
      : [
          `gh api repos/${prefix.repository}/actions/oidc/customization/sub   # newer repositories begin their subject with ids: put that prefix in place of ${prefixText(prefix)}`,
        ]),
  ];
};
