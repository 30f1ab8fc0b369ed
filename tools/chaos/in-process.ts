import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/cli/main.ts';

/** How a command ended, and what it said on both streams. */
type Said = { readonly code: number; readonly said: string };

/** Runs a command in this process, whose engine is loaded once. */
export const inThisProcess = async (cwd: string, argv: readonly string[]): Promise<Said> => {
  let said = '';
  const stream = {
    write: (text: string) => {
      said += text;
    },
    interactive: false,
    colour: false,
    columns: () => 100,
  };
  const never = new AbortController().signal;
  setMaxListeners(0, never);
  const code = await main(argv, {
    out: stream,
    err: stream,
    ask: async () => undefined,
    attended: false,
    env: {},
    cwd,
    clock: {
      now: () => Date.now(),
      sleep: async (milliseconds, signal) => {
        await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
      },
    },
    signals: { stop: never, abort: never },
    workers: 0,
  });
  return { code, said };
};
