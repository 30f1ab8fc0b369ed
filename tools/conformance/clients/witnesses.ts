import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serveEmulator } from '../../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../../src/emulator/index.ts';
import { none, type Result } from '../result.ts';
import { witnessInJavaScript } from './javascript.ts';

/** The emulated workspace that a client is pointed at. */
export type WitnessTarget = {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  readonly subscription: string;
  readonly group: string;
  readonly workspace: string;
};

/** What each operation must come to, whoever the client is. */
export const expectedOutcomes: ReadonlyMap<string, string> = new Map([
  ['onboarding: create', 'default'],
  ['onboarding: get', 'default'],
  ['rules: create', 'Low'],
  ['rules: get', 'Scheduled'],
  ['rules: update with its etag', 'High'],
  ['rules: update with a stale etag', 'refused 409 Etag does not match'],
  ['rules: update with a broken query', 'refused 400 SYN0001'],
  ['rules: list', 'BuiltInFusion,witness'],
  ['rules: get an absent one', 'refused 404'],
  ['actions: create', 'run'],
  ['actions: get', '0123'],
  ['actions: list', 'run'],
  ['actions: delete', 'done'],
  ['metadata: create', 'LocalWorkspace'],
  ['metadata: get', 'witness'],
  ['metadata: update', '2'],
  ['metadata: list', 'marker'],
  ['metadata: delete', 'done'],
  ['metadata: get an absent one', 'refused 404'],
  ['automation rules: create', 'Close 0 conditions'],
  ['automation rules: list', 'close'],
  ['automation rules: delete', 'done'],
  ['watchlists: create', 'vips'],
  ['watchlists: get', 'Name'],
  ['watchlists: list', 'vips'],
  ['watchlist rows: list', '2'],
  ['watchlist rows: create', '11111111-0000-4000-8000-000000000001'],
  ['watchlist rows: delete', 'done'],
  ['watchlists: delete', 'done'],
  ['saved searches: create', 'One'],
  ['saved searches: update without an etag', 'refused 409 Newer data'],
  ['saved searches: update with its etag', 'Two'],
  ['saved searches: get', 'Witness_CL'],
  ['saved searches: delete', 'done'],
  ['tables: get', 'Analytics'],
  ['tables: list', 'Witness_CL'],
  ['rules: delete', 'done'],
  ['rules: create a deleted one again', 'refused 400 recently deleted'],
]);

/** Serves a fresh emulated workspace over HTTP while a client works on it. */
export const withServedEmulator = async <T>(work: (target: WitnessTarget) => Promise<T>): Promise<T> => {
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const settings = { onboarded: false, tables: [{ name: 'Witness_CL', columns: { Ip: 'string' } }] };
  const transport = createEmulator({ store: memoryStore(), clock, settings });
  const server = await serveEmulator({ transport, port: 0 });
  try {
    const subscription = '11111111-2222-4333-8444-555555555555';
    return await work({ address: server.url, subscription, group: 'rg-soc', workspace: 'law-soc' });
  } finally {
    await server.close();
  }
};

/** The operations whose outcome is not the expected one, as lines. */
export const unexpected = (outcomes: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...expectedOutcomes.keys(), ...outcomes.keys()])].flatMap((name) => {
    const [expected = 'nothing', found = 'nothing'] = [expectedOutcomes.get(name), outcomes.get(name)];
    return expected === found ? [] : [`${name}: ${found} instead of ${expected}`];
  });

const python = '/usr/bin/python3';

/** Outcomes through the Python SDK of Debian's python3-azure; undefined where it is not installed. */
const witnessInPython = async (target: WitnessTarget): Promise<ReadonlyMap<string, string> | undefined> => {
  const run = promisify(execFile);
  try {
    await run(python, ['-c', 'import azure.mgmt.securityinsight, azure.mgmt.loganalytics']);
  } catch {
    return undefined;
  }
  const script = join('tools', 'conformance', 'clients', 'witness.py');
  const { stdout } = await run(python, [script, JSON.stringify(target)], { timeout: 120_000 });
  const outcomes: Readonly<Record<string, string>> = JSON.parse(stdout);
  return new Map(Object.entries(outcomes));
};

/** Microsoft's own clients as witnesses of the emulator, each against a fresh workspace. */
export const checkClients = async (): Promise<readonly Result[]> => {
  const count = expectedOutcomes.size;
  const javaScript = await withServedEmulator(witnessInJavaScript);
  const inPython = await withServedEmulator(witnessInPython);
  return [
    none(`of ${count} operations through the JavaScript SDK, those that fail`, unexpected(javaScript)),
    inPython === undefined
      ? {
          what: `${count} operations through the Python SDK`,
          value: 'skipped',
          target: 'apt-get install python3-azure',
          met: true,
        }
      : none(`of ${count} operations through the Python SDK, those that fail`, unexpected(inPython)),
  ];
};
