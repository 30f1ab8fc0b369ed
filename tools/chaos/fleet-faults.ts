import { setMaxListeners } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/cli/main.ts';
import type { Io } from '../../src/core/io.ts';
import { isArray, isObject, type JsonObject } from '../../src/core/json.ts';
import type { Transport, WireResponse } from '../../src/core/ports.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, createPortal } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { ruleFile } from './kills.ts';
import { randomOf } from './pairs.ts';
import { ruleId, savedStore } from './scene.ts';

/** How a workspace fails, from one of its requests on. */
const ailments = [
  '429 with Retry-After',
  '429 at first',
  '401',
  '403',
  '404',
  '500',
  '503 at first',
  'malformed JSON',
  'no list',
  'endless pages',
  'page that repeats',
  'time-out',
  'reset',
  'reset at first',
  'empty list',
  'half a list',
] as const;
export type Ailment = (typeof ailments)[number];

/** Those after which a command may still do all it should. */
const passing: ReadonlySet<Ailment> = new Set(['429 at first', '503 at first', 'reset at first']);
const lying: ReadonlySet<Ailment> = new Set(['empty list', 'half a list']);

const count = 10;
const rules = 3;
const names = Array.from({ length: count }, (_, index) => `customers/c${index}`);
const targetOf = (index: number) => ({
  subscriptionId: `00000000-0000-0000-0000-00000000000${index}`,
  resourceGroup: 'rg',
  workspaceName: `law-${index}`,
});

const picketYaml = (url: string): string => `project: { name: faults, id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47 }
fleet: { concurrency: 4 }
workspaces:
${names
  .map((name, index) => {
    const { subscriptionId, resourceGroup, workspaceName } = targetOf(index);
    return `  ${name}: { subscriptionId: ${subscriptionId}, resourceGroup: ${resourceGroup}, workspaceName: ${workspaceName}, emulator: { url: '${url}' } }\n`;
  })
  .join('')}`;

/** Time passes so many times faster than it does: a time-out of a minute takes two seconds. */
const haste = 30;
const began = Date.now();
const clock: Io['clock'] = {
  now: () => Date.UTC(2026, 10, 22, 12) + (Date.now() - began) * haste,
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds / haste, undefined, signal === undefined ? {} : { signal });
  },
};

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
const refusal = (status: number, headers?: Readonly<Record<string, string>>): WireResponse =>
  json(status, { error: { code: `Told${status}`, message: 'The workspace is told to fail.' } }, headers);

const reset = (): never => {
  throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
};

const listOf = ({ body }: WireResponse): readonly unknown[] | undefined => {
  const value: unknown = JSON.parse(body === '' ? 'null' : body);
  return isObject(value) && isArray(value['value']) ? value['value'] : undefined;
};

