import type { TokenCredential } from '@azure/identity';
import { PicketError } from '../core/errors.ts';
import type {
  AskService,
  Clock,
  FunctionSource,
  Observer,
  QueryLogs,
  Transport,
  Workspace,
  WorkspaceFacts,
} from '../core/ports.ts';
import type { KindOf, ResourcePlace, WorkspaceTarget } from '../core/resource.ts';
import { createArm, defaultPatience, type Patience } from './arm.ts';
import { clouds } from './clouds.ts';
import { createCredential, type CredentialSettings } from './credential.ts';
import { createFacts } from './facts.ts';
import { createLogs } from './logs.ts';
import { azureRates, logRates, type Rates } from './pacing.ts';
import { createPool, type Pool } from './pool.ts';
import { createSender } from './sender.ts';
import { createWorkspace, holdsAll, type SameBody } from './workspace.ts';

export type ConnectOptions = {
  readonly target: WorkspaceTarget;
  /** The collections that are read and written. */
  readonly kindOf: KindOf;
  /** Collections whose changes the activity log is asked for. */
  readonly watched: readonly ResourcePlace[];
  /** Collections with functions that queries call; none unless given, for those who do not ask for them. */
  readonly functions?: readonly FunctionSource[];
  /** Instead of that of the collections that take another one. */
  readonly apiVersion?: string | undefined;
  /** Where tokens come from; undefined for an emulator, which is never sent one. */
  readonly credential?: CredentialSettings | TokenCredential | undefined;
  /** Undefined for the real network. */
  readonly transport?: Transport | undefined;
  readonly clock: Clock;
  readonly observer?: Observer | undefined;
  /** Picket's version, for the user agent. */
  readonly version: string;
  /** Times and numbers of tries; see `defaultPatience`. */
  readonly patience?: Partial<Patience> | undefined;
  readonly rates?: Rates | undefined;
  /** What is shared with the other connections of the process; nothing unless given. */
  readonly pool?: Pool | undefined;
  /** Who signs in, by a name of the caller's own, where not all connections of the pool do as the same. */
  readonly principal?: string | undefined;
  /** Whom the service counts the requests of, where several names sign in as the same application; `principal` unless given. */
  readonly countedAs?: string | undefined;
  /** Cuts off every request. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a body that was sent is the live one; `holdsAll` where absent. */
  readonly sameBody?: SameBody | undefined;
};

export type Connection = {
  readonly workspace: Workspace;
  readonly facts: WorkspaceFacts;
  readonly queryLogs: QueryLogs;
  readonly askLogs: AskService;
};

/**
 * Opens a workspace, of Azure or of an emulator. Nothing is loaded or sent before the first request. Throws a
 * PicketError of kind `config` when neither a credential nor an emulator is given.
 */
export const connectWorkspace = (options: ConnectOptions): Connection => {
  const { target, clock, transport, credential } = options;
  if (transport === undefined && credential === undefined)
    throw new PicketError('config', `Workspace ${target.workspaceName} has neither a credential nor an emulator`, {
      code: 'no-credential',
    });
  const cloud = clouds[target.cloud];
  const pool = options.pool ?? createPool();
  const signedIn = JSON.stringify([target.cloud, target.tenantId?.toLowerCase() ?? '', options.principal ?? '']);
  // A subscription is in one tenant, whichever the workspace names.
  const counted = JSON.stringify([target.cloud, (options.countedAs ?? options.principal ?? '').toLowerCase()]);
  const access = {
    cloud,
    credential:
      credential === undefined ? undefined : () => pool.credential(signedIn, () => credentialOf(credential, target)),
    transport,
    version: options.version,
  };
  const conduct = {
    clock,
    pacer: pool.pacer(`${counted} ${target.subscriptionId.toLowerCase()}`, clock, options.rates ?? azureRates),
    patience: { ...defaultPatience, ...options.patience },
    observer: options.observer ?? (() => undefined),
    signal: options.signal,
  };
  const arm = createArm({ ...conduct, send: createSender({ ...access, subscriptionId: target.subscriptionId }) });
  const logPacer = pool.pacer(
    `${counted} logs`,
    clock,
    options.rates ?? (transport === undefined ? logRates : azureRates),
  );
  const sameBody: SameBody = options.sameBody ?? ((_type, sent, live) => holdsAll(sent, live));
  return {
    workspace: createWorkspace({
      arm,
      target,
      endpoint: cloud.endpoint,
      kindOf: options.kindOf,
      apiVersion: options.apiVersion,
      sameBody,
      clock,
    }),
    facts: createFacts({
      arm,
      target,
      endpoint: cloud.endpoint,
      clock,
      watched: options.watched,
      functions: options.functions ?? [],
    }),
    ...createLogs({ ...conduct, pacer: logPacer, ...access, target }),
  };
};

const credentialOf = async (
  credential: CredentialSettings | TokenCredential,
  target: WorkspaceTarget,
): Promise<TokenCredential> => ('getToken' in credential ? credential : createCredential(credential, target));
