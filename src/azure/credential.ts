import type { TokenCredential } from '@azure/identity';
import { PicketError } from '../core/errors.ts';
import type { WorkspaceTarget } from '../core/resource.ts';
import { clouds } from './clouds.ts';
import { plainText, redact } from './service-message.ts';
import { isObject, parseJson } from '../core/json.ts';

/** How tokens are found. */
export type CredentialSettings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who signs in; whoever the environment says where absent. */
  readonly application?: Application | undefined;
  /** For the token service of GitHub Actions; the platform's where absent. */
  readonly fetch?: (url: URL, init: RequestInit) => Promise<Response>;
};

/** An application, and the environment variables that hold its proof. */
export type Application = {
  readonly clientId: string;
  readonly tenantId?: string;
  /** Holds its client secret. */
  readonly secretVariable?: string;
  /** Holds the path of its certificate and key in a PEM file. */
  readonly certificateVariable?: string;
};

const audience = 'api://AzureADTokenExchange';

/** Milliseconds for one request to the token service of GitHub Actions. */
const assertionTimeout = 30_000;

type GitHubActions = {
  readonly url: string;
  readonly token: string;
  readonly tenantId: string;
  readonly clientId: string;
};

/** The sign-in of a GitHub workflow, where everything that it needs is there. */
const gitHubActions = (
  { env, application }: CredentialSettings,
  tenant: string | undefined,
): GitHubActions | undefined => {
  const url = env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const token = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  const clientId = application?.clientId ?? env['AZURE_CLIENT_ID'];
  const tenantId = tenant ?? env['AZURE_TENANT_ID'];
  return url && token && clientId && tenantId ? { url, token, tenantId, clientId } : undefined;
};

/**
 * The credential for a workspace: GitHub's OIDC where a workflow offers it (a new assertion each time a token is
 * needed, so that a long job does not outlive its first one), else the default chain of the Azure SDK. The SDK is
 * loaded here and not before. Rejects with a PicketError of kind `auth`.
 */
export const createCredential = async (
  settings: CredentialSettings,
  target: Pick<WorkspaceTarget, 'cloud' | 'tenantId'>,
): Promise<TokenCredential> => {
  const { env, application } = settings;
  const authorityHost = clouds[target.cloud].authority;
  const { ClientAssertionCredential, DefaultAzureCredential } = await import('@azure/identity');
  const home = application?.tenantId ?? target.tenantId;
  const proven = await provenCredential(settings, home, authorityHost);
  if (proven !== undefined) return proven;
  const actions = gitHubActions(settings, home);
  if (actions === undefined) {
    const tenantId = home ?? env['AZURE_TENANT_ID'];
    const chain = new DefaultAzureCredential({
      authorityHost,
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(application === undefined
        ? {}
        : { managedIdentityClientId: application.clientId, workloadIdentityClientId: application.clientId }),
    });
    return env['GITHUB_ACTIONS'] === 'true' && env['AZURE_CLIENT_ID'] ? withPermissionHint(chain) : chain;
  }
  const asserted = assertion(settings, actions);
  const credential = new ClientAssertionCredential(actions.tenantId, actions.clientId, asserted.next, {
    authorityHost,
  });
  return {
    getToken: async (scopes, options) => {
      try {
        return await credential.getToken(scopes, options);
      } catch (error) {
        // The SDK puts errors of its own around what the assertion threw, and loses the hint.
        throw asserted.refusal() ?? error;
      }
    },
  };
};

/** The credential of an application whose proof lies in a variable; undefined where it has none. */
const provenCredential = async (
  { env, application }: CredentialSettings,
  home: string | undefined,
  authorityHost: string,
): Promise<TokenCredential | undefined> => {
  const { clientId, secretVariable, certificateVariable } = application ?? {};
  const variable = secretVariable ?? certificateVariable;
  if (clientId === undefined || variable === undefined) return undefined;
  const tenantId = home ?? env['AZURE_TENANT_ID'];
  const value = env[variable];
  if (!value || !tenantId)
    throw new PicketError(
      'auth',
      `The application ${clientId} cannot sign in: ${value ? 'no tenant is named' : `the variable ${variable} is not set`}.`,
      {
        code: 'no-credential',
        hint: value
          ? 'Give the credential or the workspace its `tenantId` in picket.yaml.'
          : 'picket.yaml names the variable under `credentials`; set it where this runs.',
      },
    );
  const { ClientCertificateCredential, ClientSecretCredential } = await import('@azure/identity');
  return secretVariable === undefined
    ? new ClientCertificateCredential(tenantId, clientId, { certificatePath: value }, { authorityHost })
    : new ClientSecretCredential(tenantId, clientId, value, { authorityHost });
};

const permissionHint =
  'Give the job `permissions: id-token: write` (a pull request from a fork never gets it), and set AZURE_CLIENT_ID and AZURE_TENANT_ID.';

/** A workflow with a client id but without the token service lacks one line, which the chain's error does not say. */
export const withPermissionHint = (chain: TokenCredential): TokenCredential => ({
  getToken: async (scopes, options) => {
    try {
      return await chain.getToken(scopes, options);
    } catch (error) {
      const message = error instanceof Error ? plainText(error.message) : 'unknown reason';
      if (message.includes('AADSTS')) throw error;
      throw new PicketError('auth', `The workflow could not sign in to Azure: ${message}`, {
        code: 'no-credential',
        hint: permissionHint,
      });
    }
  },
});

type Assertion = {
  /** A new assertion for each call. */
  readonly next: () => Promise<string>;
  /** Why the last call failed. */
  readonly refusal: () => PicketError | undefined;
};

/** Source: GitHub Docs, "OpenID Connect reference", requesting the JWT with environment variables. */
const assertion = ({ fetch = globalThis.fetch }: CredentialSettings, actions: GitHubActions): Assertion => {
  let refused: PicketError | undefined;
  const refuse = (reason: string): PicketError => {
    refused = new PicketError('auth', `GitHub did not issue an identity token for this workflow: ${reason}`, {
      code: 'oidc-refused',
      hint: permissionHint,
    });
    return refused;
  };
  const ask = async (): Promise<Response> => {
    const url = new URL(actions.url);
    url.searchParams.set('audience', audience);
    try {
      return await fetch(url, {
        headers: { authorization: `Bearer ${actions.token}`, accept: 'application/json' },
        signal: AbortSignal.timeout(assertionTimeout),
      });
    } catch (error) {
      throw refuse(error instanceof Error ? redact(error.message) : 'the connection failed');
    }
  };
  const next = async (): Promise<string> => {
    refused = undefined;
    const response = await ask();
    const answer = parseJson(await response.text());
    const value = isObject(answer) ? answer['value'] : undefined;
    if (!response.ok) throw refuse(`HTTP ${response.status}`);
    if (typeof value !== 'string' || value === '') throw refuse('its answer holds no token');
    return value;
  };
  return { next, refusal: () => refused };
};
