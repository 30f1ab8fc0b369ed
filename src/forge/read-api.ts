import { PicketError } from '../core/errors.ts';
import { parseJson, type JsonObject, type JsonValue } from '../core/json.ts';
import type { Clock } from '../core/ports.ts';
import { isSafeAddress, longestWait, tried } from '../core/service/tried.ts';

export type Fetch = typeof globalThis.fetch;

/** What every edge to a forge's API is given. */
export type ApiEnds = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly version: string;
  readonly signal?: AbortSignal;
};

type ReadApi = {
  /** The forge, as a sentence begins with it. */
  readonly name: string;
  /** The address that paths are added to, and the variable that it comes from. */
  readonly root: string;
  readonly variable: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What to do where the token is refused, as the end of a sentence. */
  readonly right: string;
};

const timeout = 30_000;
/** A page to sign in is what a proxy, or Azure DevOps with 203, answers to who is not known. */
const isRefused = (status: number): boolean => [203, 401, 403, 404].includes(status);

/**
 * Reads JSON of a forge's API; `body` is sent where a question needs one, and changes nothing. The token goes to `root`
 * alone and never over plain HTTP. Rejects with `usage` for such an address, `auth` where the token may not, and `service`
 * where the forge fails, which is tried again before.
 */
export const readApi = ({ name, root, variable, headers, right }: ReadApi, ends: ApiEnds) => {
  const { fetch, signal, version } = ends;
  if (!isSafeAddress(root))
    throw new PicketError('usage', `${variable} must be https, not ${root}.`, {
      code: 'no-forge',
      hint: `Leave ${variable} to the pipeline, or set it to the address that people open.`,
    });
  const failed = (message: string): PicketError =>
    new PicketError('service', message, { code: 'forge-failed', hint: 'Run it again.' });

  const once = (path: string, body: JsonObject | undefined): Promise<Response> =>
    fetch(`${root}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'error',
      headers: {
        accept: 'application/json',
        'user-agent': `picket/${version}`,
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal:
        signal === undefined ? AbortSignal.timeout(timeout) : AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    });

  return (path: string, body?: JsonObject): Promise<JsonValue> => {
    const [shown = path] = path.split('?');
    return tried<JsonValue>(ends, async (isLast) => {
      const answer = await once(path, body).catch((error: unknown) => {
        if (!isLast && signal?.aborted !== true) return undefined;
        throw failed(
          `${name} could not be reached for ${shown}: ${error instanceof Error ? error.message : 'no answer'}`,
        );
      });
      const text = await answer?.text();
      if (answer !== undefined && isRefused(answer.status))
        throw new PicketError('auth', `${name} answered ${answer.status} to ${shown}: ${right}.`, {
          code: 'forge-denied',
          status: answer.status,
          hint: 'Look at what the token may read.',
        });
      if (answer?.ok === true) {
        const value = parseJson(text ?? '');
        if (value !== undefined) return { answer: value };
        throw failed(`${name}'s answer to ${shown} is no JSON: a proxy may have answered instead.`);
      }
      // Both forges say with Retry-After how long their limit lasts.
      const wait = Number(answer?.headers.get('retry-after') ?? 0);
      const isWorthIt = answer === undefined || answer.status === 429 || answer.status >= 500;
      if (answer !== undefined && (isLast || !isWorthIt || wait > longestWait))
        throw failed(`${name} answered ${answer.status} to ${shown}.`);
      return { wait: wait > 0 ? wait * 1000 : undefined };
    });
  };
};
