import { deepestJson, isObject, isTooDeep, type JsonObject } from '../core/json.ts';
import type { WireRequest } from '../core/ports.ts';
import { isBefore } from './api-version.ts';
import type { Compiled } from './checks/compile.ts';
import { failure, type Reply } from './reply.ts';
import type { Author, Live } from './store/records.ts';
import { sameEtag } from './store/records.ts';
import type { WorkspaceRef } from './route.ts';
import type { EmulatorSettings, EtagMode } from './settings/settings.ts';
import type { View } from './store/store.ts';

/** One request with what its handler needs, apart from the state. */
export type Exchange = {
  readonly request: WireRequest;
  readonly url: URL;
  readonly settings: EmulatorSettings;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Compiles a query in a workspace; undefined where nobody compiles. */
  readonly compile?: ((query: string, view: View, workspace: WorkspaceRef) => Compiled) | undefined;
  /** Scheme and host for links in answers. */
  readonly origin: string;
};

export const apiVersionOf = (exchange: Exchange): string => exchange.url.searchParams.get('api-version') ?? '';

export const authorOf = ({ settings, now }: Exchange): Author => ({
  caller: settings.caller,
  now,
  readLag: settings.readLag,
});

/** The request's body, or the answer to one that is no JSON object. */
export const bodyOf = (request: WireRequest): { readonly body: JsonObject } | { readonly reply: Reply } => {
  const refused = (message: string) => ({ reply: failure(400, 'InvalidRequestContent', message) });
  if (request.body === undefined || request.body === '') return refused('The request content was empty.');
  if (isTooDeep(request.body)) return refused(`The request content was invalid: its depth exceeds ${deepestJson}.`);
  try {
    const body: unknown = JSON.parse(request.body);
    return isObject(body) ? { body } : refused('The request content was invalid: a JSON object is expected.');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refused(`The request content was invalid and could not be deserialized: '${reason}'.`);
  }
};

const moved = (mode: EtagMode, message: string): Reply | undefined => {
  switch (mode) {
    case '412':
      return failure(412, 'PreconditionFailed', message);
    case '409':
      return failure(409, 'Conflict', message);
    case 'ignored':
      return undefined;
  }
};

/** Whether an update without any etag is refused, in the words for a stale one or of its own. */
const checkMissingEtag = (exchange: Exchange, stale: string): Reply | undefined => {
  switch (exchange.settings.etagOnUpdate) {
    case 'by-version':
      return isBefore(apiVersionOf(exchange), '2020-01-01') ? failure(409, 'Conflict', stale) : undefined;
    case 'required':
      return failure(400, 'BadRequest', 'Update request should provide ETag');
    case 'optional':
      return undefined;
  }
};

/**
 * The refusal of a write whose condition does not hold, in the mode that the settings name and with the text for a
 * stale etag; undefined lets it pass.
 */
export const checkConditions = (
  exchange: Exchange,
  live: Live | undefined,
  bodyEtag: string | undefined,
  stale = 'The resource was modified: its etag differs from the one in the request.',
): Reply | undefined => {
  const { request, settings } = exchange;
  const ifMatch = request.headers['if-match'];
  if (request.headers['if-none-match'] === '*' && live !== undefined) {
    const reply = moved(settings.ifNoneMatch, 'The resource already exists.');
    if (reply !== undefined) return reply;
  }
  if (ifMatch !== undefined) {
    const holds = live !== undefined && (ifMatch.trim() === '*' || sameEtag(ifMatch, live.etag));
    return holds ? undefined : moved(settings.ifMatch, stale);
  }
  if (bodyEtag !== undefined && bodyEtag !== '' && bodyEtag !== '*') {
    const holds = live !== undefined && sameEtag(bodyEtag, live.etag);
    return holds ? undefined : moved(settings.bodyEtag, stale);
  }
  // Nobody can be asked for an etag that no answer shows.
  const hasEtag = live !== undefined && live.etag !== '';
  return hasEtag && request.method === 'PUT' ? checkMissingEtag(exchange, stale) : undefined;
};
