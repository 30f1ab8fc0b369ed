import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/cli/main.ts';
import type { Io } from '../../src/core/io.ts';

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
);
const packageVersion = manifest.version;

type Asked = { readonly argv: readonly string[]; readonly cwd: string; readonly env: Readonly<Record<string, string>> };

/** Runs one command line in this process, which has the KQL engine loaded already; a process each would take seconds. */
const run = async (asked: Asked): Promise<{ code: number; out: string; err: string }> => {
  const { argv, cwd, env } = asked;
  // A run from the sources has no version; what is packed has the package's.
  if (argv[0] === '--version') return { code: 0, out: `${packageVersion}\n`, err: '' };
  if (argv[0] === 'workspaces' && argv.includes('--azure')) {
    // An emulated workspace stands for one in Azure, which this command would leave it out for.
    const all = await run({ ...asked, argv: argv.filter((word) => word !== '--azure') });
    if (all.code !== 0) return all;
    const names: readonly string[] = JSON.parse(all.out);
    return { ...all, out: `${JSON.stringify(names.filter((name) => name !== 'local'))}\n` };
  }
  const said = { out: '', err: '' };
  const stream = (name: 'out' | 'err'): Io['out'] => ({
    write: (text) => {
      said[name] += text;
    },
    interactive: false,
    colour: false,
    columns: () => 100,
  });
  const idle = new AbortController().signal;
  const code = await main(argv, {
    out: stream('out'),
    err: stream('err'),
    ask: async () => undefined,
    attended: false,
    env,
    cwd,
    clock: {
      now: () => Date.now(),
      sleep: async (milliseconds, signal) => {
        await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
      },
    },
    signals: { stop: idle, abort: idle },
    workers: 0,
  });
  return { code, ...said };
};

const client = (port: number): string => `
const body = JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd(), env: process.env });
const response = await fetch('http://127.0.0.1:${port}', { method: 'POST', body });
const { code, out, err } = await response.json();
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
`;

/**
 * Serves what a command `picket` does, every workspace but `local` as if it were in Azure. `script` is the last line of a shell script that
 * asks for it; what it needs is written into the folder.
 */
export const servePicket = async (
  folder: string,
): Promise<{ readonly script: string; readonly close: () => Promise<void> }> => {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const asked: Asked = JSON.parse(text);
      response.setHeader('connection', 'close');
      response.end(JSON.stringify(await run(asked)));
    };
    answer().catch((error: unknown) => {
      // Whoever asked must not wait for ever.
      response.statusCode = 500;
      response.end(JSON.stringify({ code: 70, out: '', err: `${String(error)}\n` }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const isPort = (address: AddressInfo | string | null): address is AddressInfo =>
    typeof address === 'object' && address !== null;
  const address = server.address();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'client.mjs'), client(isPort(address) ? address.port : 0));
  return {
    script: `exec '${process.execPath}' '${join(folder, 'client.mjs')}' "$@"`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
