import { PicketError } from '../core/errors.ts';
import { type JsonObject, textOf } from '../core/json.ts';
import type { WriteCondition } from '../core/ports.ts';
import type { LiveResource, ResourceKind } from '../core/resource.ts';
import type { ArmAnswer } from './arm.ts';
import { protocolFault, type FaultContext } from './faults.ts';

/** The headers of a write that holds only under a condition; none where the etag travels in the body. */
export const conditionHeaders = (
  condition: WriteCondition,
  { etag }: ResourceKind,
): Readonly<Record<string, string>> => {
  if (etag === 'body') return {};
  if (condition.kind === 'absent') return { 'if-none-match': '*' };
  return condition.kind === 'unchanged' ? { 'if-match': condition.etag } : {};
};

/** A name that would climb out of the collection's path, or address the collection itself, never reaches a URL. */
export const checked = (name: string): string => {
  if (name !== '' && name !== '.' && name !== '..') return name;
  throw new PicketError('service', `"${name}" is no name of a resource`, { code: 'invalid-name', failure: 'invalid' });
};

/** A write was refused because the resource is another one by now. */
export const changedMeanwhile = ({ what }: FaultContext): PicketError =>
  new PicketError('service', `${what} was changed or deleted by somebody else in the meantime`, {
    code: 'conflict',
    failure: 'precondition',
    hint: 'Run `picket plan` again and look at what differs.',
  });

/** Between two looks at what the service is still doing, in milliseconds, and how many of them at most: half an hour. */
export const betweenLooks = 5000;
export const mostWaits = 360;

/** The service took a write, and said later that it did not carry it out. */
export const refusedLater = ({ what }: FaultContext, why: string): PicketError =>
  new PicketError('service', `The deployment of ${what} failed: ${why}`, {
    code: 'deployment-failed',
    failure: 'invalid',
    hint: 'Look at it in the portal, mend what failed, then plan again.',
  });

/** The service took a write and has not finished it for longer than anybody waits. */
export const unfinished = ({ what }: FaultContext): PicketError =>
  new PicketError('service', `${what} is still being deployed or deleted after half an hour`, {
    code: 'deployment-open',
    failure: 'timeout',
    hint: 'Look at it in the portal, then plan again.',
  });

/** A write is not shown yet: what it came to cannot be told. */
export const lagging = ({ what }: FaultContext): PicketError =>
  new PicketError(
    'service',
    `Reads of ${what} show an older version than the one read before, also after two minutes: nobody can tell what runs`,
    { code: 'stale-read', failure: 'unavailable', hint: 'Plan again in some minutes.' },
  );

/** Some answers have no name, and ids without the slash that they begin with (recorded saved searches, 2021 and 2024). */
export const liveResource = (kind: ResourceKind, body: JsonObject, header?: string): LiveResource | undefined => {
  const id = textOf(body['id'])?.replace(/^\/*/, '/');
  const name = textOf(body['name']) ?? id?.slice(id.lastIndexOf('/') + 1);
  if (name === undefined || name === '' || id === undefined) return undefined;
  const etag = textOf(body['etag']) ?? header;
  return { type: kind.collection, name, id, etag, body: kind.read === undefined ? body : kind.read(body) };
};

/** The resource in an answer; undefined where the answer has no body. */
export const liveAnswer = (kind: ResourceKind, { body, headers }: ArmAnswer): LiveResource | undefined =>
  body === undefined ? undefined : liveResource(kind, body, headers['etag']);

/** Throws for an answer that names nothing. */
export const nameless = (body: JsonObject, context: FaultContext): never => {
  throw protocolFault(200, 'a resource without name and id', JSON.stringify(body), context);
};

/** A resource that was read as the answer that a write would have had. */
export const answerOf = (
  live: LiveResource,
): {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: JsonObject;
  readonly text: string;
} => ({
  status: 200,
  headers: live.etag === undefined ? {} : { etag: live.etag },
  body: live.body,
  text: '',
});
