import { describe, expect, test } from '@jest/globals';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const place = 'subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg';
const config = (...workspaces: readonly string[]): string =>
  [
    'project: {name: detections, id: 6f1c0a52-93b4-4b0e-8f0e-0c5b9f4d2a11}',
    'workspaces:',
    ...workspaces.map((line) => `  ${line}`),
    '',
  ].join('\n');

const emulated = [
  `local: {${place}, workspaceName: law-local, emulator: {state: .picket/emulator}}`,
  `served: {${place}, workspaceName: law-served, emulator: {url: 'http://127.0.0.1:1'}}`,
];
const azure = [`prod: {${place}, workspaceName: law-prod}`, `prod-us: {${place}, workspaceName: law-us, cloud: usgov}`];

describe('picket workspaces', () => {
  test('names those in Azure on one line, for the matrix of a workflow', async () => {
    await inFolder(async ({ write, picket }) => {
      await write('picket.yaml', config(emulated[0] ?? '', ...azure, emulated[1] ?? ''));
      expect(await picket('workspaces', '--azure', '--json')).toEqual({
        code: 0,
        out: '["prod","prod-us"]\n',
        err: '',
      });
      expect(await picket('workspaces', '--json')).toMatchObject({ out: '["local","prod","prod-us","served"]\n' });
    });
  });

  test('names those that are asked for alone, by name, by group or both', async () => {
    await inFolder(async ({ write, picket }) => {
      const grouped = azure.map((line, index) => (index === 1 ? line.replace(/\}$/, ', groups: [abroad]}') : line));
      await write('picket.yaml', `${config(emulated[0] ?? '', ...grouped)}groups: {abroad: {}}\n`);
      const listed = async (...which: readonly string[]): Promise<unknown> =>
        JSON.parse((await picket('workspaces', '--json', ...which)).out);
      expect(await listed('-w', 'prod')).toEqual(['prod']);
      expect(await listed('--group', 'abroad')).toEqual(['prod-us']);
      expect(await listed('-w', 'local', '--group', 'abroad')).toEqual(['local', 'prod-us']);
    });
  });

  test('gives an empty list where every workspace is emulated, which is what the workflows ask for', async () => {
    await inFolder(async ({ write, picket }) => {
      await write('picket.yaml', config(...emulated));
      expect(await picket('workspaces', '--azure', '--json')).toEqual({ code: 0, out: '[]\n', err: '' });
    });
  });

  test('says where each is', async () => {
    await inFolder(async ({ write, picket }) => {
      await write('picket.yaml', config(emulated[0] ?? '', azure[0] ?? ''));
      const { out } = await picket('workspaces');
      expect(out).toMatch(/^local {2}law-local in rg, .* \(emulated\)\nprod {3}law-prod in rg, [0-9a-]+\n$/);
    });
  });

  test('says so in every format, and a matrix or a list of names in none', async () => {
    await inFolder(async ({ write, picket }) => {
      await write('picket.yaml', config(emulated[0] ?? '', azure[0] ?? ''));
      expect(JSON.parse((await picket('workspaces', '--format', 'json')).out)).toMatchObject({
        version: 1,
        command: 'workspaces',
        workspaces: [
          { name: 'local', emulated: true },
          { name: 'prod', workspaceName: 'law-prod', groups: [], emulated: false },
        ],
      });
      expect((await picket('workspaces', '--format', 'markdown')).out).toContain('| `local` | `law-local` | `rg` |');
      expect((await picket('workspaces', '--format', 'github')).out).toBe('');
      for (const raw of [['--json'], ['--matrix', 'github']])
        expect(await picket('workspaces', ...raw, '--format', 'json')).toMatchObject({
          code: 3,
          err: expect.stringContaining(`${raw[0]} is printed as it is, in no --format.`),
        });
    });
  });

  test('fails for a configuration with a mistake, so that no workflow takes it for an empty list', async () => {
    await inFolder(async ({ write, picket }) => {
      await write('picket.yaml', config('prod: {workspaceName: law-prod}'));
      const { code, out } = await picket('workspaces', '--azure', '--json');
      expect([code, out]).toEqual([expect.any(Number), '']);
      expect(code).not.toBe(0);
    });
  });
});