/** The answer of a workspace that ails; `nth` counts its requests since it began to. */
const answerOf = async (
  ailment: Ailment,
  nth: number,
  request: Parameters<Transport>[0],
  healthy: () => Promise<WireResponse>,
): Promise<WireResponse> => {
  switch (ailment) {
    case '429 with Retry-After':
      return refusal(429, { 'retry-after': '17' });
    case '429 at first':
      return nth <= 2 ? refusal(429, { 'retry-after': '3' }) : healthy();
    case '401':
    case '403':
    case '404':
    case '500':
      return refusal(Number(ailment));
    case '503 at first':
      return nth <= 2 ? refusal(503) : healthy();
    case 'malformed JSON':
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"value": [{"name": ' };
    case 'no list':
      return json(200, { value: { name: 'no list' } });
    case 'endless pages':
    case 'page that repeats': {
      const again = new URL(request.url);
      if (ailment === 'endless pages') again.searchParams.set('$skipToken', String(nth));
      const origin = request.headers['x-picket-host'] ?? again.origin;
      return json(200, { value: [], nextLink: `${origin}${again.pathname}${again.search}` });
    }
    case 'time-out':
      await sleep(60_000, undefined, request.signal === undefined ? {} : { signal: request.signal });
      return refusal(504);
    case 'reset':
      return reset();
    case 'reset at first':
      return nth <= 2 ? reset() : healthy();
    case 'empty list':
    case 'half a list': {
      const answer = await healthy();
      const list = request.method === 'GET' && answer.status === 200 ? listOf(answer) : undefined;
      if (list === undefined) return answer;
      return json(200, { value: ailment === 'empty list' ? [] : list.filter((_, index) => index % 2 === 0) });
    }
  }
};

/** Which workspaces ail, by their number, and from which of their requests on. */
export type Ailing = ReadonlyMap<number, { readonly ailment: Ailment; readonly from: number }>;

/** A fifth of the workspaces, or a few more or less, fail in assorted ways. */
export const assorted = (seed: number): Ailing => {
  const random = randomOf(seed);
  const ailing = new Map<number, { readonly ailment: Ailment; readonly from: number }>();
  const wanted = 1 + Math.floor(random() * 3);
  while (ailing.size < wanted)
    ailing.set(Math.floor(random() * count), {
      ailment: ailments[Math.floor(random() * ailments.length)] ?? '500',
      from: random() < 0.6 ? 1 : 1 + Math.floor(random() * 12),
    });
  return ailing;
};

type Ran = { readonly code: number; readonly runs: readonly JsonObject[]; readonly out: string; readonly err: string };
type Bench = {
  readonly run: (...argv: readonly string[]) => Promise<Ran>;
  readonly write: (path: string, text: string) => Promise<void>;
  readonly files: () => Promise<readonly string[]>;
  readonly save: () => readonly StoreChange[];
  readonly rulesOf: (index: number) => Promise<readonly { readonly name: string; readonly properties: JsonObject }[]>;
  readonly portal: (index: number) => ReturnType<typeof createPortal>;
};

/** A repository and its ten workspaces, of which some ail. */
const onBench = async <T>(
  state: readonly StoreChange[],
  ailing: Ailing,
  work: (bench: Bench) => Promise<T>,
): Promise<T> => {
  const cwd = await mkdtemp(join(tmpdir(), 'picket-fleet-'));
  const { store, save } = savedStore(state);
  const bucket = { size: 1_000_000, perSecond: 1_000_000 };
  const settings = { queries: 'accepted', throttle: { reads: bucket, writes: bucket, deletes: bucket } } as const;
  const emulator = createEmulator({ store, clock, settings });
  const seen = new Map<number, number>();
  const transport: Transport = async (request) => {
    const index = Number(/law-(\d)/i.exec(request.url)?.[1] ?? /0{11}(\d)/.exec(request.url)?.[1] ?? 0);
    const nth = (seen.get(index) ?? 0) + 1;
    seen.set(index, nth);
    const ill = ailing.get(index);
    if (ill === undefined || nth < ill.from) return emulator(request);
    return answerOf(ill.ailment, nth - ill.from + 1, request, () => emulator(request));
  };
  const server = await serveEmulator({ transport, port: 0 });
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  };
  const run = async (...argv: readonly string[]): Promise<Ran> => {
    let [out, err] = ['', ''];
    const stream = (take: (text: string) => void): Io['out'] => ({
      write: take,
      interactive: false,
      colour: false,
      columns: () => 100,
    });
    const signals = { stop: new AbortController().signal, abort: new AbortController().signal };
    setMaxListeners(0, signals.stop, signals.abort);
    const code = await main([...argv, '--format', 'json'], {
      out: stream((text) => (out += text)),
      err: stream((text) => (err += text)),
      ask: async () => undefined,
      attended: false,
      env: {},
      cwd,
      clock,
      signals,
      workers: 0,
    });
    const report: unknown = out.startsWith('{') ? JSON.parse(out) : undefined;
    const runs = isObject(report) && isArray(report['runs']) ? report['runs'].filter(isObject) : [];
    return { code, runs, out, err };
  };
  const portal = (index: number) => createPortal({ store, clock, target: targetOf(index) });
  try {
    await write('picket.yaml', picketYaml(server.url));
    return await work({
      run,
      write,
      save,
      portal,
      rulesOf: async (index) =>
        (await portal(index).rules())
          .map(({ name, properties }) => ({ name, properties }))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      files: async () => {
        const paths = (await readdir(cwd, { recursive: true })).filter(
          (path) => /\.ya?ml$/.test(path) && !path.startsWith('.'),
        );
        const texts = await Promise.all(paths.map((path) => readFile(join(cwd, path), 'utf8')));
        return paths.map((path, index) => `${path}\n${texts[index] ?? ''}`).toSorted();
      },
    });
  } finally {
    await server.close();
    await rm(cwd, { recursive: true, force: true, maxRetries: 5 });
  }
};

const layOut = async ({ write }: Bench, generation: number): Promise<void> => {
  for (let number = 1; number <= rules; number += 1)
    await write(`analytics-rules/${number}.yaml`, ruleFile(number, number === 2 ? generation : 0));
};

const every = ['-w', 'customers/*'];

/** Ten workspaces that hold the first generation; in each somebody has made a rule, and in every third edited one. */
export const fleetState = (): Promise<readonly StoreChange[]> =>
  onBench([], new Map(), async (bench) => {
    await layOut(bench, 0);
    const { code, err } = await bench.run('deploy', '--yes', ...every);
    if (code !== 0) throw new Error(`the scene ended with ${code}: ${err}`);
    for (const index of names.keys()) {
      const portal = bench.portal(index);
      const [known] = await portal.rules();
      if (known === undefined) throw new Error('the scene has no rules');
      const { properties } = known;
      await portal.createRule(`11111111-0000-4000-8000-00000000000${index}`, {
        kind: 'Scheduled',
        properties: { ...properties, displayName: `Made by hand ${index}` },
      });
      if (index % 3 === 0) await portal.editRule(ruleId(1), { severity: 'Low' });
    }
    return bench.save();
  });

export const fleetCommands = ['plan', 'deploy', 'drift', 'pull', 'health'] as const;
export type FleetCommand = (typeof fleetCommands)[number];

const argvOf = (command: FleetCommand): readonly string[] =>
  command === 'deploy' ? ['deploy', '--yes', '--overwrite', 'all', '--allow-changes', '10'] : [command];

/** What a run says, without the moments at which things happened. */
const timeless = (run: JsonObject | undefined): string =>
  JSON.stringify(run ?? null).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');

/** The exit code of several runs, as its rule says it. */
const codeOf = (runs: readonly JsonObject[], isWritten: boolean): number => {
  const codes = runs.map(({ exitCode }) => Number(exitCode));
  const highest = Math.max(0, ...codes);
  if (highest >= 70) return highest;
  return isWritten && codes.some((code) => code !== 0 && code !== 2) ? 6 : highest;
};

/**
 * Runs a command over ten workspaces of which some ail, and over the others alone. What is said of the sound ones, what
 * they hold afterwards and what is written into files must be the same, those that ail must be said to, and nothing may
 * end as a bug.
 */
export const fleetFaultRound = async (
  command: FleetCommand,
  state: readonly StoreChange[],
  ailing: Ailing,
): Promise<readonly string[]> => {
  const sound = [...names.keys()].filter((index) => !ailing.has(index));
  const ranOver = (who: Ailing, selection: readonly string[]) =>
    onBench(state, who, async (bench) => {
      await layOut(bench, 1);
      const ran = await bench.run(...argvOf(command), ...selection);
      return {
        ran,
        files: await bench.files(),
        rules: await Promise.all(names.map((_, index) => bench.rulesOf(index))),
      };
    });
  const whole = await ranOver(ailing, every);
  const runOf = ({ ran }: typeof whole, name: string | undefined) =>
    ran.runs.find(({ workspace }) => workspace === name);
  // What was done before it could fail is done alone, too: of files, it decides what the next workspace finds.
  const isDone = (index: number): boolean =>
    sound.includes(index) || [0, 2].includes(Number(runOf(whole, names[index])?.['exitCode']));
  const alone = await ranOver(
    new Map(),
    names.filter((_, index) => isDone(index)).flatMap((name) => ['-w', name]),
  );
  const wrong: string[] = [];
  if (whole.ran.runs.length !== count) wrong.push(`${whole.ran.runs.length} runs: ${whole.ran.err}`);
  // Of a list that lies, `pull` takes into files what it shows.
  const isLied = command === 'pull' && [...ailing.values()].some(({ ailment }) => lying.has(ailment));
  for (const index of isLied ? [] : sound) {
    const [said, wanted] = [runOf(whole, names[index]), runOf(alone, names[index])].map(timeless);
    if (said !== wanted) wrong.push(`${names[index]} says ${said}\nand alone ${wanted}`);
    const editless = (rules: typeof whole.rules) =>
      JSON.stringify(rules[index]).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');
    if (editless(whole.rules) !== editless(alone.rules)) wrong.push(`${names[index]} holds something else than alone`);
  }
  for (const [index, { ailment, from }] of ailing) {
    const code = Number(runOf(whole, names[index])?.['exitCode']);
    if (code >= 70) wrong.push(`${names[index]} ends with ${code}: ${JSON.stringify(runOf(whole, names[index]))}`);
    const mayPass = passing.has(ailment) || lying.has(ailment) || from > 1;
    if (!mayPass && (code === 0 || code === 2) && command !== 'health')
      wrong.push(`${names[index]} ends with ${code} under ${ailment}`);
    const there = new Set(whole.rules[index]?.map(({ name }) => name));
    for (let number = 1; number <= rules; number += 1)
      if (!there.has(ruleId(number))) wrong.push(`${names[index]} lost rule ${number}`);
    if (!there.has(`11111111-0000-4000-8000-00000000000${index}`))
      wrong.push(`${names[index]} lost what somebody made`);
  }
  const url = /http:\/\/127\.0\.0\.1:\d+/g;
  const [files, wantedFiles] = [whole, alone].map((ran) => ran.files.join('\n').replaceAll(url, ''));
  if (!isLied && files !== wantedFiles) wrong.push('the files are others than alone');
  const isWritten = /"status": "written"|"action": "(created|updated|incomplete)"/.test(whole.ran.out);
  const expected = codeOf(whole.ran.runs, (command === 'deploy' || command === 'pull') && isWritten);
  if (whole.ran.code !== expected) wrong.push(`the exit code is ${whole.ran.code}, not ${expected}`);
  const told = [...ailing].map(([index, { ailment, from }]) => `${names[index]} ${ailment} from ${from}`).join(', ');
  return wrong.map((what) => `${command}, ${told}: ${what}`);
};
