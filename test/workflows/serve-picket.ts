import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/cli/main.ts';
import type { Io } from '../../src/core/io.ts';

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
);
export const packageVersion = manifest.version;

type Asked = {
  readonly call: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};

/** Runs one command line in this process, which has the KQL engine loaded already; a process each would take seconds. */
const run = async (asked: Asked): Promise<{ code: number; out: string; err: string }> => {
  const { argv, cwd, env } = asked;
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
      // Who answers nothing at once in these tests answers nothing later either.
      sleep: async (milliseconds, signal) => {
        await sleep(milliseconds / 50, undefined, signal === undefined ? {} : { signal });
      },
    },
    signals: { stop: idle, abort: idle },
    workers: 0,
  });
  return { code, ...said };
};

/** The last text of a call. It is no name of a variable with its value, so no environment ends with it. */
const callEnd = '\0end of call\0';

/**
 * Asks by bash alone, which costs a tenth of what a Node each would. Each text that is sent ends with a NUL: the name of this
 * call, the folder, how many arguments there are, the arguments, the environment. What is answered goes to standard
 * output; the rest lies in the folder, under the name of the call, and is there when the answer has ended.
 */
const client = (folder: string, port: number): string =>
  [
    // A run from the sources has no version; what is packed has the package's.
    `if [ "$*" = --version ]; then echo '${packageVersion}'; exit; fi`,
    `exec 3<> /dev/tcp/127.0.0.1/${port} || exit 70`,
    `{ printf '%s\\0' "$$" "$(pwd -P)" "$#" "$@"; env -0; printf 'end of call\\0'; } >&3`,
    'cat <&3',
    `said='${folder}'/$$`,
    'if [ -s "$said.err" ]; then cat "$said.err" >&2; fi',
    'read -r code < "$said.code" || exit 70',
    'exit "$code"',
  ].join('\n');

const askedIn = (body: string): Asked => {
  const [call = '', cwd = '', count = '', ...rest] = body.split('\0');
  const variables = rest.slice(Number(count)).filter((line) => line.includes('='));
  return {
    call,
    cwd,
    argv: rest.slice(0, Number(count)),
    env: Object.fromEntries(
      variables.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
  };
};

/** What is sent until a call ends; rejects where the shell that asks is ended before. */
const sent = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let body = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      body += chunk;
      if (body.endsWith(callEnd)) resolve(body);
    });
    socket.on('error', reject);
    socket.on('end', () => reject(new Error('The call ended early.')));
  });

/**
 * Serves what a command `picket` does, every workspace but `local` as if it were in Azure. `script` is how a shell script
 * ends that asks for it; what is said goes by the folder.
 */
export const servePicket = async (
  folder: string,
): Promise<{ readonly script: string; readonly close: () => Promise<void> }> => {
  const kept = join(folder, 'calls');
  await mkdir(kept, { recursive: true });
  const answer = async (socket: Socket): Promise<void> => {
    const asked = askedIn(await sent(socket));
    // Whoever asked must not wait for ever.
    const said = await run(asked).catch((error: unknown) => ({ code: 70, out: '', err: `${String(error)}\n` }));
    await writeFile(join(kept, `${asked.call}.err`), said.err);
    await writeFile(join(kept, `${asked.call}.code`), `${said.code}\n`);
    socket.end(said.out);
  };
  const server = createServer((socket) => {
    // Who asked finds no code then, and says so.
    answer(socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const isPort = (address: AddressInfo | string | null): address is AddressInfo =>
    typeof address === 'object' && address !== null;
  const address = server.address();
  return {
    script: client(kept, isPort(address) ? address.port : 0),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
