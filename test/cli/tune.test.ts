import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, jest, test } from '@jest/globals';
import schema from '../../schemas/tune.schema.json' with { type: 'json' };
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal } from '../../src/emulator/portal.ts';
import { onGitHub } from '../github/on-github.ts';
import { addRows } from '../scenarios/transcript.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

jest.setTimeout(120_000);

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');

const config = (rest = ''): string =>
  [
    'project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
    'workspaces:',
    '  # Ours.',
    '  prod:',
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    '    workspaceName: law-prod',
    '    emulator: {state: prod.json}',
    rest,
    '',
  ].join('\n');

type Closed = { readonly address: string; readonly as: string; readonly times: number };

const seeded = async (shell: Shell, closed: readonly Closed[], more = ''): Promise<void> => {
  await shell.write('picket.yaml', config());
  await shell.write('analytics-rules/one.yaml', rule + more);
  const portal = createPortal({
    store: await fileStore(join(shell.cwd, 'prod.json')),
    clock: { now: () => noon, sleep: async () => undefined },
    target: { subscriptionId: '00000000-0000-0000-0000-000000000001', resourceGroup: 'rg', workspaceName: 'law-prod' },
  });
  const all = closed.flatMap((each) => Array.from({ length: each.times }, () => each));
  await addRows(portal, {
    SecurityAlert: all.map(({ address }, index) => ({
      TimeGenerated: new Date(noon - (index + 1) * 3_600_000).toISOString(),
      SystemAlertId: `alert-${index}`,
      Entities: JSON.stringify([{ $id: '3', Address: address, Type: 'ip' }]),
      ExtendedProperties: JSON.stringify({ 'Analytic Rule Ids': JSON.stringify([id]) }),
    })),
    SecurityIncident: all.map(({ as }, index) => ({
      TimeGenerated: new Date(noon - 1000).toISOString(),
      IncidentName: `incident-${index}`,
      IncidentNumber: 100 + index,
      Status: as === '' ? 'Active' : 'Closed',
      Classification: as,
      AlertIds: JSON.stringify([`alert-${index}`]),
    })),
  });
};

const usual: readonly Closed[] = [
  { address: '10.0.0.1', as: 'BenignPositive', times: 41 },
  { address: '10.0.0.9', as: 'TruePositive', times: 2 },
  { address: '10.0.0.8', as: 'FalsePositive', times: 4 },
  { address: '10.0.0.8', as: 'TruePositive', times: 1 },
  { address: '10.0.0.7', as: '', times: 4 },
];

const tune = (shell: Shell, ...more: readonly string[]) => shell.picket('tune', 'Rule 07', '-w', 'prod', ...more);

