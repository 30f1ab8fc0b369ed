import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');

const config = [
  'project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
  'groups: {early: {lifecycle: {experimental: disabled, test: deployed}}}',
  'workspaces:',
  ...['dev', 'prod'].flatMap((name) => [
    `  ${name}:`,
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    `    workspaceName: law-${name}`,
    `    emulator: {state: ${name}.json}`,
    ...(name === 'dev' ? ['    groups: [early]'] : []),
  ]),
  '',
].join('\n');

const at = async (shell: Shell, ...more: readonly string[]): Promise<void> => {
  await shell.write('picket.yaml', config);
  await shell.write('analytics-rules/one.yaml', `${rule}${more.join('\n')}\n`);
};

const runs = async (shell: Shell, name: string): Promise<boolean | undefined> => {
  const { code, out } = await shell.picket('show', 'Rule 07', '-w', name);
  if (code !== 0) return undefined;
  const { properties }: { properties: { enabled: boolean } } = JSON.parse(out);
  return properties.enabled;
};

describe('the stage of a rule', () => {
  test.each([
    ['experimental', false, undefined],
    ['test', true, false],
    ['production', true, true],
  ])('%s is %s in dev and %s in prod', async (stage, dev, prod) => {
    await inFolder(async (shell) => {
      await at(shell, `lifecycle: ${stage}`);
      for (const name of ['dev', 'prod']) {
        await shell.picket('deploy', '-w', name, '--yes');
        expect((await shell.picket('drift', '-w', name)).code).toBe(0);
      }
      expect([await runs(shell, 'dev'), await runs(shell, 'prod')]).toEqual([dev, prod]);
    });
  });

  test('takes a rule off and away again, the latter with --prune only', async () => {
    await inFolder(async (shell) => {
      await at(shell);
      await shell.picket('deploy', '-w', 'prod', '--yes');
      await at(shell, 'lifecycle: deprecated', 'deprecation: {reason: No longer fires.}');
      // Off is a loss, and needs the same approval as ever.
      expect((await shell.picket('deploy', '-w', 'prod', '--yes')).code).toBe(5);
      await at(shell, 'lifecycle: removed');
      await shell.picket('deploy', '-w', 'prod', '--yes');
      expect(await runs(shell, 'prod')).toBe(true);
      expect((await shell.picket('plan', '-w', 'prod')).out).toContain('0 to delete');
      expect((await shell.picket('plan', '-w', 'prod', '--prune')).out).toContain('1 to delete');
    });
  });

  test('is one of those that there are, and says why it is deprecated', async () => {
    await inFolder(async (shell) => {
      await at(shell, 'lifecycle: producton');
      expect(await shell.picket('validate')).toMatchObject({
        code: 1,
        out: expect.stringContaining('`producton` is no stage of a life cycle: did you mean `production`?'),
      });
      await at(shell, 'lifecycle: deprecated');
      expect(await shell.picket('validate')).toMatchObject({
        code: 1,
        out: expect.stringContaining('nothing says what takes its place or why'),
      });
      await at(shell, 'lifecycle: deprecated', 'deprecation: {replacedBy: Rule 08}');
      await shell.write('analytics-rules/two.yaml', rule.replaceAll('07', '08'));
      const { code, out } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toMatch(/one\.yaml:\d+:\d+ .*rule\/unknown-replacement/u);
      expect(out).toMatch(/replaced by `Rule 08`, and no content has that id: did you mean `[\w-]+08`\?/u);
    });
  });
});

const cases = (code: string): string =>
  [
    'cases:',
    `  - {name: fires, given: {SigninLogs: [{ResultType: "${code}", IPAddress: 10.0.0.1}]}, expect: {alerts: 1}}`,
    '  - {name: silent, given: {SigninLogs: [{ResultType: "0", IPAddress: 10.0.0.1}]}, expect: {alerts: []}}',
    '',
  ].join('\n');

describe('picket promote', () => {
  test('changes one word once the tests have passed', async () => {
    await inFolder(async (shell) => {
      await at(shell, 'lifecycle: experimental # since spring');
      for (const stage of ['experimental', 'deprecated', 'nowhere'])
        expect(await shell.picket('promote', 'Rule 07', '--to', stage)).toMatchObject({
          code: 3,
          err: expect.stringContaining(`is experimental, and is not promoted to \`${stage}\``),
        });
      expect(await shell.picket('promote', 'Rule 07')).toMatchObject({
        code: 0,
        out: 'analytics-rules/one.yaml: experimental → test\n',
      });
      const path = `${shell.cwd}/analytics-rules/one.yaml`;
      expect(readFileSync(path, 'utf8')).toBe(`${rule}lifecycle: test # since spring\n`);
      expect(await shell.picket('promote', 'Rule 07')).toMatchObject({
        err: expect.stringContaining('it has no test'),
      });
      await shell.write('analytics-rules/one.test.yaml', cases('1'));
      const failed = await shell.picket('promote', 'Rule 07');
      expect(failed).toMatchObject({ code: 5, err: expect.stringContaining('1 case of its test fails') });
      expect(readFileSync(path, 'utf8')).toContain('lifecycle: test #');
      await shell.write('analytics-rules/one.test.yaml', cases('50107'));
      expect(await shell.picket('promote', 'Rule 07')).toMatchObject({
        code: 0,
        err: expect.stringContaining('2 cases passed'),
      });
      expect(readFileSync(path, 'utf8')).toContain('lifecycle: production #');
      expect(await shell.picket('promote', 'Rule 07')).toMatchObject({
        code: 3,
        err: expect.stringContaining('there is no stage'),
      });
    });
  });

  test('leaves a file with errors where it is, and says the first of them', async () => {
    await inFolder(async (shell) => {
      await at(shell, 'lifecycle: experimental', 'noise: {maxAlertsPerDay: many}');
      const { code, out, err } = await shell.picket('promote', 'Rule 07', '--to', 'test');
      expect({ code, out }).toEqual({ code: 5, out: '' });
      expect(err).toMatch(/^error: analytics-rules\/one\.yaml is not promoted: .*maxAlertsPerDay/u);
      expect(err).toContain('picket validate analytics-rules/one.yaml shows what is wrong with it.');
      expect(readFileSync(`${shell.cwd}/analytics-rules/one.yaml`, 'utf8')).toContain('lifecycle: experimental\n');
    });
  });

  test('needs a rule that says where it stands', async () => {
    await inFolder(async (shell) => {
      await at(shell);
      expect(await shell.picket('promote', 'Rule 07')).toMatchObject({
        code: 3,
        err: expect.stringContaining('does not say where it stands'),
      });
      expect((await shell.picket('promote', 'Rule 07', '--to', 'removed')).code).toBe(3);
    });
  });
});
