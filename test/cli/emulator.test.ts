import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { emulate } from '../../src/app/emulator/emulate.ts';
import { inFolder, stillIo } from './io.ts';

const isPort = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/** Runs the work while another program listens on a port. */
const withTakenPort = async (work: (port: number) => Promise<void>): Promise<void> => {
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', () => listening());
  });
  const address = server.address();
  try {
    await work(isPort(address) ? address.port : 0);
  } finally {
    await new Promise((closed) => {
      server.close(closed);
    });
  }
};

describe('picket emulator', () => {
  test('says in one line that a port is taken, and what to do', async () => {
    await withTakenPort((port) =>
      inFolder(async ({ picket }) => {
        expect(await picket('emulator', '--port', String(port))).toEqual({
          code: 3,
          out: '',
          err: `error: The port ${port} is taken by another program.\n  Name another one with --port; 0 takes any free one.\n`,
        });
      }),
    );
  });

  test('serves until it is told to stop, and then no longer', async () => {
    await inFolder(async ({ cwd }) => {
      const stop = new AbortController();
      const silent = { write: () => undefined, interactive: false, colour: false, columns: () => 80 };
      const io = {
        ...stillIo(cwd),
        signals: { stop: stop.signal, abort: stop.signal },
        out: silent,
        err: silent,
        ask: async () => undefined,
        attended: false,
        workers: 0,
      };
      let served = Promise.resolve();
      const url = await new Promise<string>((listening) => {
        served = emulate(io, { port: 0, state: undefined, settings: undefined }, listening);
      });
      await sleep(1);
      expect((await fetch(url)).status).toBe(404);
      stop.abort();
      await served;
      await expect(fetch(url)).rejects.toThrow('fetch failed');
    });
  });

  test.each(['log', 'serve'])('%s, which is about the whole workspace, refuses a rule', async (action) => {
    await inFolder(async ({ picket }) => {
      const { code, err } = await picket('emulator', action, 'spray');
      expect(code).toBe(3);
      expect(err).toContain(`\`picket emulator ${action}\` takes no rule, and was given \`spray\`.`);
    });
  });

  test.each([
    { state: 'folder', why: 'it is a folder' },
    { state: 'notes.txt/state.jsonl', why: 'a part of its path is a file' },
    { state: 'notes.txt', why: 'it holds something else' },
    { state: 'empty', why: 'it is empty' },
  ])('says in one line that the state file $state cannot be used: $why', async ({ state, why }) => {
    await inFolder(async ({ picket, cwd, write }) => {
      await write('notes.txt', 'Milk, bread, and a very long list of everything else.\n');
      await write('empty', '');
      await mkdir(join(cwd, 'folder'));
      expect(await picket('emulator', '--port', '0', '--state', state)).toEqual({
        code: 3,
        out: '',
        err: `error: ${state} cannot keep an emulated workspace: ${why}.\n  Name another file, or move this one away.\n`,
      });
    });
  });

  test('says so of the state file of a workspace too, from every command that uses it', async () => {
    await inFolder(async ({ picket, cwd, write }) => {
      await write(
        'picket.yaml',
        'project: {name: one, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}\ncontent: [rules]\n' +
          'workspaces:\n  local:\n    subscriptionId: 00000000-0000-0000-0000-000000000001\n    resourceGroup: rg\n' +
          '    workspaceName: law-one\n    emulator: {state: state}\n',
      );
      await mkdir(join(cwd, 'rules'));
      await mkdir(join(cwd, 'state'));
      for (const command of ['plan', 'drift', 'health']) {
        const { code, err } = await picket(command);
        expect({ command, code, err }).toEqual({
          command,
          code: 3,
          err: 'error: state cannot keep an emulated workspace: it is a folder.\n  Name another file, or move this one away.\n',
        });
      }
    });
  });
});
