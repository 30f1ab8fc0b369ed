import { describe, expect, test } from '@jest/globals';
import type { Portal } from '../../src/emulator/portal.ts';
import { inFolder } from './io.ts';
import { body, file, portalOf, type Rule, workspace } from './onboarding.ts';

const config = `project: { name: onboard, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
workspaces:
${workspace('prod')}${workspace('test')}`;

/** Ids of the files, of prod and of test, by their first digits. */
const guid = (space: 'file' | 'prod' | 'test', number: number): string =>
  `${{ file: '5f0a1c1e', prod: 'a0a1c1e5', test: 'b0a1c1e5' }[space]}-8a57-4f53-9a86-${String(number).padStart(12, '0')}`;

const etags = async (portal: Portal): Promise<ReadonlyMap<string, string | undefined>> =>
  new Map((await portal.rules()).map(({ name, etag }) => [name, etag]));

describe('picket onboard over two workspaces', () => {
  test('300 rules that both hold under ids of their own: few questions, none recreated, nothing left to do', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      // So many writes are paced by the clock, which else stands still.
      const ticking = setInterval(() => shell.later(10_000), 50);
      const portals = { prod: await portalOf(shell, 'prod'), test: await portalOf(shell, 'test') };
      const named = (n: number): Rule => ({ name: `Rule ${n}`, table: `T${n}` });
      const live = async (space: 'prod' | 'test', n: number, rule: Rule, more: Record<string, string> = {}) =>
        portals[space].createRule(guid(space, n), body(rule, more));
      for (let n = 0; n < 300; n += 1) {
        const own = named(n);
        const path = `analytics-rules/rule-${n}.yaml`;
        if (n < 200) {
          // The same in both, each under an id of its own; some made of a template, which the file is called after.
          await shell.write(path, file(guid('file', n), own));
          const template: Record<string, string> =
            n < 40 ? { alertRuleTemplateName: guid('file', n), templateVersion: '1.0.1' } : {};
          for (const space of ['prod', 'test'] as const) await live(space, n, own, template);
        } else if (n < 220) {
          // No id in the file.
          await shell.write(path, file(undefined, own));
          for (const space of ['prod', 'test'] as const) await live(space, n, own);
        } else if (n < 235) {
          // The id of another file.
          await shell.write(path, file(guid('file', n - 220), own));
          for (const space of ['prod', 'test'] as const) await live(space, n, own);
        } else if (n < 255) {
          // Renamed in one workspace.
          await shell.write(path, file(guid('file', n), own));
          await live('prod', n, { ...own, name: `Renamed ${n}` });
          await live('test', n, own);
        } else if (n < 280) {
          // Edited in one workspace.
          await shell.write(path, file(guid('file', n), own));
          await live('prod', n, own);
          await live('test', n, { ...own, severity: 'Low' });
        } else if (n < 290) {
          // Twice in one workspace, not at all in the other.
          await shell.write(path, file(guid('file', n), own));
          await live('prod', n, own);
          await live('prod', n + 1000, own);
        } else await live('test', n, own);
      }
      const before = { prod: await etags(portals.prod), test: await etags(portals.test) };
      expect([before.prod.size, before.test.size]).toEqual([300, 290]);
      let asked = 0;
      for (const space of ['prod', 'test'] as const) {
        shell.answers.push('git', 'y');
        const { err } = await shell.picket('onboard', '-w', space);
        expect(err).not.toContain('rror');
        asked += 2 - shell.answers.splice(0).length;
      }
      expect(asked).toBe(4);
      const again = new Map<string, string>();
      for (const space of ['prod', 'test'] as const) {
        const { out } = await shell.picket('onboard', '-w', space, '--yes');
        expect(out).not.toMatch(/becomes|markers/);
        again.set(space, out);
      }
      expect(again.get('prod')).toContain('onboard: prod: 270 equal, 20 differing, 10 live only.');
      expect(again.get('prod')).toContain(`It says the same as ${guid('prod', 280)}: one of the two can be deleted`);
      expect(again.get('test')).toContain('onboard: test: 255 equal, 25 differing, 10 live only, 10 file only.');
      expect(await etags(portals.prod)).toEqual(before.prod);
      expect(await etags(portals.test)).toEqual(before.test);
      const plans = [(await shell.picket('plan', '-w', 'prod')).out, (await shell.picket('plan', '-w', 'test')).out];
      clearInterval(ticking);
      expect(plans[0]).toContain('Plan: 0 to create, 20 to update, 0 to delete, 270 unchanged, 10 unmanaged.');
      expect(plans[1]).toContain('Plan: 10 to create, 25 to update, 0 to delete, 255 unchanged, 10 unmanaged.');
      expect(await shell.read('analytics-rules/rule-0.yaml')).toMatch(
        new RegExp(`^id: ${guid('file', 0)} # kept\nids:\n  prod: ${guid('prod', 0)}\n  test: ${guid('test', 0)}\n`),
      );
      expect(await shell.read('analytics-rules/rule-0.yaml')).toContain(`alertRuleTemplateName: ${guid('file', 0)}`);
      expect(await shell.read('analytics-rules/rule-210.yaml')).toMatch(
        new RegExp(`^id: ${guid('prod', 210)}\nids:\n  test: ${guid('test', 210)}\nname: Rule 210\n`),
      );
      expect((await shell.picket('validate')).out).toContain('290 files: no errors');
    });
  }, 300_000);
});
