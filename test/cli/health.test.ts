import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, jest, test } from '@jest/globals';
import schema from '../../schemas/health.schema.json' with { type: 'json' };
import { healthQuery } from '../../src/core/service/health.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import { loadKql, shippedSchema } from '../../src/kql/index.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const hour = 3_600_000;
const at = (ago: number): string => new Date(noon - ago).toISOString();

const portalOf = async (shell: Shell): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(shell.cwd, '.picket/emulator/local.json')),
    clock: { now: () => noon - 100 * hour, sleep: async () => undefined },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000000',
      resourceGroup: 'local',
      workspaceName: 'picket-local',
    },
  });

const scheduled = (displayName: string) => ({
  kind: 'Scheduled',
  properties: { displayName, enabled: true, queryFrequency: 'PT1H', description: 'What it does.' },
});

const columns = ['RuleId', 'Runs', 'Failures', 'Alerts', 'Last', 'LastSuccess', 'Failure'];

describe('picket health', () => {
  test('tells failing, absent, silent and switched-off rules apart', async () => {
    await inFolder(async (shell) => {
      const portal = await portalOf(shell);
      for (const name of ['good', 'failing', 'absent', 'silent', 'off'])
        await portal.createRule(name, scheduled(`Rule ${name}`));
      await portal.autoDisable('off', 'The table SigninLogs was deleted.');
      await portal.addRows({
        table: 'SentinelHealth',
        columns: columns.map((name) => ({ name, type: name.startsWith('Last') ? 'datetime' : 'string' })),
        rows: [
          ['good', 24, 0, 2, at(hour), at(hour), ''],
          ['failing', 24, 3, 0, at(hour), at(5 * hour), 'Bad query: semantic error'],
          ['silent', 24, 0, 0, at(hour), at(hour), ''],
        ],
      });
      const { code, out } = await shell.picket('health');
      expect({ code, out }).toEqual({
        code: 2,
        out: [
          'Switched off by the service',
          '  Rule off  off',
          '      The table SigninLogs was deleted.',
          '',
          'Failing',
          '  Rule failing  failing',
          '      3 of 24 runs failed, the last one too: Bad query: semantic error',
          '',
          'Not running',
          '  Rule absent  absent',
          '      no run in 14 days',
          '',
          'Silent',
          '  Rule silent  silent',
          '      24 runs in 14 days, no alert',
          '',
          'Health of local: 3 rules to look at, 4 rules enabled, 1 disabled, 14 days looked back.',
          '',
        ].join('\n'),
      });
      const json: unknown = JSON.parse((await shell.picket('health', '--format', 'json')).out);
      const validate = new Ajv().compile(schema);
      expect(validate(json) ? [] : validate.errors).toEqual([]);
    });
  });

  test('judges the rules alone, and says so, where no run is on record', async () => {
    await inFolder(async (shell) => {
      const portal = await portalOf(shell);
      await portal.createRule('a', scheduled('Rule a'));
      const { code, out, err } = await shell.picket('health');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('note: SentinelHealth has no runs of rules in this time');
    });
  });

  test.each(['0', '91', 'many'])('refuses to look back %s days', async (days) => {
    await inFolder(async (shell) => {
      expect(await shell.picket('health', '--days', days)).toMatchObject({
        code: 3,
        err: expect.stringContaining(days),
      });
    });
  });

  test('asks a query that the engine takes, with the columns that are read', async () => {
    const facts = (await loadKql()).analyze(healthQuery('alertRules'), shippedSchema(await readShippedFacts()));
    expect(facts.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(facts.result?.columns.map(({ name }) => name).toSorted()).toEqual(columns.toSorted());
  });
});
