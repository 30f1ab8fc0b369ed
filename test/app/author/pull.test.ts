import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { printRule } from '../../../src/content/analytics-rule/to-yaml.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { isObject } from '../../../src/core/json.ts';
import { fileStore } from '../../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../../src/emulator/portal.ts';
import { inFolder, noon, type Shell } from '../../cli/io.ts';
import { generatedAt, ruleValues } from '../../generators/analytics-rule.ts';

const config = `severities:
  "kql/*": off
  "rule/*": off
project: { name: pull, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
workspaces:
  local:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg
    workspaceName: law-pull
    emulator:
      state: state.jsonl
      settings: { queries: accepted }
`;

const portalOf = async ({ cwd }: Shell): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(cwd, 'state.jsonl')),
    clock: { now: () => noon, sleep: async () => undefined },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'rg',
      workspaceName: 'law-pull',
    },
  });

const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const live = (displayName: string): JsonObject => ({
  kind: 'NRT',
  properties: {
    displayName,
    enabled: true,
    severity: 'Low',
    query: 'SigninLogs\n| take 1',
    suppressionEnabled: false,
    suppressionDuration: 'PT5H',
    tactics: ['Impact'],
  },
});

const bodyOf = (value: JsonObject): JsonObject => {
  const rule = analyticsRule.complete(analyticsRule.parse(value));
  if (rule === undefined) throw new Error('the generator gives whole rules');
  const { properties } = analyticsRule.render(rule, { apiVersion: '2023-12-01-preview', now: generatedAt }).body;
  return isObject(properties) ? properties : {};
};

type Planned = { readonly actions: readonly string[]; readonly refusals: number };

const plan = async (shell: Shell): Promise<Planned> => {
  const { out } = await shell.picket('plan', '--format', 'json');
  const { changes, refusals }: { changes: { action: string }[]; refusals: JsonValue[] } = JSON.parse(out);
  return { actions: changes.map(({ action }) => action), refusals: refusals.length };
};

describe('pulling a workspace', () => {
  test('goes on where an interrupted run ended, with the same names, and leaves written files alone', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      const portal = await portalOf(shell);
      for (let index = 0; index < 6; index += 1)
        await portal.createRule(idOf(index), live(index % 2 === 0 ? 'Same name' : `Rule ${index}`));
      await shell.picket('pull');
      const folder = join(shell.cwd, 'analytics-rules');
      const names = (await readdir(folder)).toSorted();
      const times = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs));
      await rm(join(folder, names[0] ?? ''));
      await rm(join(folder, names[5] ?? ''));
      const { out } = await shell.picket('pull');
      expect(out).toContain('2 created, 4 unchanged');
      expect((await readdir(folder)).toSorted()).toEqual(names);
      const again = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs));
      expect(again.slice(1, 5)).toEqual(times.slice(1, 5));
      expect(await plan(shell)).toEqual({ actions: Array.from({ length: 6 }, () => 'refresh'), refusals: 0 });
    });
  });

  test('writes nothing while a file cannot be read, since it may be the one of any rule', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/broken.yaml', 'id: [\n');
      await (await portalOf(shell)).createRule(idOf(1), live('One'));
      const { code, err } = await shell.picket('pull');
      expect(code).toBe(1);
      expect(err).toContain('Nothing was written');
      expect(await readdir(join(shell.cwd, 'analytics-rules'))).toEqual(['broken.yaml']);
    });
  });

  test('makes no second file for a rule whose file has errors', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/wrong.yaml', `id: ${idOf(1).toUpperCase()}\nseverity: Critical\n`);
      await (await portalOf(shell)).createRule(idOf(1), live('One'));
      const { code, out } = await shell.picket('pull');
      expect(code).toBe(0);
      expect(out).toContain(
        'analytics-rules/wrong.yaml has its id, and errors: repair it (picket validate shows them)',
      );
      expect(await readdir(join(shell.cwd, 'analytics-rules'))).toEqual(['wrong.yaml']);
    });
  });

  test('says of a file that is not meant for the workspace why it is left alone', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', `${config}    exclude: { ids: [${idOf(1)}] }\n`);
      await shell.write('analytics-rules/one.yaml', printRule({ id: idOf(1), name: 'One', kind: 'NRT' }));
      await (await portalOf(shell)).createRule(idOf(1), live('One'));
      const { out } = await shell.picket('pull');
      expect(out).toContain('one.yaml has its id, and picket.yaml keeps it from this workspace (include, exclude).');
    });
  });

  test('into another folder, twice, writes each rule once and then finds it there', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      const portal = await portalOf(shell);
      for (const index of [1, 2]) await portal.createRule(idOf(index), live(`Rule ${index}`));
      const first = await shell.picket('pull', '--out', 'elsewhere');
      expect([first.code, first.out]).toEqual([0, expect.stringContaining('2 created')]);
      const names = (await readdir(join(shell.cwd, 'elsewhere'))).toSorted();
      expect(names).toHaveLength(2);
      const second = await shell.picket('pull', '--out', 'elsewhere');
      expect([second.code, second.out]).toEqual([0, expect.stringContaining('2 unchanged')]);
      expect(second.out).not.toContain('created');
      expect((await readdir(join(shell.cwd, 'elsewhere'))).toSorted()).toEqual(names);
    });
  });

  test('never takes over the name of another file', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('out/one.yaml', `id: ${idOf(7)}\n`);
      await (await portalOf(shell)).createRule(idOf(1), live('One'));
      await shell.picket('pull', '--out', 'out');
      expect((await readdir(join(shell.cwd, 'out'))).toSorted()).toEqual(['one-00000000.yaml', 'one.yaml']);
      expect(await readFile(join(shell.cwd, 'out/one.yaml'), 'utf8')).toBe(`id: ${idOf(7)}\n`);
    });
  });

  test('takes any edits of deployed rules back into their files, so that the next plan writes no rule', async () => {
    const pair = fc.tuple(ruleValues.NRT, ruleValues.NRT).filter(
      // A version that stands for the template's cannot be taken out of a file.
      ([value, other]) => value['alertRuleTemplateName'] === undefined && other['alertRuleTemplateName'] === undefined,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 2, maxLength: 3 }), async (pairs) => {
        await inFolder(async (shell) => {
          await shell.write('picket.yaml', config);
          for (const [index, [value]] of pairs.entries())
            await shell.write(
              `analytics-rules/r${index}.yaml`,
              printRule({ ...value, id: idOf(index), name: `R${index}` }),
            );
          expect((await shell.picket('deploy', '--yes')).code).toBe(0);
          const portal = await portalOf(shell);
          for (const [index, [value, other]] of pairs.entries()) {
            const cleared = Object.fromEntries(Object.keys(bodyOf(value)).map((key) => [key, null]));
            await portal.editRule(idOf(index), { ...cleared, ...bodyOf(other), displayName: `Edited ${index}` });
          }
          const pulled = await shell.picket('pull', '--only', 'drifted');
          expect(pulled.out).toContain(`${pairs.length} updated`);
          expect(pulled.code).toBe(0);
          expect(await plan(shell)).toEqual({ actions: pairs.map(() => 'refresh'), refusals: 0 });
        });
      }),
      { numRuns: 2 },
    );
  });
});
