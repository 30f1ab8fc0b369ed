import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8')
  .replaceAll('NN', '07')
  .replace("'50107'", '{{param.Code}}')
  .replace('triggerThreshold: 0', 'triggerThreshold: {param: Most}');

const config = (prod: string, declared = 'Code: {type: string, default: "50126"}, Most: {type: long}'): string =>
  [
    'project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
    `parameters: {${declared}}`,
    'groups: {all: {parameters: {Most: 3}}}',
    'workspaces:',
    ...['dev', 'prod'].flatMap((name) => [
      `  ${name}:`,
      '    subscriptionId: 00000000-0000-0000-0000-000000000001',
      '    resourceGroup: rg',
      `    workspaceName: law-${name}`,
      `    emulator: {state: ${name}.json}`,
      ...(name === 'prod' ? prod.split('\n').filter((line) => line !== '') : []),
    ]),
    '',
  ].join('\n');

const project = async (shell: Shell, ...given: Parameters<typeof config>): Promise<void> => {
  await shell.write('picket.yaml', config(...given));
  await shell.write('analytics-rules/one.yaml', rule);
};

describe('parameters', () => {
  test('are values of a workspace, of its groups, or their defaults', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        "    groups: [all]\n    parameters: {Code: 'a\"b'}",
        'Code: {type: string, default: "50126"}, Most: {type: long, default: 0}',
      );
      expect(await shell.picket('validate')).toMatchObject({ code: 0 });
      const body = async (name: string): Promise<unknown> => {
        await shell.picket('deploy', '-w', name, '--yes');
        return JSON.parse((await shell.picket('show', 'Rule 07', '-w', name)).out);
      };
      expect(await body('dev')).toMatchObject({
        properties: { triggerThreshold: 0, query: expect.stringContaining('ResultType == "50126"') },
      });
      expect(await body('prod')).toMatchObject({
        properties: { triggerThreshold: 3, query: expect.stringContaining(String.raw`ResultType == "a\"b"`) },
      });
      expect((await shell.picket('drift', '-w', 'prod')).code).toBe(0);
      const { out } = await shell.picket('show', 'Rule 07', '-w', 'prod', '--origin');
      expect(out).toMatch(/^triggerThreshold +3 {2}← picket\.yaml:3 \(all, parameter Most\)$/m);
      expect(out).toMatch(
        /^query +SigninLogs … \(3 lines\) {2}← analytics-rules\/one\.yaml:\d+ \(parameter Code\), picket\.yaml:16 \(prod\)$/m,
      );
    });
  });

  test('that nothing sets are an error that names the workspaces', async () => {
    await inFolder(async (shell) => {
      await project(shell, '    groups: [all]');
      const { code, out } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toContain('The parameter `Most` has no value in `dev`, and no default.');
      expect((await shell.picket('validate', '-w', 'prod')).code).toBe(0);
      expect((await shell.picket('validate', '-w', 'dev')).code).toBe(1);
    });
  });

  test('of the wrong type are an error where they are set', async () => {
    await inFolder(async (shell) => {
      await project(shell, '    groups: [all]\n    parameters: {Code: 5}');
      const { code, out } = await shell.picket('validate', '-w', 'prod');
      expect(code).toBe(1);
      expect(out).toContain(
        'picket.yaml:16:24 error `5` is no value of the parameter `Code`, which is of type string.',
      );
      expect(out).not.toContain('kql/syntax');
    });
  });

  test('stand in no text, no query as a whole and nothing that says what a file is', async () => {
    await inFolder(async (shell) => {
      await project(shell, '    groups: [all]');
      for (const [key, words] of [
        ['name', '`name` is a text, which takes no parameter.'],
        ['id', '`id` says what the file is, before parameters are known.'],
      ] as const) {
        await shell.write(
          'analytics-rules/one.yaml',
          rule.replace(new RegExp(`^${key}: .*$`, 'm'), `${key}: {param: Code}`),
        );
        const { code, out } = await shell.picket('validate', '-w', 'prod');
        expect(code).toBe(1);
        expect(out).toContain(words);
        expect(out).not.toContain('schema/wrong-type');
      }
    });
  });

  test('in a query have what is wrong beside them said at its place in the file', async () => {
    await inFolder(async (shell) => {
      await project(shell, '    groups: [all]\n    parameters: {Code: "a rather long value of this parameter"}');
      await shell.write('analytics-rules/one.yaml', rule.replace('{{param.Code}}', '{{param.Code}} and Nope == 1'));
      const { out } = await shell.picket('validate', '-w', 'prod');
      expect(out).toContain('| where ResultType == {{param.Code}} and Nope == 1');
      expect(out).toMatch(/one\.yaml:16:44 error There is no column/);
    });
  });

  test('of a rule are declared by it', async () => {
    await inFolder(async (shell) => {
      await shell.write(
        'analytics-rules/one.yaml',
        `${rule}parameters:\n  Code: {type: list, default: ["1", "2"]}\n  Most: {type: long, default: 2}\n`
          .replace('== {{', 'in ({{')
          .replace('}}', '}})'),
      );
      expect(await shell.picket('validate')).toMatchObject({ code: 0 });
      await shell.picket('deploy', '--yes');
      expect((await shell.picket('show', 'Rule 07')).out).toContain(String.raw`in (dynamic([\"1\",\"2\"]))`);
    });
  });

  test('in a query have the place of their value said beside that of the query', async () => {
    await inFolder(async (shell) => {
      await project(shell, '    groups: [all]');
      const { out } = await shell.picket('show', 'Rule 07', '-w', 'prod', '--origin');
      expect(out).toMatch(/^query .* {2}← analytics-rules\/one\.yaml:\d+ \(parameter Code\), picket\.yaml:2$/m);
      expect(out).toMatch(/^triggerThreshold +3 {2}← picket\.yaml:3 \(all, parameter Most\)$/m);
    });
  });

  test("that a rule and picket.yaml declare are the rule's in it, which is said", async () => {
    await inFolder(async (shell) => {
      await project(shell, '    groups: [all]');
      await shell.write('analytics-rules/one.yaml', `${rule}parameters:\n  Code: {type: string, default: "50999"}\n`);
      const { code, out } = await shell.picket('validate', '-w', 'prod');
      expect(code).toBe(0);
      expect(out).toMatch(/one\.yaml:\d+:\d+ warning The parameter `Code` is declared in picket\.yaml as well/);
      const { out: shown } = await shell.picket('show', 'Rule 07', '-w', 'prod', '--origin');
      expect(shown).toMatch(/^query .*\(parameter Code\), analytics-rules\/one\.yaml:\d+$/m);
    });
  });
});
