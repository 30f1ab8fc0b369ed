import { isArray, isNothing, isObject, type JsonObject, type JsonValue, listOf, objectOf } from '../core/json.ts';
import type { Clock, Workspace, WriteCondition } from '../core/ports.ts';
import {
  resourcePath,
  versionFor,
  workspacePath,
  type KindOf,
  type LiveResource,
  type Resource,
  type ResourceKind,
  type ResourceType,
  type WorkspaceTarget,
} from '../core/resource.ts';
import type { Arm, Settled } from './arm.ts';
import { faultOfAnswer, protocolFault, saysUnknownWorkspace, type FaultContext } from './faults.ts';
import type { Operation } from './pacing.ts';
import { readPages } from './paging.ts';
import { isStale, readUntil } from './reread.ts';
import {
  answerOf,
  betweenLooks,
  changedMeanwhile,
  checked,
  conditionHeaders,
  lagging,
  liveAnswer,
  liveResource,
  mostWaits,
  nameless,
  refusedLater,
  unfinished,
} from './workspace-answers.ts';

/** Whether what was sent is what is there; decides who made a change after a failure that leaves it open. */
export type SameBody = (type: ResourceType, sent: JsonObject, live: JsonObject) => boolean;

export type WorkspaceOptions = {
  readonly arm: Arm;
  readonly target: WorkspaceTarget;
  /** Azure Resource Manager's address, without a slash at the end. */
  readonly endpoint: string;
  readonly kindOf: KindOf;
  /** What picket.yaml gives the workspace, for the collections that it is meant for. */
  readonly apiVersion: string | undefined;
  readonly sameBody: SameBody;
  readonly clock: Clock;
};

/**
 * True when everything that was sent is there; what the service added does not count, and null, [] and {} count as
 * absent. A comparison that knows the content (spelling of durations, order of sets) is better where there is one.
 */
export const holdsAll = (sent: JsonValue, live: JsonValue | undefined): boolean => {
  if (isNothing(sent) && isNothing(live)) return true;
  if (isObject(sent)) {
    const there = objectOf(live);
    return Object.keys(sent).every((key) => holdsAll(sent[key] ?? null, there[key]));
  }
  if (isArray(sent)) {
    const there = listOf(live);
    return sent.length === there.length && sent.every((item, index) => holdsAll(item, there[index]));
  }
  return sent === live;
};

/** The api-version at which the workspace itself is asked where it is. */
const workspaceVersion = '2023-09-01';

