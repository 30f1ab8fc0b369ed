import type { WireRequest } from '../core/ports.ts';
import { failure, type Reply } from './reply.ts';
import type { EmulatorSettings } from './settings/settings.ts';

type Operation = 'reads' | 'writes' | 'deletes';
type State = { readonly tokens: number; readonly at: number; readonly blockedUntil: number };

export type Throttle = {
  /** Takes a token; gives the headers of an admitted request, or the refusal. `now` in milliseconds. */
  readonly admit: (
    request: Pick<WireRequest, 'method'>,
    subscription: string,
    now: number,
  ) => { readonly headers: Readonly<Record<string, string>> } | { readonly refusal: Reply };
};

const operationOf = (method: WireRequest['method']): Operation => {
  switch (method) {
    case 'GET':
      return 'reads';
    case 'DELETE':
      return 'deletes';
    case 'PUT':
    case 'POST':
    case 'PATCH':
      return 'writes';
  }
};

/** ARM's token buckets, one per subscription and kind of operation, filled by the time that passes. */
export const createThrottle = (settings: EmulatorSettings): Throttle => {
  const states = new Map<string, State>();
  return {
    admit: ({ method }, subscription, now) => {
      const operation = operationOf(method);
      const { size, perSecond } = settings.throttle[operation];
      const key = `${subscription.toLowerCase()}/${operation}`;
      const last = states.get(key) ?? { tokens: size, at: now, blockedUntil: 0 };
      const tokens = Math.min(size, last.tokens + (Math.max(0, now - last.at) / 1000) * perSecond);
      // Rounding of virtual time must not cost a token that is due.
      const early = settings.throttle.earlyRetry === 'restarts' && now < last.blockedUntil;
      if (tokens >= 1 - 1e-9 && !early) {
        states.set(key, { tokens: tokens - 1, at: now, blockedUntil: 0 });
        return { headers: { [`x-ms-ratelimit-remaining-subscription-${operation}`]: String(Math.floor(tokens - 1)) } };
      }
      const seconds = Math.max(1, Math.ceil((1 - tokens) / perSecond));
      states.set(key, { tokens, at: now, blockedUntil: now + seconds * 1000 });
      const headers = settings.throttle.retryAfter === 'seconds' ? { 'retry-after': String(seconds) } : {};
      return {
        refusal: failure(
          429,
          'SubscriptionRequestsThrottled',
          `Number of ${operation} for subscription '${subscription}' exceeded the limit. ` +
            `Please try again after '${seconds}' seconds.`,
          headers,
        ),
      };
    },
  };
};
