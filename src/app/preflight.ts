import { PicketError } from '../core/errors.ts';
import type { Plan } from '../core/change.ts';
import { isUnknown } from '../core/ports.ts';
import type { Session } from './judge.ts';

const resourceAction = (type: string, operation: 'put' | 'delete' | 'mark'): string =>
  `Microsoft.SecurityInsights/${type}/${operation === 'delete' ? 'delete' : 'write'}`;

/** The permissions that the writes of a plan need. */
const actionsOf = (plan: Plan): readonly string[] => [
  ...new Set(
    plan.changes.flatMap(({ writes }) =>
      writes.map((write) =>
        resourceAction(write.operation === 'mark' ? 'metadata' : write.resource.type, write.operation),
      ),
    ),
  ),
];

/**
 * Asks, before the first write, what would make every write fail: a workspace without Sentinel, a missing role. What
 * the caller may not ask stays unasked. Rejects with an `auth` or `refusal` error that names what is missing and where.
 */
export const preflight = async (session: Session, plan: Plan): Promise<void> => {
  const { facts } = session.connection;
  const { workspaceName, resourceGroup, subscriptionId } = session.workspace;
  const [onboarded, missing] = await Promise.all([facts.onboarded(), facts.missingPermissions(actionsOf(plan))]);
  if (onboarded === false)
    throw new PicketError('refusal', `The workspace ${workspaceName} is not onboarded to Microsoft Sentinel.`, {
      code: 'not-onboarded',
      hint: 'Add Sentinel to the workspace in the portal, or name another workspace in picket.yaml.',
    });
  if (!isUnknown(missing) && missing.length > 0)
    throw new PicketError('auth', `You may not ${missing.join(', ')} in the workspace ${workspaceName}.`, {
      code: 'missing-permission',
      hint: `Ask for the role Microsoft Sentinel Contributor on /subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}.`,
    });
};
