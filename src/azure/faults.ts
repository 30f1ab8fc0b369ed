import { PicketError, type ServiceFailureClass } from '../core/errors.ts';
import type { WorkspaceTarget } from '../core/resource.ts';
import type { Operation } from './pacing.ts';
import { plainText, serviceMessage } from './service-message.ts';

/** What was being done when it failed; goes into messages. */
export type FaultContext = {
  /** `alertRules/<id>`, `the list of alertRules`. */
  readonly what: string;
  readonly operation: Operation;
  readonly target: WorkspaceTarget;
};

const failureOf = (status: number): ServiceFailureClass => {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 408:
      return 'timeout';
    case 409:
      return 'conflict';
    case 412:
      return 'precondition';
    case 429:
      return 'throttled';
    default:
      return status >= 500 ? 'unavailable' : status >= 400 ? 'invalid' : 'protocol';
  }
};

const verbs: Readonly<Record<Operation, string>> = { read: 'read', write: 'write', delete: 'delete' };

const place = ({ subscriptionId, resourceGroup }: WorkspaceTarget): string =>
  `resource group ${resourceGroup} of subscription ${subscriptionId}`;

type Known = { readonly code: string; readonly message: string; readonly hint?: string };

/** Answers that mean something to a person beyond their status. */
const known = (status: number, text: string, context: FaultContext): Known | undefined => {
  const { code, message } = serviceMessage(text);
  const { target, operation, what } = context;
  const refused = message === '' ? '' : `: ${message}`;
  if (/not onboarded to|not registered to 'Microsoft\.SecurityInsights'/i.test(message))
    return {
      code: 'not-onboarded',
      message: `Workspace ${target.workspaceName} does not have Microsoft Sentinel${refused}`,
      hint: 'Add Microsoft Sentinel to the workspace in the portal (Microsoft Sentinel, Create), or name another workspace in picket.yaml.',
    };
  if (/was recently deleted/i.test(message))
    return {
      code: 'recently-deleted',
      message: `${what}${refused}`,
      hint: 'The service blocks the id of a deleted rule for about a day: wait, or give the rule a new id.',
    };
  if (status === 403)
    return {
      code: 'forbidden',
      message: `You may not ${verbs[operation]} ${what} in workspace ${target.workspaceName}${refused}`,
      hint:
        operation === 'read'
          ? `Ask for the role Microsoft Sentinel Reader on ${place(target)} (enough for plan and drift).`
          : `Ask for the role Microsoft Sentinel Contributor on ${place(target)}.`,
    };
  if (status === 401)
    return {
      code: 'unauthorized',
      message: `Azure did not accept the sign-in${refused}`,
      hint: 'Sign in again with `az login`; check tenantId and cloud of the workspace in picket.yaml.',
    };
  if (isUnknownWorkspace(status, code, message))
    return {
      code: 'unknown-workspace',
      message: `There is no workspace ${target.workspaceName} in ${place(target)}${refused}`,
      hint: 'Check subscriptionId, resourceGroup, workspaceName and cloud of the workspace in picket.yaml, and that you may see it.',
    };
  return undefined;
};

const isUnknownWorkspace = (status: number, code: string | undefined, message: string): boolean => {
  if (/^(ResourceGroup|Subscription|ParentResource)NotFound$|^InvalidSubscriptionId$/i.test(code ?? '')) return true;
  return status === 404 && /Microsoft\.OperationalInsights\/workspaces\/[^\s/']+'/i.test(message);
};

/** True where a 404 says that the workspace, and not only the resource in it, does not exist. */
export const saysUnknownWorkspace = (text: string): boolean => {
  const { code, message } = serviceMessage(text);
  return isUnknownWorkspace(404, code, message);
};

/** The fault for an answer that is no success: its message is the service's innermost one, and nothing of the request is in it. */
export const faultOfAnswer = (status: number, text: string, context: FaultContext): PicketError => {
  const failure = failureOf(status);
  const kind = failure === 'unauthorized' || failure === 'forbidden' ? 'auth' : 'service';
  const found = known(status, text, context);
  if (found !== undefined) {
    const { code, message, ...rest } = found;
    return new PicketError(kind, message, { code, failure, status, ...rest });
  }
  const { code, message } = serviceMessage(text);
  const answer = [`HTTP ${status}`, code].filter((part) => part !== undefined).join(' ');
  return new PicketError(
    kind,
    `Azure refused to ${verbs[context.operation]} ${context.what} (${answer}): ${message === '' ? 'no message' : message}`,
    {
      code: failure,
      failure,
      status,
      ...hintOf(failure),
    },
  );
};

const hintOf = (failure: ServiceFailureClass): { readonly hint?: string } => {
  switch (failure) {
    case 'conflict':
    case 'precondition':
      return { hint: 'Somebody changed it at the same time: run `picket plan` again and look at what differs.' };
    case 'unavailable':
    case 'timeout':
    case 'throttled':
      return { hint: 'Run the command again later; what was already written stays written.' };
    default:
      return {};
  }
};

/** The fault for an answer that is not what the service sends: no JSON, cut off, or a redirection. */
export const protocolFault = (status: number, problem: string, text: string, context: FaultContext): PicketError => {
  const start = plainText(text).slice(0, 200);
  return new PicketError(
    'service',
    `The answer for ${context.what} is not the service's: ${problem}${start === '' ? '' : ` (${start})`}`,
    {
      code: 'protocol',
      failure: 'protocol',
      status,
      hint: 'A proxy or a gateway between here and Azure may have answered instead: check the network.',
    },
  );
};

/** The fault for an answer with more mappings and lists within one another than Picket walks over. */
export const tooDeepFault = (status: number, levels: number, context: FaultContext): PicketError =>
  new PicketError('service', `The answer for ${context.what} is nested more than ${levels} levels deep`, {
    code: 'protocol',
    failure: 'protocol',
    status,
    hint: 'No rule is: somebody wrote such a resource into the workspace. Find it in the portal and remove it.',
  });

/** The fault for a request that got no answer in time. */
export const timeoutFault = (milliseconds: number, context: FaultContext): PicketError =>
  new PicketError('service', `No answer for ${context.what} within ${milliseconds / 1000} s`, {
    code: 'timeout',
    failure: 'timeout',
    ...hintOf('timeout'),
  });

/** The fault for a service that asks to wait longer than a request may. Both times are in milliseconds. */
export const throttledFault = (asked: number, budget: number, status: number, context: FaultContext): PicketError =>
  new PicketError(
    'service',
    `Azure throttles requests and asks to wait ${Math.ceil(asked / 1000)} s before ${context.what}; a request waits ${budget / 1000} s at most`,
    { code: 'throttled', failure: 'throttled', status, ...hintOf('throttled') },
  );

/** The fault for a run that a person has stopped; `sent` where the request, or an earlier try of it, may have arrived. */
export const interruptedFault = (context: FaultContext, sent: boolean): PicketError => {
  const start = `Interrupted during ${verbs[context.operation]} of ${context.what}`;
  if (context.operation === 'read') return new PicketError('interrupted', start, { code: 'interrupted' });
  return sent
    ? new PicketError('interrupted', `${start}: whether it was carried out is unknown; the next plan shows it`, {
        code: 'interrupted',
        open: true,
      })
    : new PicketError('interrupted', `${start}: it was not sent`, { code: 'interrupted' });
};
