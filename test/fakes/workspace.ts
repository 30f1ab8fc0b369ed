import { PicketError, type ServiceFailureClass } from '../../src/core/errors.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import type { Clock, Workspace, WriteCondition } from '../../src/core/ports.ts';
import {
  resourcePath,
  type LiveResource,
  type Resource,
  type ResourceType,
  type WorkspaceTarget,
} from '../../src/core/resource.ts';

/** One call that a workspace got, in the order in which they began. */
export type Call = {
  readonly method: 'list' | 'get' | 'put' | 'remove';
  readonly type: ResourceType;
  readonly name?: string;
  readonly condition?: WriteCondition['kind'];
};

/**
 * What goes wrong with a call. `before`: the service does nothing and answers so; `after`: it does what it was asked to
 * and the answer is lost. `edit` runs before the call is handled, as somebody else's request would.
 */
export type Fault = {
  readonly failure?: ServiceFailureClass;
  readonly when?: 'before' | 'after';
  readonly message?: string;
  readonly edit?: (workspace: FakeWorkspace) => void;
};

export type FakeWorkspace = Workspace & {
  readonly calls: readonly Call[];
  /** Writes alone: `put` and `remove`. */
  readonly writes: () => readonly Call[];
  /** An edit past Picket: sets a resource with a new etag, or removes it where there is no body. */
  readonly edit: (type: ResourceType, name: string, body?: JsonObject) => void;
  readonly read: (type: ResourceType, name: string) => LiveResource | undefined;
};

export type FakeOptions = {
  readonly target: WorkspaceTarget;
  readonly resources?: readonly Resource[];
  /** Called for each call with its index from 0. */
  readonly fault?: (call: Call, index: number) => Fault | undefined;
  /** Whether conditions count; `ignored` is a service that overwrites whatever is there. */
  readonly conditions?: 'checked' | 'ignored';
  /** What the service makes of a rule that it is sent. */
  readonly echo?: (body: JsonObject) => JsonObject;
  /** With a clock each call takes a millisecond. */
  readonly clock?: Clock;
};

const keyOf = (type: ResourceType, name: string): string => `${type}/${name.toLowerCase()}`;

const refuse = (failure: ServiceFailureClass, message: string): PicketError =>
  new PicketError('service', message, { code: failure, failure });

/** An in-memory workspace with etags and conditions; every call can fail, and can be preceded by somebody's edit. */
export const fakeWorkspace = (options: FakeOptions): FakeWorkspace => {
  const { target } = options;
  const store = new Map<string, LiveResource>();
  const calls: Call[] = [];
  let version = 0;

  const keep = ({ type, name, body }: Resource): LiveResource => {
    const old = store.get(keyOf(type, name));
    version += 1;
    const { etag: _, ...rest } = body;
    const spelled = old?.name ?? name;
    const live = { type, name: spelled, id: resourcePath(target, type, spelled), etag: `"${version}"`, body: rest };
    store.set(keyOf(type, name), live);
    return live;
  };

  const check = (type: ResourceType, name: string, condition: WriteCondition): void => {
    if (options.conditions === 'ignored') return;
    const there = store.get(keyOf(type, name));
    if (condition.kind === 'absent' && there !== undefined) throw refuse('precondition', `${type}/${name} exists`);
    if (condition.kind === 'unchanged' && there?.etag !== condition.etag)
      throw refuse('precondition', `${type}/${name} has another etag`);
  };

  const call = async <T>(entry: Call, handle: () => T): Promise<T> => {
    const index = calls.push(entry) - 1;
    const fault = options.fault?.(entry, index);
    await options.clock?.sleep(1);
    fault?.edit?.(workspace);
    const error =
      fault?.failure === undefined ? undefined : refuse(fault.failure, fault.message ?? `injected: ${fault.failure}`);
    if (error !== undefined && fault?.when !== 'after') throw error;
    const result = handle();
    if (error !== undefined) throw error;
    return result;
  };

  /** The read that a condition asks for directly before the write. */
  const readBefore = async (type: ResourceType, name: string, condition: WriteCondition): Promise<void> => {
    if (condition.kind === 'any' || condition.check === undefined) return;
    const there = await call({ method: 'get', type, name }, () => store.get(keyOf(type, name)));
    if (condition.kind === 'absent') {
      if (there !== undefined) throw refuse('precondition', `${type}/${name} exists`);
      return;
    }
    if (there !== undefined && there.etag !== condition.etag)
      throw refuse('precondition', `${type}/${name} has another etag`);
  };

  for (const resource of options.resources ?? []) keep(resource);

  const workspace: FakeWorkspace = {
    target,
    calls,
    writes: () => calls.filter(({ method }) => method === 'put' || method === 'remove'),
    list: (type) => call({ method: 'list', type }, () => [...store.values()].filter((item) => item.type === type)),
    get: (type, name) => call({ method: 'get', type, name }, () => store.get(keyOf(type, name))),
    put: async (resource, condition) => {
      await readBefore(resource.type, resource.name, condition);
      if (
        condition.kind === 'unchanged' &&
        condition.check === 'read' &&
        !store.has(keyOf(resource.type, resource.name))
      )
        throw refuse('precondition', `${resource.type}/${resource.name} is gone`);
      return call({ method: 'put', type: resource.type, name: resource.name, condition: condition.kind }, () => {
        check(resource.type, resource.name, condition);
        const echo = resource.type === 'alertRules' ? options.echo : undefined;
        return keep(echo === undefined ? resource : { ...resource, body: echo(resource.body) });
      });
    },
    remove: async (type, name, condition) => {
      await readBefore(type, name, condition);
      return call({ method: 'remove', type, name, condition: condition.kind }, () => {
        if (!store.has(keyOf(type, name))) return 'absent';
        check(type, name, condition);
        store.delete(keyOf(type, name));
        return 'deleted';
      });
    },
    edit: (type, name, body) => {
      if (body === undefined) store.delete(keyOf(type, name));
      else keep({ type, name, body });
    },
    read: (type, name) => store.get(keyOf(type, name)),
  };
  return workspace;
};

/** A body with some properties set. */
export const withProperties = (body: JsonObject, properties: JsonObject): JsonObject => ({
  ...body,
  properties: { ...(isObject(body['properties']) ? body['properties'] : {}), ...properties },
});
