import type { ConnectOptions } from '../../src/azure/connect.ts';
import { PicketError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json.ts';
import type { WireRequest, WireResponse } from '../../src/core/ports.ts';
import { workspacePath } from '../../src/core/resource.ts';
import { answer, connect, secret, target, type Handler, type Session } from './fake-service.ts';

export const base = workspacePath(target);
export const short = (text: string): string =>
  text.replaceAll(secret, 'SECRET').replaceAll(base, '~').replaceAll(encodeURIComponent(base), '~');

const outcome = async (work: Promise<unknown>): Promise<string> => {
  try {
    return JSON.stringify(await work) ?? 'undefined';
  } catch (error) {
    if (!(error instanceof PicketError)) return `a bug: ${String(error)}`;
    const { kind, code, failure, status, message, hint } = error;
    return [kind, code, failure, status, message, hint].join(' | ');
  }
};

const kept = new Set(['accept', 'content-type', 'if-match', 'if-none-match', 'prefer', 'authorization']);
const inWords = ({ method, url, headers, body }: WireRequest): string =>
  [
    `${method} ${short(url)}`,
    ...Object.entries(headers)
      .filter(([name]) => kept.has(name))
      .map(([name, value]) => `${name}: ${short(value)}`)
      .toSorted(),
    ...(body === undefined ? [] : [body]),
  ].join(' | ');

export type Work = (session: Session) => Promise<unknown>;
/** What comes of something, and all that was asked on the way. */
export const tried = async (
  words: string,
  handler: Handler,
  work: Work,
  options: Partial<ConnectOptions> = {},
): Promise<readonly string[]> => {
  const session = connect(handler, options);
  const began = session.clock.now();
  const came = await outcome(work(session));
  const waited = session.clock.now() - began;
  return [
    `${words}: ${short(came)}${waited === 0 ? '' : ` after ${waited} ms`}`,
    ...session.requests.map((request) => `  ${inWords(request)}`),
  ];
};

/** A list in one page. */
export const value = (...items: readonly JsonValue[]): WireResponse => answer(200, { value: items });
