import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const rule = (number: string): string =>
  readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', number);
const id = /^id: (\S+)/mu.exec(rule('07'))?.[1] ?? '';

const project = async (
  shell: Shell,
  optOut = '',
  where: 'group' | 'workspace' = 'workspace',
  more: readonly string[] = [],
): Promise<void> => {
  const entry = optOut === '' ? [] : [`    optOut: [${optOut}]`];
  const lines = [
    'project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
    ...(where === 'group' ? ['groups:', '  quiet:', ...entry] : []),
    'workspaces:',
    '  prod:',
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    '    workspaceName: law-prod',
    '    emulator: {state: prod.json}',
    ...more,
    ...(where === 'group' ? ['    groups: [quiet]'] : entry),
    '',
  ];
  await shell.write('picket.yaml', lines.join('\n'));
  await shell.write('analytics-rules/one.yaml', rule('07'));
  await shell.write('analytics-rules/two.yaml', rule('08'));
};

const runs = async (shell: Shell, name: string): Promise<boolean> =>
  (await shell.picket('show', name, '-w', 'prod')).code === 0;

describe('an opt-out', () => {
  test.each([
    ['workspace', id],
    ['group', `analytics-rule/${id}`],
  ] as const)('of a %s keeps its rule away and says so in the plan, until it ends', async (where, named) => {
    await inFolder(async (shell) => {
      await project(shell, `{rule: ${named}, reason: Too loud here, until: 2026-12-31, owner: soc@contoso.com}`, where);
      const planned = await shell.picket('plan', '-w', 'prod');
      expect(planned.out + planned.err).toContain('is not deployed:');
      expect(planned.out + planned.err).toContain('Too loud here');
      await shell.picket('deploy', '-w', 'prod', '--yes');
      expect([await runs(shell, 'Rule 07'), await runs(shell, 'Rule 08')]).toEqual([false, true]);
      shell.later(30 * 24 * 60 * 60 * 1000);
      const soon = await shell.picket('validate');
      expect(soon).toMatchObject({ code: 0, out: expect.stringContaining('ends on 2026-12-31 (Too loud here)') });
      expect(soon.out).toContain('picket.yaml:');
      shell.later(40 * 24 * 60 * 60 * 1000);
      await shell.picket('deploy', '-w', 'prod', '--yes');
      expect(await runs(shell, 'Rule 07')).toBe(true);
    });
  });

  test('that two workspaces have alike is told of each as its own', async () => {
    await inFolder(async (shell) => {
      const entry = `{rule: ${id}, reason: Too loud here, until: 2026-12-31}`;
      const other = [
        '    optOut:',
        `      - ${entry}`,
        '  test:',
        '    subscriptionId: 00000000-0000-0000-0000-000000000001',
        '    resourceGroup: rg',
        '    workspaceName: law-test',
        '    emulator: {state: test.json}',
        '    optOut:',
        `      - ${entry}`,
      ];
      await project(shell, '', 'workspace', other);
      const { out } = await shell.picket('plan', '-w', 'prod', '-w', 'test');
      const said = [...out.matchAll(/`(\w+)` opts out until 2026-12-31 \(Too loud here\)/g)].map(([, name]) => name);
      expect(said).toEqual(['prod', 'test']);
    });
  });

  test.each([
    ['an opt-out', '{rule: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a0aa, reason: Not here}', ''],
    ['its stage', '', 'lifecycle: removed\n'],
  ])('or %s keeps away what a rule of the workspace names, and that is said at its place', async (_, optOut, stage) => {
    await inFolder(async (shell) => {
      await project(shell, optOut);
      const config = readFileSync(`${shell.cwd}/picket.yaml`, 'utf8');
      await shell.write('picket.yaml', `content: [analytics-rules, parsers]\n${config}`);
      const given = `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a0aa\nCategory: Functions\nFunctionName: FailedOnes\nFunctionAlias: FailedOnes\nFunctionQuery: |\n  SigninLogs\n`;
      await shell.write('parsers/FailedOnes.yaml', given + stage);
      await shell.write('analytics-rules/two.yaml', rule('08').replace('SigninLogs', 'FailedOnes'));
      const { code, out } = await shell.picket('validate', '-w', 'prod');
      expect(code).toBe(0);
      expect(out).toMatch(
        /two\.yaml:\d+:\d+ warning The query names `FailedOnes` of parsers\/FailedOnes\.yaml, which is kept/,
      );
      if (optOut === '') await shell.write('parsers/FailedOnes.yaml', given);
      else
        await shell.write('picket.yaml', `content: [analytics-rules, parsers]\n${config.replace(/^ +optOut.*$/m, '')}`);
      expect((await shell.picket('validate', '-w', 'prod')).out).not.toContain('which is kept');
    });
  });

  test('leaves what runs already to --prune', async () => {
    await inFolder(async (shell) => {
      await project(shell);
      await shell.picket('deploy', '-w', 'prod', '--yes');
      await project(shell, `{rule: ${id}, reason: Too loud here}`);
      await shell.picket('deploy', '-w', 'prod', '--yes');
      expect(await runs(shell, 'Rule 07')).toBe(true);
      expect((await shell.picket('plan', '-w', 'prod', '--prune')).out).toContain('1 to delete');
    });
  });

  test('is said to be over, and to be about nothing, at its place in validate and plan', async () => {
    await inFolder(async (shell) => {
      await project(shell, `{rule: ${id}, reason: Too loud here, until: 2026-01-31, owner: soc@contoso.com}`);
      const over = 'ended on 2026-01-31 (Too loud here). Its owner is soc@contoso.com.';
      const checked = await shell.picket('validate');
      expect(checked).toMatchObject({ code: 0, out: expect.stringContaining(over) });
      expect(checked.out).toMatch(/picket\.yaml:\d+:\d+ +warning/u);
      expect(checked.out.split(over)).toHaveLength(2);
      const planned = await shell.picket('plan', '-w', 'prod');
      expect(planned.out + planned.err).toContain(`${over} (picket.yaml:8)`);

      await project(shell, `{rule: ${id.replace('5f0a', '5f0b')}, reason: Too loud here}`);
      const meant = `opts out of \`${id.replace('5f0a', '5f0b')}\`, and no content has that id: did you mean \`${id}\`?`;
      expect((await shell.picket('validate')).out).toContain(meant);
      const named = await shell.picket('plan', '-w', 'prod');
      expect(named.out + named.err).toContain(meant);
    });
  });

  test('is not judged by some of the files, nor by folders that its workspaces do not read', async () => {
    await inFolder(async (shell) => {
      await project(shell, `{rule: ${id}, reason: Too loud here}`);
      expect((await shell.picket('validate', 'analytics-rules/two.yaml')).out).not.toContain('no content has');
      await shell.write('prod/one.yaml', rule('07'));
      await shell.write('analytics-rules/one.yaml', rule('09'));
      expect((await shell.picket('validate')).out).toContain('no content has that id');
      await project(shell, `{rule: ${id}, reason: Too loud here}`, 'workspace', ['    content: [prod]']);
      await shell.write('analytics-rules/one.yaml', rule('09'));
      expect((await shell.picket('validate')).out).not.toContain('no content has');
    });
  });

  test('has a reason, and a day of the calendar', async () => {
    await inFolder(async (shell) => {
      await project(shell, `{rule: ${id}}`);
      expect((await shell.picket('validate')).code).not.toBe(0);
      await project(shell, `{rule: ${id}, reason: Loud, until: 2027-02-31}`);
      const { code, out, err } = await shell.picket('validate');
      expect(code).not.toBe(0);
      expect(out + err).toContain('`2027-02-31` is no day of the calendar.');
    });
  });
});
