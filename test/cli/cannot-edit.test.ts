import { describe, expect, test } from '@jest/globals';
import { body, config, file, guid, marker, portalOf, rule } from './onboarding.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** The file of a rule whose id or stage is said once more elsewhere in it. */
const anchored = (number: number, name: string, more = ''): string =>
  `${file(guid(number), rule(name)).replace('id: ', 'id: &id ').replace(' # kept', '')}tags: [*id]\n${more}`;

const test1 = (rows: string): string => `cases:
  - { name: fires, given: { SigninLogs: [${rows}] }, expect: { alerts: 1 } }
  - { name: silent, given: { SigninLogs: [] }, expect: { alerts: [] } }
`;

describe('a file that cannot take a change', () => {
  test('stays as it is, and what to write by hand is said', async () => {
    await inFolder(async (shell) => {
      const disabled = [1, 2].map(
        (number) =>
          `  - { rule: ${guid(number)}, workspace: prod, until: 2027-01-01, reason: ${number === 1 ? '&why Loud' : '*why'} }\n`,
      );
      await shell.write('picket.yaml', `${config('prod', 'test')}disabled:\n${disabled.join('')}`);
      const portal = await portalOf(shell, 'prod');
      await shell.write('analytics-rules/one.yaml', anchored(1, 'One'));
      await portal.createRule(guid(11), body(rule('One')));
      await shell.write(
        'analytics-rules/staged.yaml',
        file(guid(2), rule('Staged')) + 'lifecycle: &stage experimental\ntags: [*stage]\n',
      );
      const before = await shell.read('analytics-rules/one.yaml');
      await shell.picket('adopt', guid(11), '-w', 'prod', '--yes');
      await shell.picket('promote', 'Staged');
      await shell.picket('disable', guid(1), '-w', 'prod', '--until', '4h', '--reason', 'Floods');
      await shell.picket('disable', guid(1), '-w', 'test', '--until', '2026-12-01', '--reason', 'Floods');
      await shell.read('picket.yaml');
      await shell.write('analytics-rules/twin.yaml', file(guid(1), rule('Twin')));
      await shell.write('picket.yaml', config('prod'));
      await shell.picket('onboard', '-w', 'prod', '--yes');
      expect(await shell.read('analytics-rules/one.yaml')).toBe(before);
    });
  });
});

describe('a rule', () => {
  test('is not taken over where several files may be of it, files have errors or nobody owns anything', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      const portal = await portalOf(shell, 'prod');
      await portal.createRule(guid(11), body({ name: 'Same', table: 'C' }));
      for (const table of ['A', 'B'])
        await shell.write(`analytics-rules/${table}.yaml`, file(guid(table.charCodeAt(0)), { name: 'Same', table }));
      await shell.picket('adopt', guid(11), '-w', 'prod', '--yes');
      await shell.write('analytics-rules/B.yaml', file(guid(66), rule('Other')).replace('High', 'Highest'));
      await shell.picket('adopt', guid(11), '-w', 'prod', '--yes');
      await shell.write('analytics-rules/B.yaml', file(guid(66), rule('Other')));
      await shell.picket('adopt', guid(11), guid(66), '-w', 'prod', '--yes');
      await shell.picket('adopt', guid(11), '-w', 'prod', '--yes', '--format', 'json=report.json');
      expect(await shell.read('analytics-rules/A.yaml')).toContain(`id: ${guid(11)} # kept`);
      await shell.write('picket.yaml', config('prod').replace(/^project.*\n/, ''));
      await shell.picket('adopt', guid(11), '-w', 'prod', '--yes');
    });
  });

  test('is not switched off at once where it does not run, has no switch or is not of the project', async () => {
    await inFolder(async (shell) => {
      await shell.write(
        'picket.yaml',
        `${config('prod')}disabled:\n${['watchlist/Vips', guid(99), guid(1)]
          .map((id) => `  - { rule: ${id}, until: 2027-01-01, reason: Loud }\n`)
          .join('')}`,
      );
      const portal = await portalOf(shell, 'prod');
      await shell.write(
        'watchlists/Vips/watchlist.yaml',
        'watchlistAlias: Vips\ndisplayName: Vips\nitemsSearchKey: User\n',
      );
      await shell.write('watchlists/Vips/data.csv', 'User\nana\n');
      await shell.write('analytics-rules/one.yaml', file(guid(1), rule('One')));
      await portal.seed('watchlists', 'Vips', {
        properties: { displayName: 'Vips', provider: 'x', itemsSearchKey: 'User', watchlistAlias: 'Vips' },
      });
      await portal.createRule(guid(2), body(rule('Two')));
      await portal.createRule(guid(3), body(rule('Three')));
      await portal.seed(...marker(3, { kind: 'SourceRepository', name: 'Repositories' }));
      const now = ['-w', 'prod', '--now', '--until', '4h', '--reason', 'Floods'] as const;
      for (const id of [guid(1), guid(2), guid(3), 'Vips', 'Unheard', guid(98)])
        await shell.picket('disable', id, ...now);
      await shell.picket('disable', guid(2), ...now.slice(0, -1), 'x'.repeat(1000));
      await shell.picket('disable', guid(2), ...now, '--ticket', 'x'.repeat(201));
      await shell.picket('disable', guid(2), '-w', 'prod', '--until', '4h', '--reason', 'Floods');
      await shell.picket('disable', 'Vips', '-w', 'prod', '--until', '4h', '--reason', 'Floods');
      await shell.picket('enable', guid(3), '-w', 'prod', '--now');
      const { out } = await shell.picket('plan', '-w', 'prod');
      expect(out).toContain('Plan: ');
    });
  });

  test('is promoted only where its file, its tests and its past let it', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      const at = (stage: string, more = ''): Promise<void> =>
        shell.write('analytics-rules/one.yaml', `${file(guid(1), rule('One'))}${stage}${more}`);
      const promote = (...more: readonly string[]) => shell.picket('promote', guid(1), ...more);
      await at('');
      await promote();
      await at('lifecycle: experimental\n', 'severity: Low\n');
      await promote();
      await at('lifecycle: deprecated\n', 'deprecation: { reason: Old }\n');
      await promote();
      await at('lifecycle: experimental\n');
      await promote('--to', 'removed');
      await promote('--to', 'production');
      await promote('-w', 'prod');
      await shell.write('analytics-rules/one.test.yaml', test1('{ Identity: Other }'));
      await promote();
      await shell.write('analytics-rules/one.test.yaml', `${test1('{ Identity: One }')}caseses: []\n`);
      await promote();
      await shell.write('analytics-rules/one.test.yaml', test1('{ Identity: One }'));
      await promote();
      await promote();
      expect(await shell.read('analytics-rules/one.yaml')).toContain('lifecycle: production');
    });
  });
});
