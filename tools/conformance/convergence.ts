import { setTimeout as sleep } from 'node:timers/promises';
import { apply } from '../../src/app/change/apply.ts';
import { connectWorkspace } from '../../src/azure/connect.ts';
import { contentTypes, kindOf } from '../../src/content/index.ts';
import type { Desired, Plan, Verdict } from '../../src/core/engine/change.ts';
import { compare } from '../../src/core/engine/compare.ts';
import type { ManagedType } from '../../src/core/engine/managed-type.ts';
import { plan } from '../../src/core/plan/plan.ts';
import { isObject } from '../../src/core/json.ts';
import type { Clock, Transport } from '../../src/core/ports.ts';
import type { Resource } from '../../src/core/resource.ts';
import { createEmulator, memoryStore, settingMatrix, type SettingOverrides } from '../../src/emulator/index.ts';
import { conformanceNow } from './corpus.ts';
import { none, type Result } from './result.ts';

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-conformance',
  cloud: 'public',
} as const;
const project = { name: 'conformance', id: '8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47' };
const types = contentTypes.map((type) => type.managed({ now: conformanceNow }));
const typeOf = (name: string): ManagedType => {
  const type = types.find((one) => one.name === name);
  if (type === undefined) throw new Error(`There is no type ${name}.`);
  return type;
};

/** A fixed date, and real waits: the emulator is fast, and what is waited for (read lag) is short. */
const conformanceClock = (): Clock => {
  const began = Date.now();
  return {
    now: () => conformanceNow + Date.now() - began,
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
    },
  };
};

const boundless = { burst: 1_000_000, perSecond: 1_000_000 };
const rates = { read: boundless, write: boundless, delete: boundless };
const bucket = { size: 1_000_000, perSecond: 1_000_000 };

const connect = (transport: Transport, clock: Clock) =>
  connectWorkspace({
    kindOf,
    watched: types.map(({ resource }) => resource),
    target,
    transport,
    clock,
    rates,
    version: 'conformance',
  }).workspace;

const planOf = async (resources: readonly Resource[], transport: Transport, clock: Clock): Promise<Plan> => {
  const workspace = connect(transport, clock);
  const metadata = await workspace.list('metadata');
  const verdicts: Verdict[] = [];
  for (const {
    name,
    resource: { collection, isOurs },
  } of contentTypes) {
    const type = typeOf(name);
    const desired = resources
      // Types may share a collection: the body says whose a resource is.
      .filter((resource) => resource.type === collection && isOurs?.({ ...resource, id: '', etag: '*' }) !== false)
      .map((resource): Desired => ({
        type: type.name,
        resource,
        displayName: resource.name,
        version: undefined,
        path: resource.name,
      }));
    const live = (await workspace.list(collection)).filter((item) => isOurs?.(item) !== false);
    verdicts.push(...compare({ desired, live, metadata, project, ownership: 'markers', type }));
  }
  return plan(verdicts, {
    workspace: 'conformance',
    target,
    ownership: 'markers',
    content: 'complete',
    types,
    typeOf,
    now: conformanceNow,
    limits: { scheduledRules: 100_000, nrtRules: 100_000 },
  });
};

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

const pathless = (overrides: SettingOverrides): string => JSON.stringify(overrides);

const displayNameOf = ({ body }: Resource): string => {
  const { properties } = body;
  const name = isObject(properties) ? properties['displayName'] : undefined;
  return typeof name === 'string' ? name.toLowerCase() : '';
};

/** What a service takes that refuses ids which are no GUIDs, or a second rule of the same name. */
const acceptedBy = (settings: SettingOverrides, resources: readonly Resource[]): readonly Resource[] => {
  const named =
    settings.displayNames === 'unique'
      ? [...new Map(resources.map((resource) => [displayNameOf(resource), resource])).values()]
      : resources;
  return settings.ruleIds === 'guid' ? named.filter(({ name }) => guid.test(name)) : named;
};

/** Deploys to an emulated workspace, then plans again: whatever the service does to what it was sent, nothing may be left to do. */
const leftOver = async (resources: readonly Resource[], settings: SettingOverrides): Promise<string[]> => {
  const clock = conformanceClock();
  const accepted = acceptedBy(settings, resources);
  const roomy = {
    quotas: { scheduled: 100_000, nrt: 100_000 },
    queries: 'accepted',
    throttle: { reads: bucket, writes: bucket, deletes: bucket },
  } as const;
  const transport = createEmulator({ store: memoryStore(), clock, settings: { ...settings, ...roomy } });
  const outcomes = await apply(await planOf(accepted, transport, clock), {
    workspace: connect(transport, clock),
    clock,
    typeOf,
    project,
  });
  const failed = outcomes
    .filter(({ status }) => status !== 'written')
    .map(({ id, status, reason }) => `${id} ${status}: ${reason ?? ''} with ${pathless(settings)}`);
  // Reads may lag behind writes; a person plans again later than this.
  await clock.sleep(Math.max(settings.readLag ?? 0, settings.metadataReadLag ?? 0));
  const again = await planOf(accepted, transport, clock);
  // Where no marker can be written, that one write stays to be done; it changes nothing that runs.
  const left = again.changes.filter(({ action }) => settings.metadataWrites !== 'refused' || action !== 'refresh');
  return [
    ...failed,
    ...left.map(
      ({ id, action, fields }) => `${id} ${action} ${fields.map(({ at }) => at).join(' ')} with ${pathless(settings)}`,
    ),
  ];
};

/** Every rule against the default emulator, and a slice of them against every alternative of every setting. */
export const checkConvergence = async (resources: readonly Resource[]): Promise<readonly Result[]> => {
  const all = await leftOver(resources, {});
  const alternatives = settingMatrix();
  const other: string[] = [];
  const step = Math.max(1, Math.floor(resources.length / 40));
  const slice = resources.filter((_, index) => index % step === 0);
  for (const { overrides } of alternatives) other.push(...(await leftOver(slice, overrides)));
  return [
    none(`changes left after deploying ${resources.length} published rules to the emulator`, all),
    none(
      `the same with ${slice.length} of them and each of ${alternatives.length} alternatives of the emulator`,
      other,
    ),
  ];
};
