import { PicketError } from '../core/errors.ts';
import { isArray, isObject, type JsonObject } from '../core/json.ts';
import type { Arm } from './arm.ts';
import { faultOfAnswer, protocolFault, type FaultContext } from './faults.ts';

const mostPages = 1000;

/**
 * All members of a list over all its pages. A next page on another host is refused, because the token would go there;
 * so is a page that was there before. Rejects with a PicketError; a 404 is one too.
 */
export const readPages = async (
  arm: Arm,
  first: string,
  context: FaultContext,
  signal: AbortSignal | undefined,
): Promise<readonly JsonObject[]> => {
  const items: JsonObject[] = [];
  const seen = new Set<string>();
  for (let url: string | undefined = first; url !== undefined;) {
    if (seen.has(url) || seen.size >= mostPages) throw endless(context, seen.size);
    seen.add(url);
    const { status, body, text } = await arm({ method: 'GET', url, expects: 'object', context, signal });
    if (status === 404) throw faultOfAnswer(status, text, context);
    const value = body?.['value'];
    if (!isArray(value)) throw protocolFault(status, 'no list named `value`', text, context);
    for (const item of value) {
      if (!isObject(item)) throw protocolFault(status, 'a member of the list is no object', text, context);
      items.push(item);
    }
    url = nextPage(first, url, body?.['nextLink'], context);
  }
  return items;
};

const nextPage = (first: string, current: string, link: unknown, context: FaultContext): string | undefined => {
  if (typeof link !== 'string' || link === '') return undefined;
  const next = URL.canParse(link, current) ? new URL(link, current) : undefined;
  if (next?.origin === new URL(first).origin && next.username === '' && next.password === '') return next.href;
  throw new PicketError(
    'service',
    `The next page of ${context.what} is on another host (${next?.host ?? 'no address'}); it was not asked, and no token was sent there`,
    {
      code: 'foreign-next-link',
      failure: 'protocol',
      hint: `Only ${new URL(first).origin} is trusted: check for a proxy between here and Azure.`,
    },
  );
};

const endless = (context: FaultContext, pages: number): PicketError =>
  new PicketError(
    'service',
    `The list for ${context.what} does not end: a page repeats, or there are more than ${mostPages} (${pages} read)`,
    {
      code: 'endless-list',
      failure: 'protocol',
    },
  );
