import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { analyzeQueries, emptySchema } from '../../../src/kql/index.ts';
import { inFolder } from '../../cli/io.ts';

const rule = (index: number): string =>
  [
    `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a${String(index).padStart(3, '0')}`,
    `name: Rule ${index}`,
    'version: 1.0.0',
    'kind: NRT',
    'description: One of several.',
    'severity: High',
    'tactics:',
    '  - Impact',
    'query: |',
    `  SecurityEvent | where EventID == ${index}`,
    '',
  ].join('\n');

describe('an interrupt while queries are compiled', () => {
  test('is heard before each query', async () => {
    let breaths = 0;
    const running = analyzeQueries(['print 1', 'print 2', 'print 3'], emptySchema, {
      breath: async () => {
        breaths += 1;
        if (breaths === 3) throw new Error('interrupted');
      },
    });
    await expect(running).rejects.toThrow('interrupted');
    expect(breaths).toBe(3);
  });

  test('ends the run without findings that nobody waits for', async () => {
    await inFolder(async ({ picket, write, interrupt }) => {
      for (let index = 1; index <= 3; index += 1) await write(`rules/${index}.yaml`, rule(index));
      const running = picket('validate', '--no-config', '--no-cache', 'rules');
      interrupt();
      expect(await running).toEqual({
        code: 130,
        out: '',
        err: 'Interrupted.\n',
      });
    });
  });
});

const many = 30;

const sigma = (index: number): string =>
  [
    `title: Tool ${index}`,
    `id: 6a0f1d2e-7b58-4c64-8b97-1f3d6df7b${String(index).padStart(3, '0')}`,
    'status: test',
    'logsource: { category: process_creation, product: windows }',
    `detection: { selection: { Image|endswith: '\\tool${index}.exe' }, condition: selection }`,
    'level: high',
    '',
  ].join('\n');

/** Runs a command over many rules; the interrupt comes at the first moment at which the process hears anything. */
const interrupted = async (...argv: readonly string[]) =>
  inFolder(async ({ cwd, picket, write, interrupt }) => {
    for (let index = 1; index <= many; index += 1) {
      await write(`rules/${index}.yaml`, rule(index).replace('severity: High', 'severity:   High'));
      await write(`sigma/${index}.yml`, sigma(index));
    }
    await write('picket.yaml', 'content: [rules]\n');
    const before = await textsIn(cwd);
    // A command yields a few times before its work begins: the module of it is loaded, the folder is read.
    const running = picket(...argv);
    setTimeout(interrupt, 0);
    const { code } = await running;
    const after = await textsIn(cwd);
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    return { code, changed };
  });

const textsIn = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const)),
  );
};

describe('an interrupt amid work that keeps the thread busy', () => {
  test.each([
    ['fmt', 'fmt'],
    ['convert', 'convert', '--to', 'service', 'rules'],
    ['import sigma', 'import', 'sigma', 'sigma', '--out', 'imported'],
    ['docs build', 'docs', 'build', '--out', 'site', '--no-history'],
    ['validate', 'validate', '--no-cache'],
  ])('%s ends between two files, each as it was or whole', async (_name, ...argv) => {
    const { code, changed } = await interrupted(...argv);
    expect(code).toBe(130);
    expect(changed.length).toBeLessThan(many);
    expect(changed.filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });
});

describe('an interrupt while an answer is waited for', () => {
  test('cuts off the requests of a command that only reads', async () => {
    await inFolder(async ({ write, picket, interrupt }) => {
      const silent = createServer(() => interrupt());
      await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
      const address = silent.address();
      await write('rules/1.yaml', rule(1));
      await write(
        'picket.yaml',
        [
          'content: [rules]',
          'workspaces:',
          '  emulated:',
          '    subscriptionId: 0b7f4c1e-6a55-4a0e-9a51-3f2d7c1b0a01',
          '    resourceGroup: rg',
          '    workspaceName: law-silent',
          '    emulator:',
          `      url: http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
          '',
        ].join('\n'),
      );
      try {
        expect(await picket('drift', '-w', 'emulated')).toEqual({ code: 130, out: '', err: 'Interrupted.\n' });
      } finally {
        silent.closeAllConnections();
        silent.close();
      }
    });
  });
});

describe('a command that has ended', () => {
  test.each([
    ['validate', 'validate'],
    ['fmt', 'fmt'],
    ['plan', 'plan', '-w', 'local'],
    ['deploy', 'deploy', '-w', 'local', '--yes'],
    ['drift', 'drift', '-w', 'local'],
    ['pull', 'pull', '-w', 'local'],
    ['health', 'health', '-w', 'local'],
  ])('%s listens for no interrupt any more', async (_name, ...argv) => {
    await inFolder(async ({ write, picket, listeners }) => {
      await write('rules/1.yaml', rule(1));
      await write(
        'picket.yaml',
        [
          'project: { name: listening, id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47 }',
          'content: [rules]',
          'workspaces:',
          '  local:',
          '    subscriptionId: 0b7f4c1e-6a55-4a0e-9a51-3f2d7c1b0a01',
          '    resourceGroup: rg',
          '    workspaceName: law-local',
          '    emulator: { state: .picket/local.jsonl }',
          '',
        ].join('\n'),
      );
      const { code, err } = await picket(...argv);
      expect({ err, isDone: code < 3 }).toMatchObject({ isDone: true });
      expect(listeners()).toBe(0);
    });
  });
});
