import { describe, expect, test } from '@jest/globals';
import { inFolder } from './io.ts';
import { wholeInFolder } from './told.ts';
import { body, file, portalOf, type Rule, workspace } from './onboarding.ts';

const wholeFolder = wholeInFolder(import.meta.url);

const config = (...names: readonly string[]): string =>
  `project: { name: onboard, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\nworkspaces:\n${names.map(workspace).join('')}`;

const guid = (number: number): string => `5f0a1c1e-8a57-4f53-9a86-${String(number).padStart(12, '0')}`;

describe('picket onboard', () => {
  test('brings 300 rules together with two questions, recreates none, and has nothing to do the second time', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      // So many writes are paced by the clock, which else stands still.
      const ticking = setInterval(() => shell.later(10_000), 50);
      const portal = await portalOf(shell, 'prod');
      const both = async (number: number, id: string | undefined, live: Rule, own: Rule = live): Promise<void> => {
        await shell.write(`analytics-rules/rule-${number}.yaml`, file(id, own));
        await portal.createRule(guid(number), body(live));
      };
      const named = (number: number): Rule => ({ name: `Rule ${number}` });
      for (let n = 0; n < 300; n += 1) {
        if (n < 150) await both(n, guid(n), named(n));
        else if (n < 190) await both(n, guid(n + 1000), named(n));
        else if (n < 210) await both(n, undefined, named(n));
        else if (n < 230) await both(n, guid(n - 210), named(n));
        else if (n < 250)
          await both(
            n,
            guid(n + 1000),
            { name: `Renamed ${n}`, table: `T${n}` },
            { name: `Rule ${n}`, table: `T${n}` },
          );
        else if (n < 270) await both(n, guid(n), { ...named(n), severity: 'Low' }, named(n));
        else if (n < 280) await both(n, guid(n + 1000), { ...named(n), severity: 'Low' }, named(n));
        else if (n < 290) await portal.createRule(guid(n), body({ ...named(n), table: `L${n}` }));
        else await shell.write(`analytics-rules/rule-${n}.yaml`, file(guid(n), { ...named(n), table: `F${n}` }));
      }
      const before = new Map((await portal.rules()).map((rule) => [rule.name, rule.etag]));
      expect(before.size).toBe(290);
      shell.answers.push('workspace', 'y');
      const first = await shell.picket('onboard', '-w', 'prod');
      expect(first.err).not.toContain('rror');
      expect(shell.answers).toEqual([]);
      expect(first.out).toContain(
        'onboard: prod: 150 equal, 80 equal under another id, 50 differing, 10 live only, 10 file only.',
      );
      expect(first.out).toContain('markers: 280 written.');
      expect(first.out).toContain(`analytics-rules/rule-150.yaml: id ${guid(1150)} becomes ${guid(150)}.`);
      expect(first.out).toContain(`analytics-rules/rule-200.yaml: got the id ${guid(200)}.`);
      const after = new Map((await portal.rules()).map((rule) => [rule.name, rule.etag]));
      expect(after).toEqual(before);
      expect(await shell.read('analytics-rules/rule-150.yaml')).toContain(`id: ${guid(150)} # kept`);
      expect(await shell.read('analytics-rules/rule-250.yaml')).toContain('severity: Low');
      const second = await shell.picket('onboard', '-w', 'prod', '--yes');
      expect([second.code, second.out]).toEqual([
        0,
        expect.stringContaining('onboard: prod: 280 equal, 10 live only, 10 file only.'),
      ]);
      expect(second.out).not.toContain('markers:');
      const plan = await shell.picket('plan', '-w', 'prod');
      expect(plan.out).toContain('Plan: 10 to create, 0 to update, 0 to delete, 280 unchanged, 10 unmanaged.');
      clearInterval(ticking);
    });
  }, 120_000);

  test('shows a table without asking where nobody is there, and reads decisions back from its CSV', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      const portal = await portalOf(shell, 'prod');
      await shell.write('analytics-rules/a.yaml', file(guid(1), { name: 'Edited', table: 'A' }));
      await portal.createRule(guid(1), body({ name: 'Edited', table: 'A', severity: 'Low' }));
      await shell.write('analytics-rules/b.yaml', file(guid(2), { name: 'Twice', table: 'B' }));
      await shell.write('analytics-rules/c.yaml', file(guid(3), { name: 'Twice', table: 'C' }));
      await portal.createRule(guid(4), body({ name: 'Twice', table: 'D' }));
      await portal.createRule(guid(5), body({ name: '=cmd()', table: 'E' }));
      shell.terminal.there = false;
      const first = await shell.picket('onboard', '-w', 'prod', '--csv', 'table.csv');
      expect(first.out).toContain('onboard: prod: 1 differing, 1 ambiguous, 1 live only.');
      const csv = await shell.read('table.csv');
      expect(csv).toContain(`"'=cmd()"`);
      const decided = csv
        .replace(`,differing,analytics-rule,Edited`, `git,differing,analytics-rule,Edited`)
        .replace(`,ambiguous,`, `workspace,ambiguous,`)
        .replace('analytics-rules/b.yaml | analytics-rules/c.yaml', 'analytics-rules/c.yaml')
        .replace(`leave,live only`, `workspace,live only`);
      await shell.write('table.csv', decided);
      const { out, code } = await shell.picket('onboard', '-w', 'prod', '--decisions', 'table.csv', '--yes');
      expect([code, out]).toEqual([0, expect.stringContaining('markers: 3 written.')]);
      expect(await shell.read('analytics-rules/a.yaml')).toContain('severity: High');
      expect(await shell.read('analytics-rules/c.yaml')).toContain(`id: ${guid(4)} # kept`);
      expect(await shell.read('analytics-rules/c.yaml')).toContain('Identity == "D"');
      expect(await shell.read('analytics-rules/cmd.yaml')).toContain(`id: ${guid(5)}`);
      const plan = await shell.picket('plan', '-w', 'prod');
      expect(plan.out).toContain('Plan: 0 to create, 1 to update, 0 to delete, 2 unchanged, 0 unmanaged, 1 refusal.');
    });
  }, 120_000);

  test('gives a rule its own id in each workspace that held it under another one', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod', 'test'));
      await shell.write('analytics-rules/a.yaml', file(guid(1), { name: 'Shared by both' }));
      await (await portalOf(shell, 'prod')).createRule(guid(11), body({ name: 'Shared by both' }));
      await (await portalOf(shell, 'test')).createRule(guid(12), body({ name: 'Shared by both' }));
      for (const name of ['prod', 'test'])
        expect((await shell.picket('onboard', '-w', name, '--yes')).out).toContain('markers: 1 written.');
      expect(await shell.read('analytics-rules/a.yaml')).toContain(
        `id: ${guid(1)} # kept\nids:\n  prod: ${guid(11)}\n  test: ${guid(12)}\n`,
      );
      for (const name of ['prod', 'test']) {
        expect((await shell.picket('plan', '-w', name)).out).toContain(
          '0 to create, 0 to update, 0 to delete, 1 unchanged',
        );
        expect((await shell.picket('onboard', '-w', name, '--yes')).out).toBe(`onboard: ${name}: 1 equal.\n`);
      }
      expect((await shell.picket('validate')).out).toContain('no errors');
    });
  });

  test('shows an id that changed in git as such, and takes it back', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      await shell.write('analytics-rules/a.yaml', file(guid(1), { name: 'Moved' }));
      expect((await shell.picket('deploy', '-w', 'prod', '--yes')).code).toBe(0);
      await shell.write('analytics-rules/a.yaml', file(guid(2), { name: 'Moved' }));
      const { out, code } = await shell.picket('onboard', '-w', 'prod', '--yes');
      expect(code).toBe(0);
      expect(out).toContain('id changed      Moved');
      expect(out).toContain(`analytics-rules/a.yaml: id ${guid(2)} becomes ${guid(1)}.`);
      expect((await shell.picket('plan', '-w', 'prod')).out).toContain('1 unchanged');
    });
  });

  test('leaves what somebody else manages, and refuses decisions that are none', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      const portal = await portalOf(shell, 'prod');
      await shell.write('analytics-rules/a.yaml', file(guid(1), { name: 'Theirs' }));
      await portal.createRule(guid(1), body({ name: 'Theirs' }));
      await portal.seed('metadata', `analyticsrule-${guid(1)}`, {
        properties: {
          parentId: `/x/alertRules/${guid(1)}`,
          kind: 'AnalyticsRule',
          source: { kind: 'SourceRepository', name: 'Repositories' },
        },
      });
      const first = await shell.picket('onboard', '-w', 'prod', '--yes');
      expect(first.out).toContain('onboard: prod: 1 equal.');
      expect(first.out).not.toContain('markers');
      await shell.write('d.csv', 'decision,type,id,file\nperhaps,analytics-rule,x,y\n');
      const wrong = await shell.picket('onboard', '-w', 'prod', '--decisions', 'd.csv', '--yes');
      expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining('d.csv, row 2: `perhaps` is no decision.')]);
    });
  });
});
