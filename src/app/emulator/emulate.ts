import { resolve } from 'node:path';
import type { Io } from '../../core/io.ts';
import { errorCode, PicketError } from '../../core/errors.ts';
import { isObject, parseJson } from '../../core/json.ts';
import { createEmulator, parseSettings, type SettingOverrides } from '../../emulator/index.ts';
import { serveEmulator } from '../../emulator/http.ts';
import { memoryStore } from '../../emulator/store/store.ts';
import { readText } from '../../files/disk.ts';
import { emulatedStore, profiledSettings } from './emulated-store.ts';
import { shippedTables } from '../query-schema.ts';

export type EmulateRequest = {
  /** 0 for any free port. */
  readonly port: number;
  /** File of the store, relative to the working directory; undefined keeps it in memory. */
  readonly state: string | undefined;
  /** JSON file of settings that differ from the defaults, relative to the working directory. */
  readonly settings: string | undefined;
};

/** Throws a `config` error for a file that is none, or names a setting that there is not. */
const readSettings = async (io: Pick<Io, 'cwd'>, file: string): Promise<SettingOverrides> => {
  const value = parseJson((await readText(resolve(io.cwd, file))) ?? '');
  if (isObject(value)) return parseSettings(value);
  throw new PicketError('config', `${file} is no JSON object with settings of the emulator.`, {
    code: 'emulator-settings',
    hint: 'For example: {"latency": 50, "ifMatch": "ignored"}.',
  });
};

/** What the emulator does otherwise than its defaults: what a probe found out about Azure, and what the file says. */
const settingsOf = async (io: Pick<Io, 'cwd'>, file: string | undefined): Promise<SettingOverrides> => ({
  ...(await profiledSettings(io.cwd)),
  ...(file === undefined ? {} : await readSettings(io, file)),
});

const portReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be used by this user',
};

/** Why a port cannot be had, in one line; anything else stays as it was thrown. */
const unserved = (error: unknown, port: number): unknown => {
  const reason = portReasons[errorCode(error) ?? ''];
  if (reason === undefined) return error;
  return new PicketError('config', `The port ${port} ${reason}.`, {
    code: 'emulator-port',
    cause: error,
    hint: 'Name another one with --port; 0 takes any free one.',
  });
};

/** Serves a local Sentinel workspace on the loopback interface until the run is interrupted. */
export const emulate = async (io: Io, request: EmulateRequest, listening: (url: string) => void): Promise<void> => {
  const store = request.state === undefined ? memoryStore() : await emulatedStore(io, resolve(io.cwd, request.state));
  const transport = createEmulator({
    store,
    clock: io.clock,
    settings: await settingsOf(io, request.settings),
    shipped: shippedTables,
  });
  const server = await serveEmulator({ transport, port: request.port }).catch((error: unknown) => {
    throw unserved(error, request.port);
  });
  listening(server.url);
  if (!io.signals.stop.aborted)
    await new Promise<void>((done) => {
      io.signals.stop.addEventListener('abort', () => done(), { once: true });
    });
  await server.close();
};
