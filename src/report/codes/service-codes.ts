import type { CodeRow } from './file-codes.ts';

const service = (name: string, summary: string, why: string): CodeRow => [`service/${name}`, 'error', summary, why];

const again = 'What was written stays written. Plan again: the plan shows what is left.';

/** Codes of what the service, or the way to it, did not do: of workspaces of a run, and of single writes. */
export const serviceCodes: readonly CodeRow[] = [
  service(
    'deployment-failed',
    'The service took a write, worked on it, and did not get to its end.',
    'So it is with deployment stacks of playbooks and with lists that are filled in the background. The message has the reason in the words of the service; the next plan shows the resource as one that is still to be deployed.',
  ),
  service(
    'deployment-open',
    'The service was still working on a write or a deletion after half an hour.',
    'Nobody knows yet how it ends. Look at the resource in the portal, and plan again once it is done; nothing is written twice.',
  ),
  service(
    'conflict',
    'Somebody else changed or deleted the resource at the same time.',
    'Nothing is written over what the plan did not show. Plan again and look at what differs.',
  ),
  service(
    'precondition',
    'The resource is not in the state that the write insisted on.',
    'Somebody changed it after it was read. Plan again and look at what differs.',
  ),
  service(
    'stale-read',
    'Reads kept showing an older state than one that was read before, for two minutes.',
    'Nobody can tell what runs, so nothing is written. Plan again in some minutes.',
  ),
  service(
    'invalid',
    'The service refused what was sent.',
    'The message has its reason. Where validate had nothing to say, the workspace knows more than the files: a table, a function or a feature that is missing there.',
  ),
  service('invalid-name', 'The resource has a name that no request can be made of.', 'Give it another id.'),
  service(
    'not-found',
    'The service knows nothing at this place.',
    'Look at the workspace in picket.yaml: its subscription, resource group and name.',
  ),
  service(
    'unknown-workspace',
    'There is no such workspace, or the identity may not see it.',
    'Check subscriptionId, resourceGroup, workspaceName and cloud in picket.yaml, and that the identity has a role there.',
  ),
  service(
    'not-onboarded',
    'The workspace does not have Microsoft Sentinel.',
    'Add it in the portal; `picket doctor` prints the command that does it.',
  ),
  service(
    'recently-deleted',
    'The service blocks the id of a rule that was just deleted.',
    'It does so for about a day. Wait, or give the rule a new id.',
  ),
  service(
    'forbidden',
    'The identity may not do this.',
    '`picket doctor` says which permissions are missing, and prints the commands that give the roles.',
  ),
  service(
    'unauthorized',
    'Azure did not accept the sign-in.',
    'Sign in again with `az login`; check tenantId and cloud of the workspace in picket.yaml.',
  ),
  service(
    'no-credential',
    'There is nothing to sign in with.',
    'Sign in with `az login`, or give the variables of an application; the guide of your pipeline shows them.',
  ),
  service(
    'sign-in-refused',
    'Microsoft Entra ID refused the sign-in.',
    'The message has its reason: mostly a secret that has ended, or a federated credential that is not of this branch or environment.',
  ),
  service(
    'oidc-refused',
    'The pipeline gave no token to sign in with.',
    'The job needs the permission `id-token: write`.',
  ),
  service('throttled', 'Azure asks to wait longer than a request may.', again),
  service('unavailable', 'The service failed, again and again.', again),
  service('timeout', 'No answer came in time.', again),
  service(
    'connection',
    'The connection broke or could not be made.',
    'Check the network and its proxy. What was sent may have been carried out: the next plan shows it.',
  ),
  service(
    'protocol',
    'The answer is not one of the service.',
    'A proxy or a gateway may have answered instead. Of a write it means that no read shows what the service said it took.',
  ),
  service('partial-answer', 'The logs answered with a part of the rows only.', 'Ask for a shorter time, or for less.'),
  service(
    'foreign-next-link',
    'A list goes on at another address than it began.',
    'The token would go there too, so it is not followed. A proxy may have rewritten the answer.',
  ),
  service('endless-list', 'A list has no end.', 'A page of it names itself as the next one. Try again later.'),
  service(
    'marker-taken',
    'The marker of a resource became that of another project meanwhile.',
    'Two projects deploy the same thing. Decide whose it is; take it over by name with `picket adopt`.',
  ),
  service(
    'override-moved',
    'The record of a rule being switched off was changed meanwhile.',
    'Somebody ended or lengthened it. Plan again.',
  ),
  service('emulator-address', 'The address of the emulator is none.', 'Write one such as http://localhost:8080.'),
  service('emulator-unreachable', 'No emulator answers there.', 'Start one with `picket emulator`.'),
  service(
    'kusto-address',
    'The address of the Kusto endpoint is none.',
    'Write one such as https://help.kusto.windows.net.',
  ),
  service(
    'unwritable-file',
    'A file cannot be read or written on this machine.',
    'The message names it and says why: a full disk, a missing right, a file that another program holds.',
  ),
  service('interrupted', 'The run was stopped.', again),
];