/** The resources of a workspace over Azure Resource Manager, bodies as they are. */
export const createWorkspace = (options: WorkspaceOptions): Workspace => {
  const { arm, target, endpoint, kindOf, sameBody, clock } = options;

  const urlOf = (type: ResourceType, name?: string, asked: Readonly<Record<string, string>> = {}): string => {
    const kind = kindOf(type);
    const query = new URLSearchParams({ 'api-version': versionFor(kind, options.apiVersion), ...asked });
    return `${endpoint}${resourcePath(target, kind, name)}?${query.toString()}`;
  };
  const contextOf = (operation: Operation, what: string): FaultContext => ({ operation, what, target });

  const list: Workspace['list'] = async (type, signal) => {
    const context = contextOf('read', `the list of ${type}`);
    const kind = kindOf(type);
    const items = await readPages(arm, urlOf(type, undefined, kind.ask?.list(target)), context, signal);
    const resources = items.map((item) => liveResource(kind, item) ?? nameless(item, context));
    // A page that moved while it was read repeats a resource: the later answer is the newer one.
    const found = [...new Map(resources.map((resource) => [resource.name.toLowerCase(), resource])).values()];
    if (kind.parts !== undefined) return Promise.all(found.map((resource) => withParts(kind, resource, signal)));
    if (kind.isWhole === undefined) return found;
    const whole: LiveResource[] = [];
    for (const resource of found) {
      const read = kind.isWhole(resource.body) ? resource : await get(type, resource.name, signal);
      if (read !== undefined) whole.push(read);
    }
    return whole;
  };

  /** The resource with what it names of others. */
  const withParts = async (
    { parts }: ResourceKind,
    resource: LiveResource,
    signal: AbortSignal | undefined,
  ): Promise<LiveResource> => {
    const named = parts?.(resource.body) ?? [];
    if (named.length === 0) return resource;
    const read = await Promise.all(
      named.map(async ({ path, apiVersion }) => {
        const url = `${endpoint}${encodeURI(path)}?api-version=${apiVersion}`;
        const context = contextOf('read', path);
        const { status, body } = await arm({ method: 'GET', url, expects: 'resource', context, signal });
        return [path, status === 404 ? null : (body ?? null)] as const;
      }),
    );
    return { ...resource, body: { ...resource.body, parts: Object.fromEntries(read) } };
  };

  const get: Workspace['get'] = async (type, name, signal) => {
    const found = await read(type, name, signal);
    return found === undefined ? undefined : withParts(kindOf(type), found, signal);
  };

  const read: Workspace['get'] = async (type, name, signal) => {
    const context = contextOf('read', `${type}/${name}`);
    const kind = kindOf(type);
    const url = urlOf(type, checked(name), kind.ask?.one(target));
    const answer = await arm({ method: 'GET', url, expects: 'resource', context, signal });
    if (answer.status !== 404) {
      const live = liveAnswer(kind, answer) ?? nameless(answer.body ?? {}, context);
      // What is missing from an answer would be taken for gone, and the next write would make it so.
      if (kind.isWhole?.(live.body) === false)
        throw protocolFault(answer.status, 'the content of the resource', answer.text, context);
      return live;
    }
    if (saysUnknownWorkspace(answer.text)) throw faultOfAnswer(404, answer.text, context);
    return undefined;
  };

  /** The read before a write, where its condition asks for one. A resource that is gone is left to the write itself. */
  const readBefore = (
    type: ResourceType,
    name: string,
    condition: WriteCondition,
    context: FaultContext,
    signal: AbortSignal | undefined,
  ): { readonly before?: () => Promise<void> } => {
    if (condition.kind === 'any') return {};
    // A DELETE has no body: where the version travels there, only a read can tell whether it has moved.
    const isBlind = context.operation === 'delete' && kindOf(type).etag === 'body';
    if (condition.check === undefined && !isBlind) return {};
    return {
      before: async () => {
        if (condition.kind === 'absent') {
          if ((await get(type, name, signal)) !== undefined) throw changedMeanwhile(context);
          return;
        }
        const isGood = (read: LiveResource | undefined): boolean => !isStale(read, condition.etag, clock);
        const live = await readUntil(() => get(type, name, signal), isGood, { clock, signal });
        if (live !== undefined && !isGood(live)) throw lagging(context);
        if (live === undefined ? context.operation === 'write' : live.etag !== condition.etag)
          throw changedMeanwhile(context);
      },
    };
  };

  const placeOf = async (signal: AbortSignal | undefined): Promise<JsonValue | undefined> => {
    const context = contextOf('read', 'the workspace');
    const url = `${endpoint}${workspacePath(target)}?api-version=${workspaceVersion}`;
    const answer = await arm({ method: 'GET', url, expects: 'object', context, signal });
    if (answer.status === 404) throw faultOfAnswer(404, answer.text, context);
    return answer.body?.['location'];
  };

  /** The body with a place on earth: where the resource is, and where the workspace is for a new one. */
  const placed = async (resource: Resource, isNew: boolean, signal: AbortSignal | undefined): Promise<JsonObject> => {
    const { type, name, body } = resource;
    if (kindOf(type).located !== true || body['location'] !== undefined) return body;
    const live = isNew ? undefined : await get(type, name, signal);
    const location = live?.body['location'] ?? (await placeOf(signal));
    return location === undefined ? body : { ...body, location };
  };

  /** What a write comes to, where the service goes on with it after its answer. */
  const finished = async (
    kind: ResourceKind,
    begun: LiveResource,
    context: FaultContext,
    signal: AbortSignal | undefined,
  ): Promise<LiveResource> => {
    let live = begun;
    for (let waits = 0; kind.stateOf !== undefined; waits += 1) {
      const state = kind.stateOf(live.body);
      if (state.is === 'done') return live;
      if (state.is === 'failed') throw refusedLater(context, state.why);
      if (waits === mostWaits) throw unfinished(context);
      await clock.sleep(betweenLooks, signal);
      live = (await read(begun.type, begun.name, signal)) ?? live;
    }
    return live;
  };

  const put: Workspace['put'] = async (resource, condition, signal) => {
    const { type, name } = resource;
    const kind = kindOf(type);
    const context = contextOf('write', `${type}/${name}`);
    const body = await placed(resource, condition.kind === 'absent', signal);
    const settle = async (): Promise<Settled> => {
      const live = await get(type, name, signal);
      if (condition.kind === 'absent' && live === undefined) return { state: 'pending' };
      if (condition.kind === 'unchanged' && live?.etag === condition.etag) return { state: 'pending' };
      if (live !== undefined && sameBody(type, body, live.body)) return { state: 'done', answer: answerOf(live) };
      return { state: 'changed', fault: changedMeanwhile(context) };
    };
    const answer = await arm({
      method: 'PUT',
      url: urlOf(type, checked(name)),
      headers: conditionHeaders(condition, kind),
      // Older versions of the service compare the etag of the body, newer ones the header.
      body: condition.kind === 'unchanged' ? { ...body, etag: condition.etag } : body,
      expects: 'resource',
      context,
      ...(condition.kind === 'any' ? {} : { settle }),
      ...readBefore(type, name, condition, context, signal),
      signal,
    });
    if (answer.status === 404) throw faultOfAnswer(404, answer.text, context);
    const begun = liveAnswer(kind, answer) ?? nameless(answer.body ?? {}, context);
    const live = await withParts(kind, await finished(kind, begun, context, signal), signal);
    const isUpdate = answer.status === 200 && kind.created !== 200;
    return condition.kind === 'absent' && isUpdate && !answer.doubted ? { ...live, replaced: true } : live;
  };

  const remove: Workspace['remove'] = async (type, name, condition, signal) => {
    const context = contextOf('delete', `${type}/${name}`);
    const settle = async (): Promise<Settled> => {
      const live = await get(type, name, signal);
      if (live === undefined) return { state: 'done', answer: { status: 204, headers: {}, body: undefined, text: '' } };
      if (condition.kind !== 'unchanged' || live.etag === condition.etag) return { state: 'pending' };
      return { state: 'changed', fault: changedMeanwhile(context) };
    };
    const answer = await arm({
      method: 'DELETE',
      url: urlOf(type, checked(name), kindOf(type).ask?.remove?.()),
      headers: conditionHeaders(condition, kindOf(type)),
      expects: 'anything',
      context,
      ...(condition.kind === 'unchanged' ? { settle } : {}),
      ...readBefore(type, name, condition, context, signal),
      signal,
    });
    if (answer.status === 404 && saysUnknownWorkspace(answer.text)) throw faultOfAnswer(404, answer.text, context);
    if (kindOf(type).stateOf !== undefined)
      for (let waits = 0; (await get(type, name, signal)) !== undefined; waits += 1) {
        if (waits === mostWaits) throw unfinished(context);
        await clock.sleep(betweenLooks, signal);
      }
    const nothing = answer.status === 404 || answer.status === 204;
    return nothing && !answer.doubted ? 'absent' : 'deleted';
  };

  return { target, list, get, put, remove };
};
