import { resolve } from 'node:path';
import type { Io } from '../core/io.ts';
import { createEmulator } from '../emulator/index.ts';
import { serveEmulator } from '../emulator/http.ts';
import { fileStore } from '../emulator/file-store.ts';
import { memoryStore } from '../emulator/store.ts';

export type EmulateRequest = {
  /** 0 for any free port. */
  readonly port: number;
  /** File of the store, relative to the working directory; undefined keeps it in memory. */
  readonly state: string | undefined;
};

/** Serves a local Sentinel workspace on the loopback interface until the run is interrupted. */
export const emulate = async (io: Io, request: EmulateRequest, listening: (url: string) => void): Promise<void> => {
  const store = request.state === undefined ? memoryStore() : await fileStore(resolve(io.cwd, request.state));
  const transport = createEmulator({ store, clock: io.clock });
  const server = await serveEmulator({ transport, port: request.port });
  listening(server.url);
  if (!io.signals.stop.aborted)
    await new Promise<void>((done) => {
      io.signals.stop.addEventListener('abort', () => done(), { once: true });
    });
  await server.close();
};
