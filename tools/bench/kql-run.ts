import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { inFolder } from '../../test/cli/io.ts';
import { instantOf, loadRunCompiler, type Row, schemaOf } from '../../src/kql/index.ts';
import { fastest, type Figure } from './measure.ts';
import { confession, peakIn } from './memory.ts';

const count = 100_000;
const hour = 36_000_000_000;
const start = 5_000_000_000_000_000;

const schema = schemaOf({
  tables: [
    {
      name: 'Events',
      columns: [
        { name: 'TimeGenerated', type: 'datetime' },
        { name: 'User', type: 'string' },
        { name: 'Message', type: 'string' },
        { name: 'Bytes', type: 'long' },
        { name: 'Ip', type: 'string' },
      ],
      open: false,
      hidden: [],
      source: 'user',
    },
  ],
});

const query = `Events
| where Message has "failed"
| extend Kb = Bytes / 1024.0
| summarize Ips = dcount(Ip), Some = make_set(Ip, 50), Total = sum(Kb) by User, bin(TimeGenerated, 1h)
| join kind=inner (Events | summarize All = count() by User) on User
| top 10 by Total`;

type Event = readonly [time: number, user: string, message: string, bytes: number, ip: string];

const events = (): readonly Event[] =>
  Array.from({ length: count }, (_, at): Event => [
    start + at * 10_000_000,
    `user${at % 500}`,
    `${at % 3 === 0 ? 'failed sign-in for' : 'ok'} account ${at % 97}`,
    at % 1000,
    `10.0.${at % 250}.${at % 7}`,
  ]);

/** What the query computes, as somebody would write it by hand. */
const byHand = (rows: readonly Event[]): readonly unknown[] => {
  type Group = { readonly user: string; readonly hour: number; readonly ips: Set<string>; total: number };
  const groups = new Map<string, Group>();
  const all = new Map<string, number>();
  for (const [time, user, message, bytes, ip] of rows) {
    all.set(user, (all.get(user) ?? 0) + 1);
    if (!/(?<![a-z\d])failed(?![a-z\d])/i.test(message)) continue;
    const bin = Math.floor(time / hour) * hour;
    const key = `${user}|${bin}`;
    const group = groups.get(key) ?? { user, hour: bin, ips: new Set(), total: 0 };
    groups.set(key, group);
    group.ips.add(ip);
    group.total += bytes / 1024;
  }
  return [...groups.values()]
    .map(({ user, hour: bin, ips, total }) => [user, bin, ips.size, [...ips].slice(0, 50), total, all.get(user)])
    .toSorted((left, right) => Number(right[4]) - Number(left[4]))
    .slice(0, 10);
};

const now = start + count * 10_000_000;

/** How long a hostile text of so many characters takes an expression that backtracks. */
const matching = async (length: number): Promise<() => void> => {
  const compile = await loadRunCompiler();
  const compiled = compile('Events | where Message matches regex "(a+)+$" | count', schema);
  if (!compiled.ok) throw new Error(compiled.errors[0]?.message);
  const rows: readonly Row[] = [[start, '', `${'a'.repeat(length)}!`, 0, '']];
  return () => void compiled.program.run({ table: () => ({ rows }), now });
};

/** Megabytes that a real `picket query` over a file of these rows holds at its most. */
const peak = async (rows: readonly Event[]): Promise<number> =>
  inFolder(async ({ cwd }) => {
    const head = 'TimeGenerated,User,Message,Bytes,Ip';
    const lines = rows.map(([time, ...rest]) => [instantOf(time), ...rest]);
    const text = lines.map(([time, ...rest]) => [new Date(Number(time)).toISOString(), ...rest].join(','));
    await writeFile(join(cwd, 'Events.csv'), [head, ...text].join('\n'));
    const args = [
      '--import',
      confession,
      resolve('dist/bin.js'),
      'query',
      query,
      '--no-config',
      '--data',
      'Events.csv',
    ];
    const { stderr } = await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 1 << 28 });
    return peakIn(stderr);
  });

/** A query over 100,000 rows against a loop by hand, and an expression that backtracks elsewhere. */
export const running = async (): Promise<readonly Figure[]> => {
  const compile = await loadRunCompiler();
  const compiled = compile(query, schema);
  if (!compiled.ok) throw new Error(compiled.errors[0]?.message);
  const rows = events();
  const [measured = 0, reference = 0] = fastest(
    7,
    () => void compiled.program.run({ table: () => ({ rows }), now }),
    () => void byHand(rows),
  );
  const [short = 0, medium = 0, long = 0] = fastest(
    3,
    await matching(5000),
    await matching(50_000),
    await matching(500_000),
  );
  return [
    { what: `a query over ${count} rows against a loop by hand`, measured, reference, target: 6, unit: 'ms' },
    {
      what: `memory at its most of a query over ${count} rows`,
      measured: await peak(rows),
      reference: 400,
      target: 1,
      unit: 'MB',
    },
    {
      what: '(a+)+$ over 50 kB, against ten times 5 kB',
      measured: medium,
      reference: short * 10,
      target: 3,
      unit: 'ms',
    },
    {
      what: '(a+)+$ over 500 kB, against ten times 50 kB',
      measured: long,
      reference: medium * 10,
      target: 3,
      unit: 'ms',
    },
  ];
};
