import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, jest, test } from '@jest/globals';
import schema from '../../schemas/placements.schema.json' with { type: 'json' };
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const id = (number: string): string => `5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a0${number}`;
const rule = (number: string, more = ''): string =>
  readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', number) + more;

const config = [
  'project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
  'parameters: {Code: {type: string, default: "50126"}}',
  'groups:',
  '  early: {lifecycle: {experimental: disabled, test: deployed}, parameters: {Code: "50053"}}',
  `disabled: [{rule: ${id('04')}, workspace: prod, until: 2026-12-01T00:00:00Z, reason: Floods the queue}]`,
  'workspaces:',
  ...['dev', 'test', 'prod'].flatMap((name) => [
    `  ${name}:`,
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    `    workspaceName: law-${name}`,
    ...(name === 'dev' ? ['    groups: [early]'] : []),
    ...(name === 'test' ? [`    exclude: {ids: [${id('02')}]}`] : []),
  ]),
  `    optOut: [{rule: ${id('02')}, reason: No such logs, until: 2027-03-01, owner: ana@contoso.com}]`,
  `    overlays: [{select: {ids: [${id('05')}]}, set: {severity: High, lifecycle: test}}]`,
  '',
].join('\n');

const written = async (shell: Shell): Promise<void> => {
  await shell.write('picket.yaml', config);
  await shell.write('analytics-rules/1.yaml', rule('01', 'lifecycle: experimental\n'));
  await shell.write('analytics-rules/2.yaml', rule('02'));
  await shell.write('analytics-rules/3.yaml', rule('03').replace("'50103'", '{{param.Code}}'));
  await shell.write('analytics-rules/4.yaml', rule('04'));
  await shell.write('analytics-rules/5.yaml', rule('05'));
};

describe('picket placements', () => {
  test('says who runs what, and why not', async () => {
    await inFolder(async (shell) => {
      await written(shell);
      const { code, out } = await shell.picket('placements');
      expect([code, out]).toEqual([
        0,
        [
          '         life cycle    dev  test          prod',
          '-------  ------------  ---  ------------  ---------------------------',
          'Rule 01  experimental  off  not deployed  not deployed',
          'Rule 02  production    on   –             opted out, until 2027-03-01',
          'Rule 03  production    on*  on            on',
          'Rule 04  production    on   on            off, until 2026-12-01',
          'Rule 05  production    on   on            off*, test',
          '',
          '* changed by picket.yaml there',
          '– not taken',
          '',
          'opted out until 2027-03-01: Rule 02 in prod (No such logs; ana@contoso.com)',
          'off until 2026-12-01T00:00:00Z: Rule 04 in prod (Floods the queue)',
          '5 items in 3 workspaces',
          '',
        ].join('\n'),
      ]);
    });
  });

  test('says it of one rule, of some workspaces, and to machines', async () => {
    await inFolder(async (shell) => {
      await written(shell);
      expect((await shell.picket('placements', 'Rule 05')).out).toBe(
        [
          'Rule 05  analytics-rules/5.yaml  production',
          '  on            dev, test',
          '  off           prod  test; changed: severity, lifecycle',
          '',
        ].join('\n'),
      );
      expect((await shell.picket('placements', 'Rule 06')).err).toContain('There is no rule `Rule 06` in git.');
      const { out } = await shell.picket('placements', '-w', 'prod', '-w', 'dev', '--format', 'json');
      const value: unknown = JSON.parse(out);
      const ajv = new Ajv({ allErrors: true });
      ajv.validate(schema, value);
      expect(ajv.errors ?? []).toEqual([]);
      expect(value).toMatchObject({
        workspaces: ['prod', 'dev'],
        items: [{}, { placements: [{ state: 'on' }, { state: 'opted-out', reason: 'No such logs' }] }, {}, {}, {}],
      });
      const { out: markdown } = await shell.picket('placements', '--format', 'markdown');
      expect(markdown).toContain('| Rule 05 | production | on | on | off\\*, test |');
    });
  });

  test('is a page of the catalogue, as a site and in Markdown', async () => {
    await inFolder(async (shell) => {
      await written(shell);
      const at = (path: string): string => readFileSync(join(shell.cwd, path), 'utf8');
      expect(await shell.picket('docs', 'build', '--out', 'site', '--no-history')).toMatchObject({ code: 0 });
      expect(at('site/workspaces/index.html')).toContain('No such logs');
      expect(JSON.parse(at('site/workspaces/workspaces.json'))).toMatchObject({ workspaces: ['dev', 'test', 'prod'] });
      await shell.picket('docs', 'build', '--out', 'pages', '--to', 'markdown', '--no-history');
      expect(at('pages/workspaces.md')).toContain('## Opted out and switched off');
      expect(JSON.parse(at('pages/workspaces.json'))).toEqual(JSON.parse(at('site/workspaces/workspaces.json')));
    });
  });
});