describe('picket tune', () => {
  test('says for each exclusion what it would have done', async () => {
    await inFolder(async (shell) => {
      await seeded(shell, usual);
      const { code, out } = await tune(shell);
      expect([code, out]).toEqual([
        0,
        [
          'Rule 07 in prod: 52 alerts in 30 days: 45 false or benign, 3 true positives, 4 not decided.',
          '',
          '1. IP.Address 10.0.0.1',
          '   would have removed 41 of 52 alerts in 30 days, 0 of 3 true positives; incidents 100, 101, 102 and 38 more',
          '',
          '2. IP.Address 10.0.0.8',
          '   would have removed 5 of 52 alerts in 30 days, 1 of 3 true positives; incidents 143, 144, 145 and 2 more',
          '   not written: it would take rows from alerts that were right',
          '',
        ].join('\n'),
      ]);
    });
  });

  test('writes into an overlay of the workspace or into the rule, and then proposes no more', async () => {
    await inFolder(async (shell) => {
      await seeded(shell, usual);
      expect(await tune(shell, '--write', '--owner', 'soc@contoso.com')).toMatchObject({ code: 0 });
      const written = readFileSync(join(shell.cwd, 'picket.yaml'), 'utf8');
      expect(written).toContain('# Ours.');
      expect(written).toContain("IP.Address: '10.0.0.1'");
      expect(written).toContain("until: '2027-02-20'");
      expect(written).toContain('41 alerts in 30 days closed as false or benign (incidents 100, 101, 102 and 38 more)');
      expect(await shell.picket('validate')).toMatchObject({ code: 0 });
      expect((await tune(shell)).out).toContain(
        '11 alerts in 30 days: 4 false or benign, 3 true positives, 4 not decided, and 41 more',
      );
      expect(await tune(shell, '--write')).toMatchObject({
        code: 3,
        err: expect.stringContaining('There is nothing to write'),
      });
    });
    await inFolder(async (shell) => {
      await seeded(shell, usual, 'exclude: [{where: {IPAddress: 10.9.9.9}, until: 2027-01-01, reason: Known}]\n');
      expect(await tune(shell, '--write', '--to', 'rule', '--take', '1', '--reason', 'Scanner')).toMatchObject({
        code: 0,
      });
      expect(readFileSync(join(shell.cwd, 'analytics-rules/one.yaml'), 'utf8')).toContain('10.0.0.1');
      expect(await shell.picket('validate')).toMatchObject({ code: 0 });
    });
  });

  test('goes on in the overlay that the rule has, and counts out what is excluded by now', async () => {
    await inFolder(async (shell) => {
      const overlays = (...lines: readonly string[]): Promise<void> =>
        shell.write('picket.yaml', config(['    overlays:', ...lines.map((line) => `      ${line}`)].join('\n')));
      const entry = (where: string, until = '2027-01-01'): string =>
        `{ where: { ${where} }, until: ${until}, reason: Known }`;
      await seeded(shell, usual);
      // An overlay of other rules, one of this rule that says nothing of rows, and one with an exclusion that has ended.
      await overlays(`- { select: { ids: [${id}], types: [analytics-rule] }, set: { description: Here. } }`);
      await tune(shell, '--write', '--take', '1', '--until', '2027-01-31T12:00:00Z', '--ticket', 'INC-7');
      await shell.read('picket.yaml');
      await overlays(`- select: { ids: [${id.toUpperCase()}] }`, '  set: { description: Here. } # ours');
      await tune(shell, '--write', '--take', '1');
      await shell.read('picket.yaml');
      await overlays(`- select: { ids: [${id}] }`, '  exclude:', `    - ${entry('IPAddress: 10.0.0.1', '2026-11-21')}`);
      await tune(shell, '--write', '--take', '1', '--reason', 'Again');
      await shell.read('picket.yaml');
      await shell.write('picket.yaml', config());
      const excluded = (...entries: readonly string[]): Promise<void> =>
        shell.write('analytics-rules/one.yaml', `${rule}exclude:\n${entries.map((each) => `  - ${each}\n`).join('')}`);
      await excluded(
        entry('IPAddress: [10.0.0.1, 10.0.0.7]'),
        entry('IP.Address: 10.0.0.9'),
        entry('IPAddress: { watchlist: Known }'),
      );
      await tune(shell);
      await excluded(`&known ${entry('IPAddress: 10.0.0.7')}`, '*known');
      await tune(shell, '--write', '--to', 'rule');
      await shell.write('analytics-rules/one.yaml', rule.replace(/^query: [^]*?(?=^\w)/m, ''));
      const { code } = await tune(shell);
      expect(code).toBe(3);
    });
  });

  test('says the same to a machine and in a pull request, as every report', async () => {
    await inFolder(async (shell) => {
      await seeded(shell, usual);
      const ajv = new Ajv({ allErrors: true });
      const printed = async (...more: readonly string[]): Promise<unknown> => {
        const { out } = await tune(shell, '--format', 'json', ...more);
        const value: unknown = JSON.parse(out);
        ajv.validate(schema, value);
        expect(ajv.errors ?? []).toEqual([]);
        return value;
      };
      expect(await printed()).toEqual({
        version: 1,
        rule: { id, name: 'Rule 07', path: 'analytics-rules/one.yaml' },
        workspace: 'prod',
        days: 30,
        alerts: { benign: 45, true: 3, open: 4, excluded: 0 },
        proposals: [
          expect.objectContaining({ where: { 'IP.Address': '10.0.0.1' }, removed: 41, harmed: 0, written: false }),
          expect.objectContaining({ where: { 'IP.Address': '10.0.0.8' }, removed: 5, harmed: 1, written: false }),
        ],
      });
      const { out } = await tune(shell, '--format', 'markdown');
      expect(out).toContain('1. IP.Address 10.0.0.1: would have removed 41 of 52 alerts in 30 days');
      expect(await printed('--write')).toMatchObject({
        proposals: [{ written: true }, { written: false }],
        written: { path: 'picket.yaml' },
      });
      expect((await tune(shell, '--days', '1', '--format', 'markdown', '--format', 'json=left.json')).code).toBe(0);
      expect(JSON.parse(readFileSync(join(shell.cwd, 'left.json'), 'utf8'))).toMatchObject({ days: 1 });
    });
  });

  test('refuses proposals that are not there or would take rows from alerts that were right', async () => {
    await inFolder(async (shell) => {
      await seeded(shell, usual);
      expect((await tune(shell, '--write', '--take', '2')).err).toContain('it touches 1 true positive');
      expect((await tune(shell, '--write', '--take', '3')).err).toContain(
        'There is no proposal 3 for Rule 07: there are 2.',
      );
      expect(await tune(shell, '--take', '1')).toMatchObject({ code: 3 });
      expect(await tune(shell, '--days', '91')).toMatchObject({ code: 3 });
      expect(readFileSync(join(shell.cwd, 'picket.yaml'), 'utf8')).toBe(config());
    });
  });

  test('has nothing to say where no incident was closed', async () => {
    await inFolder(async (shell) => {
      await seeded(shell, [{ address: '10.0.0.7', as: '', times: 3 }]);
      expect(await tune(shell)).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to propose') });
    });
  });

  test('opens a pull request with what it wrote', async () => {
    await onGitHub(async ({ shell, github }) => {
      await seeded(shell, usual);
      const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: shell.cwd });
      git('init', '--quiet');
      git('add', 'picket.yaml', 'analytics-rules');
      git('-c', 'user.name=Ana', '-c', 'user.email=ana@contoso.com', 'commit', '--quiet', '-m', 'Begin');
      const { code, out, err } = await tune(shell, '--pr');
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('pull request: created');
      const [request] = github.pullRequests;
      expect(request?.title).toBe('Exclude known rows from Rule 07 in prod');
      expect(request?.body).toContain('would have removed 41 of 52 alerts');
    });
  });
});
