import { mkdtemp, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { emitRuns, lookOf, readFormats, sinkOf } from '../../src/cli/emit.ts';
import type { Io } from '../../src/core/io.ts';
import type { WorkspaceRun } from '../../src/core/report.ts';
import { diagnostic, validated } from '../report/reports.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'picket-emit-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const worldOf = (): { readonly io: Io; readonly said: () => string } => {
  let out = '';
  const stream = (write: (text: string) => void): Io['out'] => ({
    write,
    interactive: false,
    colour: false,
    columns: () => 100,
  });
  const { signal } = new AbortController();
  const io: Io = {
    out: stream((text) => {
      out += text;
    }),
    err: stream(() => undefined),
    ask: async () => undefined,
    attended: false,
    env: {},
    cwd,
    clock: { now: () => 0, sleep: async () => undefined },
    signals: { stop: signal, abort: signal },
    workers: 0,
  };
  return { io, said: () => out };
};

const names = ['dev', 'test', 'prod'];
const runOf = (workspace: string): WorkspaceRun => ({
  workspace,
  exitCode: 1,
  report: { ...validated([diagnostic({ message: `Found in ${workspace}.` })]), workspace },
  source: () => undefined,
});
const every = ['pretty', 'json=out/r.json', 'sarif=r.sarif', 'junit=r.xml', 'github=r.txt', 'markdown=r.md'];

/** What lies in the working directory, by name. */
const filesIn = async (): Promise<Readonly<Record<string, string>>> => {
  const entries = await readdir(cwd, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const texts = await Promise.all(files.map((name) => readFile(join(cwd, name), 'utf8')));
  return Object.fromEntries(files.map((name, index) => [name, texts[index] ?? '']));
};

describe('a text is drawn', () => {
  test.each([
    [true, true, undefined, { colour: true, columns: 80 }],
    [true, true, 'r.txt', { colour: false, columns: Number.POSITIVE_INFINITY }],
    [true, false, undefined, { colour: true, columns: Number.POSITIVE_INFINITY }],
    [false, true, undefined, { colour: false, columns: 80 }],
    [false, false, 'r.txt', { colour: false, columns: Number.POSITIVE_INFINITY }],
  ])('with colour %s and a terminal %s, to the file %s, as that takes it', (colour, interactive, file, look) => {
    const out = { write: () => undefined, colour, interactive, columns: () => 80 };
    expect(lookOf({ out }, file)).toEqual(look);
  });
});

describe('reports of several workspaces that are said while they come about', () => {
  test('are in the order of the workspaces and the same as at the end, in whatever order these end', async () => {
    const growing = worldOf();
    const kept: string[] = [];
    const sink = sinkOf(names, readFormats(every), growing.io, ({ workspace }) => kept.push(workspace));
    for (const name of ['test', 'prod', 'dev']) sink.add(runOf(name));
    await sink.end();
    expect(kept).toEqual(names);
    const json = await readFile(join(cwd, 'out', 'r.json'), 'utf8');
    const grown = await filesIn();
    const whole = worldOf();
    await emitRuns(names.map(runOf), readFormats(every), whole.io);
    expect(growing.said()).toBe(whole.said());
    expect(await readFile(join(cwd, 'out', 'r.json'), 'utf8')).toBe(json);
    expect(grown).toEqual(await filesIn());
  });

  test('say a workspace as soon as those before it have ended', async () => {
    const { io, said } = worldOf();
    const sink = sinkOf(names, readFormats(['pretty']), io, () => undefined);
    sink.add(runOf('test'));
    expect(said()).toBe('');
    sink.add(runOf('dev'));
    expect(said()).toContain('Found in test.');
    expect(said()).not.toContain('── all ──');
    // An interrupt: `prod` never ends.
    await sink.end();
    expect(said()).toContain('── all ──');
  });

  test('are whole in every other place where a file fails midway, which is said at the end', async () => {
    const { io, said } = worldOf();
    await mkdir(join(cwd, 'out'));
    const sink = sinkOf(names, readFormats(every), io, () => undefined);
    sink.add(runOf('dev'));
    await rm(join(cwd, 'out'), { recursive: true });
    for (const name of ['test', 'prod']) sink.add(runOf(name));
    await expect(sink.end()).rejects.toMatchObject({
      kind: 'config',
      code: 'unwritable-file',
      message: expect.stringContaining('r.json'),
    });
    for (const name of names) expect(said()).toContain(`Found in ${name}.`);
    const left = await filesIn();
    expect(Object.keys(left).toSorted()).toEqual(['r.md', 'r.sarif', 'r.txt', 'r.xml']);
    for (const text of Object.values(left)) expect(text).toContain('Found in prod.');
    expect(await readdir(cwd)).not.toContain('out');
  });
});
