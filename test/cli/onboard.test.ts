import { describe, expect, test } from '@jest/globals';
import { inFolder } from './io.ts';
import { wholeInFolder } from './told.ts';
import { body, config, file, guid, marker, portalOf, type Rule, rule } from './onboarding.ts';

const wholeFolder = wholeInFolder(import.meta.url);

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
      await shell.read('analytics-rules/cmd.yaml');
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
      await shell.write('d.csv', 'decision,type,id,file\nperhaps,analytics-rule,x,y\n');
      const wrong = await shell.picket('onboard', '-w', 'prod', '--decisions', 'd.csv', '--yes');
      expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining('d.csv, row 2: `perhaps` is no decision.')]);
    });
  });
});

describe('picket onboard, by how files and rules stand', () => {
  test('ids that are missing, empty, repeated, those of a workspace or of another case', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod', 'test', 'local'));
      const portal = await portalOf(shell, 'prod');
      const both = async (path: string, text: string, number: number, live: Rule): Promise<void> => {
        await shell.write(`analytics-rules/${path}.yaml`, text);
        await portal.createRule(guid(number), body(live));
      };
      // Of two with one id the one that the workspace calls by its name keeps it.
      await shell.write('analytics-rules/twice-a.yaml', file(guid(1), rule('Copied')));
      await both('twice-b', file(guid(1), rule('Original')), 1, rule('Original'));
      await shell.write('analytics-rules/nowhere-a.yaml', file(guid(2), rule('Nowhere a')));
      await shell.write('analytics-rules/nowhere-b.yaml', file(guid(2).toUpperCase(), rule('Nowhere b')));
      await shell.write('analytics-rules/none.yaml', file(undefined, rule('None')));
      await shell.write('analytics-rules/empty.yaml', file("' '", rule('Empty')));
      await both('none-live', file(undefined, rule('None live')), 13, rule('None live'));
      await both('own', file(guid(4), rule('Own')).replace('name:', `ids: {test: ${guid(5)}}\nname:`), 14, rule('Own'));
      await both(
        'here',
        file(guid(6), rule('Here')).replace('name:', `ids: {prod: ${guid(16)}}\nname:`),
        16,
        rule('Here'),
      );
      await both('case', file(guid(7).toUpperCase(), rule('Case')), 7, rule('Case'));
      await shell.write('analytics-rules/broken.yaml', file(guid(8), rule('Broken')).replace('1h', 'often'));
      await shell.write('analytics-rules/unreadable.yaml', 'name: [');
      await shell.picket('onboard', '-w', 'prod', '--csv', 'table.csv');
      await shell.read('table.csv');
      await shell.picket('onboard', '-w', 'prod', '--yes');
      for (const path of ['analytics-rules/unreadable.yaml', 'analytics-rules/broken.yaml'])
        await shell.write(path, file(guid(path.length), rule(`Mended ${path.length}`)));
      for (const name of ['twice-a', 'nowhere-a', 'nowhere-b', 'none', 'empty', 'none-live', 'own', 'here', 'case'])
        await shell.read(`analytics-rules/${name}.yaml`);
      const { out } = await shell.picket('onboard', '-w', 'test');
      expect(out).toContain('onboard: test: 12 file only.');
    });
  });

  test('what belongs to others, to nobody any more, or to this project', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      const portal = await portalOf(shell, 'prod');
      const own = (name: string, number: number, of: Rule): Promise<void> =>
        shell.write(`analytics-rules/${name}.yaml`, file(guid(number), of));
      await own('edited', 1, rule('Edited'));
      await own('moved', 2, rule('Moved'));
      await own('gone', 3, rule('Gone'));
      await own('deleted', 4, rule('Deleted'));
      await shell.picket('deploy', '-w', 'prod', '--yes', '--format', 'pretty=deployed.txt');
      await portal.editRule(guid(1), { severity: 'Low', description: 'Other.' });
      await portal.deleteRule(guid(4));
      await own('moved', 12, rule('Moved'));
      await own('gone', 13, rule('Another'));
      await own('theirs', 5, rule('Theirs'));
      await portal.createRule(guid(5), body(rule('Theirs', { severity: 'Low' })));
      await portal.seed(...marker(5, { kind: 'SourceRepository', name: 'Repositories' }));
      await portal.createRule(guid(6), body(rule('Of the hub')));
      await portal.seed(...marker(6, { kind: 'Solution', name: 'Solution' }));
      await portal.createRule(guid(7), body(rule('Edited', { severity: 'Low' })));
      await portal.createRule(guid(8), body(rule('Of the hub')));
      await portal.createRule(guid(9), body(rule('Alone')));
      await shell.picket('onboard', '-w', 'prod', '--csv', 'table.csv', '--yes');
      const csv = await shell.read('table.csv');
      await shell.write(
        'decided.csv',
        `\uFEFF${csv
          .replace('decision,', 'DECISION ,')
          .replace('leave,differing,analytics-rule,Edited', ' Workspace ,differing,analytics-rule,Edited')
          .replace('leave,differing,analytics-rule,Theirs', 'git,differing,analytics-rule,Theirs')
          .replace('leave,live only,analytics-rule,Alone', 'workspace,live only,analytics-rule,Alone')}`,
      );
      await shell.picket('onboard', '-w', 'prod', '--decisions', 'decided.csv', '--yes');
      await shell.read('analytics-rules/edited.yaml');
      await shell.read('analytics-rules/alone.yaml');
      await shell.picket('plan', '-w', 'prod');
      const { out } = await shell.picket('onboard', '-w', 'prod', '--decisions', 'decided.csv', '--yes');
      expect(out).not.toContain('markers');
    });
  });

  test('several that may be one, and what an answer decides', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      const portal = await portalOf(shell, 'prod');
      const pair = async (number: number, name: string, more: Record<string, string> = {}): Promise<void> => {
        await shell.write(`analytics-rules/rule-${number}.yaml`, file(guid(number), rule(name)));
        await portal.createRule(guid(number), body(rule(name, { severity: 'Low' }), more));
      };
      await pair(1, 'First');
      await pair(2, 'Second', { alertRuleTemplateName: guid(99), templateVersion: '1.0.1' });
      await shell.write('analytics-rules/kept.yaml', file(guid(3), rule('Kept')));
      await portal.createRule(
        guid(3),
        body(rule('Kept'), { alertRuleTemplateName: guid(98), templateVersion: '2.0.0' }),
      );
      for (const table of ['A', 'B'])
        await shell.write(
          `analytics-rules/same-${table}.yaml`,
          file(guid(10 + table.charCodeAt(0)), { name: 'Same', table }),
        );
      for (const table of ['C', 'D'])
        await portal.createRule(guid(20 + table.charCodeAt(0)), body({ name: 'Same', table }));
      await portal.createRule(guid(30), body(rule('Shown', { severity: 'Low' })));
      shell.answers.push('', 'n');
      await shell.picket('onboard', '-w', 'prod');
      shell.answers.push('w', 'no');
      await shell.picket('onboard', '-w', 'prod', '--csv', 'table.csv');
      await shell.read('table.csv');
      shell.answers.push('perhaps', ' YES ');
      await shell.picket('onboard', '-w', 'prod', '--format', 'json=table.json');
      expect(shell.answers).toEqual([]);
      await shell.read('analytics-rules/kept.yaml');
      await shell.read('analytics-rules/rule-2.yaml');
      shell.answers.push('WORK', 'y');
      await shell.picket('onboard', '-w', 'prod');
      await shell.read('analytics-rules/rule-2.yaml');
      await shell.picket('onboard', '-w', 'prod', '--yes');
    });
  });

  test('tables that cannot be read, or are about something else', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      await shell.write('analytics-rules/a.yaml', file(guid(1), rule('One')));
      const decide = async (text: string): Promise<void> => {
        await shell.write('d.csv', text);
        await shell.picket('onboard', '-w', 'prod', '--decisions', 'd.csv', '--yes');
      };
      const head = 'decision,type,id,file';
      await shell.picket('onboard', '-w', 'prod', '--decisions', 'gone.csv', '--yes');
      for (const text of [
        '',
        'decision,type,file\n',
        'type,id\n',
        `${head}\ngit,analytics-rule,,analytics-rules/a.yaml\n`,
        `${head}\ngit,analytics-rule,,'analytics-rules/a.yaml \n\nLEAVE,analytics-rule,${guid(9)},\n`,
        `${head}\ngit,analytics-rule,,analytics-rules/a.yaml\ngitt,analytics-rule,,analytics-rules/a.yaml\n`,
        `${head}\ngit\nleave,analytics-rule,${guid(9)},\n`,
      ])
        await decide(text);
      await shell.write('picket.yaml', config('prod').replace(/^project.*\n/, ''));
      await decide(head);
      await shell.write('picket.yaml', config('prod').replace('emulator:', 'ownership: none\n    emulator:'));
      await decide(head);
      expect(await shell.read('analytics-rules/a.yaml')).toBe(file(guid(1), rule('One')));
    });
  });
});
