import { describe, expect, test } from '@jest/globals';
import { bring } from '../../../src/app/change/switch.ts';
import { PicketError } from '../../../src/core/errors.ts';
import { valueAt } from '../../../src/core/pointer.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { fakeWorkspace, type Fault } from '../../fakes/workspace.ts';

const target = { subscriptionId: 's', resourceGroup: 'rg', workspaceName: 'law', cloud: 'public' } as const;
const rule: Resource = { type: 'alertRules', name: 'r', body: { properties: { enabled: true, severity: 'Low' } } };
const { signal } = new AbortController();

const switchedOff = (there: Resource): Resource | undefined =>
  valueAt(there.body, '/properties/enabled') === false
    ? undefined
    : { ...there, body: { properties: { ...withSeverity(there), enabled: false } } };

const withSeverity = ({ body }: Resource) => ({ severity: valueAt(body, '/properties/severity') ?? 'Low' });

const faults: readonly Fault[] = [
  { failure: 'connection', when: 'before' },
  { failure: 'connection', when: 'after' },
  { failure: 'timeout', when: 'after' },
  { failure: 'unavailable', when: 'before' },
  { edit: (workspace) => workspace.edit('alertRules', 'r', { properties: { enabled: true, severity: 'High' } }) },
  { failure: 'forbidden', when: 'before' },
];

describe('a resource that is brought to a state', () => {
  test.each(faults.flatMap((fault) => [0, 1, 2, 3].map((at) => ({ fault, at }))))(
    'is there, or the failure is said, whatever goes wrong with a request (%#)',
    async ({ fault, at }) => {
      const workspace = fakeWorkspace({
        target,
        resources: [rule],
        fault: (_, index) => (index === at ? fault : undefined),
      });
      let failed: unknown;
      await bring(rule, (there) => (there === undefined ? undefined : switchedOff(there)), { workspace, signal }).catch(
        (error: unknown) => {
          failed = error;
        },
      );
      const isOff = valueAt(workspace.read('alertRules', 'r')?.body, '/properties/enabled') === false;
      expect(isOff || failed instanceof PicketError).toBe(true);
    },
  );

  test('keeps what somebody changed of it meanwhile', async () => {
    const workspace = fakeWorkspace({
      target,
      resources: [rule],
      fault: (_, index) =>
        index === 1
          ? { edit: (there) => there.edit('alertRules', 'r', { properties: { enabled: true, severity: 'High' } }) }
          : undefined,
    });
    await bring(rule, (there) => (there === undefined ? undefined : switchedOff(there)), { workspace, signal });
    expect(workspace.read('alertRules', 'r')?.body).toMatchObject({ properties: { enabled: false, severity: 'High' } });
  });
});
