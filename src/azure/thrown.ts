import { PicketError } from '../core/errors.ts';
import { textOf } from '../core/json.ts';
import type { FaultContext } from './faults.ts';
import { plainText } from './service-message.ts';

type Thrown = {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  /** Of an error of the operating system: what failed. */
  readonly syscall: string | undefined;
};

const textAt = (error: object, key: string): string | undefined => textOf(Reflect.get(error, key));

const describe = (error: unknown): Thrown | undefined => {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return {
    name: textAt(error, 'name') ?? 'Error',
    message: String(error.message),
    code: textAt(error, 'code'),
    syscall: textAt(error, 'syscall'),
  };
};

/** Broken by a certificate or a name, and not by a moment's failure: trying again does not help. */
const permanent = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME|ENOTFOUND|EPROTO|ERR_INVALID)/;

/** No byte of the request has left. */
const unsent =
  /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME|ERR_INVALID)/;

/** About a file of this machine, as a token or a state is kept in, and not about the network. */
const ofFiles = /^(ENOSPC|EDQUOT|EROFS|EISDIR|ENOTDIR|ENOENT|EFBIG|EIO|EMFILE|ENFILE|EACCES|EPERM)$/;

const isOfFiles = ({ code, syscall }: Thrown): boolean =>
  code !== undefined && ofFiles.test(code) && syscall !== undefined && syscall !== 'connect';

const fileFault = ({ message }: Thrown, { what }: Pick<FaultContext, 'what'>): PicketError =>
  new PicketError('config', `A file on this machine cannot be used for ${what}: ${plainText(message)}`, {
    code: 'unwritable-file',
    hint: 'Check that it is there, that you may read and write it and that the disk is not full.',
  });

export type ThrownFault = {
  readonly fault: PicketError;
  readonly again: boolean;
  /** The service may have carried out the request. */
  readonly doubtful: boolean;
};

/**
 * The fault for what a credential, the SDK or a transport has thrown; undefined for a bug. The fault keeps nothing of
 * the original but its text: an SDK error holds the request, and the request holds the token.
 */
export const faultOfThrown = (error: unknown, context: Pick<FaultContext, 'what'>): ThrownFault | undefined => {
  if (error instanceof PicketError) return { fault: error, again: false, doubtful: false };
  const thrown = describe(error);
  if (thrown === undefined) return undefined;
  if (isSignIn(thrown)) return { fault: signInFault(error, thrown), again: false, doubtful: false };
  if (isOfFiles(thrown)) return { fault: fileFault(thrown, context), again: false, doubtful: false };
  if (thrown.name !== 'RestError' && thrown.code === undefined) return undefined;
  const code = thrown.code ?? 'connection';
  const fault = new PicketError(
    'service',
    `The connection to Azure failed for ${context.what}: ${plainText(thrown.message)} (${code})`,
    {
      code: 'connection',
      failure: 'connection',
      hint: 'Check the network, the proxy settings (HTTPS_PROXY, NO_PROXY) and the cloud of the workspace in picket.yaml.',
    },
  );
  return { fault, again: !permanent.test(code), doubtful: !unsent.test(code) };
};

const isSignIn = ({ name, message }: Thrown): boolean =>
  /^(CredentialUnavailableError|AuthenticationError|AggregateAuthenticationError|AuthenticationRequiredError)$/.test(
    name,
  ) || /\bAADSTS\d+\b/.test(message);

const membersOf = (error: unknown): readonly Thrown[] => {
  if (typeof error !== 'object' || error === null || !('errors' in error) || !Array.isArray(error.errors)) return [];
  return error.errors.flatMap((member: unknown) => describe(member) ?? []);
};

const firstSentence = (text: string): string => (text.split(/\.(?:\s|$)/)[0] ?? '').slice(0, 100);

/** `AzureCliCredential (not logged in)`: who was asked and why he has nothing. */
const tried = ({ message }: Thrown): string => {
  const text = plainText(message);
  const name = /\b(\w+Credential)\b/.exec(text)?.[1];
  if (name === undefined) return firstSentence(text.replace(/^Error: /, ''));
  const reason = firstSentence(text.slice(text.indexOf(name) + name.length).replace(/^[\s:,-]+/, ''));
  return reason === '' ? name : `${name} (${reason})`;
};

const signInFault = (error: unknown, thrown: Thrown): PicketError => {
  const all = [thrown, ...membersOf(error)];
  const aadsts = /\bAADSTS\d+\b/.exec(all.map(({ message }) => message).join(' '))?.[0];
  if (aadsts !== undefined) {
    const source = all.find(({ message }) => message.includes(aadsts)) ?? thrown;
    return new PicketError('auth', `Microsoft Entra refused the sign-in: ${plainText(source.message)}`, {
      code: 'sign-in-refused',
      hint: aadstsHints[aadsts] ?? `Look up ${aadsts} in Microsoft's list of Entra sign-in errors.`,
    });
  }
  const attempts = membersOf(error);
  const list = (attempts.length === 0 ? [thrown] : attempts).map(tried).join('; ');
  return new PicketError('auth', `No credential for Azure was found. Tried: ${list}`, {
    code: 'no-credential',
    hint: 'Sign in with `az login`, or set AZURE_CLIENT_ID and AZURE_TENANT_ID (in GitHub Actions with `permissions: id-token: write`).',
  });
};

/** Source: Microsoft Learn, "Microsoft Entra authentication and authorization error codes". */
const aadstsHints: Readonly<Record<string, string>> = {
  AADSTS700024:
    'The assertion of the workflow has expired: set AZURE_CLIENT_ID and AZURE_TENANT_ID on the step that runs picket instead of relying on azure/login, then a new one is asked for whenever it is needed.',
  AADSTS700016: 'The application (AZURE_CLIENT_ID) does not exist in the tenant: check AZURE_CLIENT_ID and tenantId.',
  AADSTS70021:
    'No federated credential of the application matches this workflow: its subject must name this repository and branch or environment.',
  AADSTS700213:
    'No federated credential of the application matches this workflow: its subject must name this repository and branch or environment.',
  AADSTS7000215: 'The client secret is wrong: set AZURE_CLIENT_SECRET to the value of the secret, not to its id.',
  AADSTS7000222: 'The client secret has expired: make a new one, or better use workload identity federation.',
  AADSTS90002: 'There is no such tenant: check tenantId of the workspace in picket.yaml and AZURE_TENANT_ID.',
  AADSTS50076: 'Multi-factor authentication is needed: sign in again with `az login`.',
  AADSTS700082: 'The sign-in has expired: run `az login` again.',
};
