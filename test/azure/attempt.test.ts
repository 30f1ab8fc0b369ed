import { expect, test } from '@jest/globals';
import { attempt } from '../../src/azure/attempt.ts';
import type { Sender } from '../../src/azure/sender.ts';
import { virtualClock } from '../fakes/clock.ts';
import { target } from './fake-service.ts';

const context = { operation: 'write', what: 'the rule r', target } as const;

/** A try under a signal, with a sender that never answers. */
const tried = async (signals: readonly AbortSignal[], send: Sender) =>
  attempt({
    send,
    clock: virtualClock(),
    timeout: 1000,
    request: { method: 'PUT', url: 'https://management.azure.com/x', headers: {} },
    context,
    expects: 'anything',
    signals,
  });

const silent =
  (isSent: boolean): Sender =>
  (_request, onSent) => {
    if (isSent) onSent();
    return new Promise(() => undefined);
  };

test.each([true, false])(
  'a try whose run was ended before ends at once, and is in doubt where it was sent: %j',
  async (isSent) => {
    const going = new AbortController().signal;
    expect(await tried([going, AbortSignal.abort()], silent(isSent))).toMatchObject({
      kind: 'failure',
      next: 'final',
      doubtful: isSent,
      fault: { kind: 'interrupted' },
    });
  },
);
