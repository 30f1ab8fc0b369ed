import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectWorkspace } from '../../src/azure/connect.ts';
import { httpEmulatorTransport } from '../../src/azure/http-emulator.ts';
import { contentTypes, firstType, kindOf } from '../../src/content/index.ts';
import { rowsOf } from '../../src/core/resource.ts';
import type { Transport } from '../../src/core/ports.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { inThisProcess } from '../chaos/in-process.ts';
import type { Figure } from './measure.ts';

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-bench',
  cloud: 'public',
} as const;
const rows = 10_000;
const pages = rows / 100;

const config = (url: string): string =>
  JSON.stringify({
    project: { name: 'bench', id: '8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47' },
    workspaces: { local: { ...target, cloud: undefined, emulator: { url } } },
  });

/** Lines of a list of which the first `changed` say something else. */
const lines = (changed: number): string =>
  `Address,Owner\n${Array.from({ length: rows }, (_, index) => `10.0.${Math.floor(index / 256)}.${index % 256},${index < changed ? 'moved' : 'team'} ${index % 40}\n`).join('')}`;

const bucket = { size: 1_000_000, perSecond: 1_000_000 };
const throttle = { reads: bucket, writes: bucket, deletes: bucket };
const boundless = { burst: 1_000_000, perSecond: 1_000_000 };

/** Milliseconds of the processor that this process has had: what else the machine does hits a long run unevenly. */
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** A plan of a list of 10,000 rows, and a deployment of 50 writes of rows, by their requests; a plan against listing them. */
export const listRows = async (): Promise<readonly Figure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-bench-'));
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const emulator = createEmulator({ store: memoryStore(), clock, settings: { throttle } });
  let requests = 0;
  const transport: Transport = (request) => {
    requests += 1;
    return emulator(request);
  };
  const server = await serveEmulator({ transport, port: 0 });
  const picket = async (...argv: readonly string[]): Promise<number> => {
    requests = 0;
    const { code, said } = await inThisProcess(folder, argv);
    if (code !== 0) throw new Error(`picket ${argv.join(' ')} ended with ${code}: ${said}`);
    return requests;
  };
  try {
    const list = join(folder, 'watchlists', 'Addresses');
    await mkdir(list, { recursive: true });
    await writeFile(join(folder, 'picket.yaml'), config(server.url));
    const described = { watchlistAlias: 'Addresses', displayName: 'Addresses', itemsSearchKey: 'Address' };
    await writeFile(join(list, 'watchlist.json'), JSON.stringify(described));
    await writeFile(join(list, 'data.csv'), lines(0));
    await picket('deploy', '--yes');
    const { workspace } = connectWorkspace({
      kindOf,
      watched: [firstType.resource],
      target,
      transport: httpEmulatorTransport(server.url),
      clock: { now: () => Date.now(), sleep: () => new Promise(() => undefined) },
      version: 'bench',
      rates: { read: boundless, write: boundless, delete: boundless },
    });
    const items = contentTypes.find(({ contents }) => contents !== undefined)?.contents?.kind;
    if (items === undefined) throw new Error('no type has rows');
    let [listing, planning] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let planned = 0;
    for (let round = 0; round < 3; round += 1) {
      let began = spent();
      await workspace.list(rowsOf({ type: 'watchlists', name: 'Addresses' }, items));
      listing = Math.min(listing, spent() - began);
      began = spent();
      planned = await picket('plan');
      planning = Math.min(planning, spent() - began);
    }
    // A row that changes is one that is added and one that is deleted.
    await writeFile(join(list, 'data.csv'), lines(25));
    const deployed = await picket('deploy', '--yes');
    const unit = 'requests';
    return [
      { what: `plan of a list of ${rows} rows`, measured: planned, reference: pages + 5, target: 1, unit },
      {
        what: `deployment of 50 writes of its rows`,
        measured: deployed,
        reference: 2 * pages + 50 + 5,
        target: 1,
        unit,
      },
      { what: 'the plan against listing its rows', measured: planning, reference: listing, target: 1.3, unit: 'ms' },
    ];
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
};
