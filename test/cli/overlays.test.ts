import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');
const numbered = (number: string): string => rule.replaceAll('NN', number);

const place = (name: string, ...more: readonly string[]): readonly string[] => [
  `  ${name}:`,
  '    subscriptionId: 00000000-0000-0000-0000-000000000001',
  '    resourceGroup: rg',
  `    workspaceName: law-${name}`,
  `    emulator: {state: ${name}.json}`,
  ...more.map((line) => `    ${line}`),
];

const project = async (shell: Shell, ...config: readonly string[]): Promise<void> => {
  await shell.write(
    'picket.yaml',
    ['project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}', ...config, ''].join('\n'),
  );
  await shell.write('analytics-rules/one.yaml', numbered('07'));
  await shell.write('analytics-rules/two.yaml', numbered('08'));
};

describe('overlays', () => {
  test('change what a workspace is deployed, and nothing elsewhere', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        'groups:',
        '  quiet: {overlays: [{set: {severity: Informational}}]}',
        'workspaces:',
        ...place('dev'),
        ...place('prod', 'groups: [quiet]', 'overlays:', '  - select: {names: ["Rule 07"]}', '    enabled: false'),
      );
      expect(await shell.picket('validate')).toMatchObject({ code: 0 });
      for (const name of ['dev', 'prod']) expect((await shell.picket('deploy', '-w', name, '--yes')).code).toBe(0);
      const running = async (name: string): Promise<unknown> =>
        JSON.parse((await shell.picket('show', 'Rule 07', '-w', name)).out);
      expect(await running('dev')).toMatchObject({ properties: { enabled: true, severity: 'Medium' } });
      expect(await running('prod')).toMatchObject({ properties: { enabled: false, severity: 'Informational' } });
      expect((await shell.picket('drift', '-w', 'prod')).code).toBe(0);
      expect((await shell.picket('plan', '-w', 'prod')).out).toContain('2 unchanged');
      const { out } = await shell.picket('diff', '-w', 'dev', '-w', 'prod', 'Rule 07');
      expect(out).toContain('severity: Medium → Informational');
      expect(out).toContain('enabled: true → false');
      expect(out).not.toContain('Rule 08');
    });
  });

  test('have what is wrong with them said where they say it, with the file and the workspaces', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        'groups:',
        '  loud:',
        '    overlays:',
        '      - select: {ids: [00000000-0000-4000-8000-00000000a007]}',
        '        set: {severity: Hgih}',
        'workspaces:',
        ...place('dev'),
        ...place('prod', 'groups: [loud]'),
      );
      const id = /^id: (.*)$/m.exec(numbered('07'))?.[1] ?? '';
      const config = readFileSync(`${shell.cwd}/picket.yaml`, 'utf8');
      await shell.write('picket.yaml', config.replace('00000000-0000-4000-8000-00000000a007', id));
      const { code, out } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toContain('picket.yaml:6:25 error `Hgih` is no severity: did you mean `High`?');
      expect(out).toContain('analytics-rules/one.yaml It is about what becomes of');
      expect(out).toContain('Found as it goes to prod.');
      expect((await shell.picket('validate', '-w', 'dev')).code).toBe(0);
      expect((await shell.picket('deploy', '-w', 'prod', '--yes')).code).toBe(1);
    });
  });

  test('that give a rule the id of another are an error of the workspace', async () => {
    await inFolder(async (shell) => {
      const other = /^id: (.*)$/m.exec(numbered('08'))?.[1] ?? '';
      await project(
        shell,
        'workspaces:',
        ...place('dev'),
        ...place('prod', 'overlays:', `  - {select: {names: ["Rule 07"]}, set: {id: ${other}}}`),
      );
      const { code, out } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toContain(`The id \`${other}\` is also the id of analytics-rules/one.yaml`);
      expect(out).toContain('Found as it goes to prod.');
      expect((await shell.picket('validate', '-w', 'dev')).code).toBe(0);
    });
  });

  test('are written back to by a pull where they are of one rule and one workspace, and left with a reason elsewhere', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        'groups:',
        '  many: {overlays: [{set: {queryFrequency: 2h, queryPeriod: 2h}}]}',
        'workspaces:',
        ...place('dev', 'groups: [many]'),
        ...place(
          'prod',
          'groups: [many]',
          'overlays:',
          '  - select: {names: ["Rule 07"]}',
          '    set: {severity: Low} # tuned',
        ),
      );
      expect((await shell.picket('deploy', '-w', 'prod', '--yes')).code).toBe(0);
      const edit = await shell.picket(
        'emulator',
        'edit',
        'Rule 07',
        'severity=High',
        'queryFrequency=3h',
        'queryPeriod=3h',
        'description=Changed in the portal by hand.',
        '-w',
        'prod',
      );
      expect(edit).toMatchObject({ code: 0 });
      const { out } = await shell.picket('pull', '-w', 'prod');
      expect(readFileSync(`${shell.cwd}/picket.yaml`, 'utf8')).toContain('    set: {severity: High} # tuned');
      const file = readFileSync(`${shell.cwd}/analytics-rules/one.yaml`, 'utf8');
      expect(file).toContain('Changed in the portal by hand.');
      expect(file).toContain('severity: Medium');
      expect(out).toContain(
        'queryFrequency was not written: it comes from picket.yaml:3, and it holds for 2 workspaces.',
      );
    });
  });

  test('that are wrong in one workspace leave nothing to compare, and that is said', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        'workspaces:',
        ...place('dev'),
        ...place('prod', 'overlays: [{select: {names: ["Rule 07"]}, set: {severity: Hgih}}]'),
      );
      for (const names of [
        ['dev', 'prod'],
        ['prod', 'dev'],
      ]) {
        const { code, out } = await shell.picket('diff', ...names.flatMap((name) => ['-w', name]));
        expect([code, out]).toEqual([1, expect.stringContaining('not compared: it has errors in prod')]);
        expect(out).not.toContain('only');
      }
      const { out } = await shell.picket('diff', '-w', 'dev', '-w', 'prod', '--format', 'json');
      expect(JSON.parse(out)).toMatchObject({ items: [{ name: 'Rule 07', invalid: 'prod', fields: [] }] });
    });
  });

  test('say where each value comes from', async () => {
    await inFolder(async (shell) => {
      const exclude = '[{where: {Count: 5}, until: 2027-06-01, reason: Known}]';
      await project(
        shell,
        'workspaces:',
        ...place('prod', `overlays: [{set: {severity: Low}}, {exclude: ${exclude}}]`),
      );
      const { out } = await shell.picket('show', 'Rule 07', '-w', 'prod', '--origin');
      expect(out).toMatch(/^query .* {2}← analytics-rules\/one\.yaml:\d+, picket\.yaml:8 \(prod\)$/m);
      expect(out).toMatch(/^severity +Low {2}← picket\.yaml:8 \(prod\)$/m);
      expect(out).toMatch(/^name +Rule 07 {2}← analytics-rules\/one\.yaml:\d+$/m);
      const said = async (format: string): Promise<string> =>
        (await shell.picket('show', 'Rule 07', '-w', 'prod', '--origin', '--format', format)).out;
      const { origins, ...rest } = JSON.parse(await said('json'));
      expect(rest).toEqual({ version: 1, command: 'show', workspace: 'prod' });
      expect(origins).toContainEqual({ key: 'severity', value: 'Low', path: 'picket.yaml', line: 8, layer: 'prod' });
      expect(origins).toContainEqual(
        expect.objectContaining({ key: 'query', parts: [{ path: 'picket.yaml', line: 8, layer: 'prod' }] }),
      );
      expect(await said('markdown')).toContain('| `severity` | Low | `picket.yaml:8 (prod)` |');
      expect(await shell.picket('show', 'Rule 07', '-w', 'prod', '--format', 'json')).toMatchObject({
        code: 3,
        err: expect.stringContaining('--format is for --origin.'),
      });
    });
  });

  test('are in templates for a workspace', async () => {
    await inFolder(async (shell) => {
      await project(shell, 'workspaces:', ...place('prod', 'overlays: [{set: {severity: Low}}]'));
      await shell.picket('render', '--single', 'all.json');
      await shell.picket('render', '--single', 'prod.json', '-w', 'prod');
      expect(readFileSync(`${shell.cwd}/all.json`, 'utf8')).not.toContain('"severity": "Low"');
      expect(readFileSync(`${shell.cwd}/prod.json`, 'utf8')).toContain('"severity": "Low"');
    });
  });

  test('are in the cases of tests that say as what workspace they run', async () => {
    await inFolder(async (shell) => {
      await project(
        shell,
        'workspaces:',
        ...place(
          'prod',
          'overlays: [{select: {names: ["Rule 07"]}, set: {query: "SigninLogs | where ResultType == \\"2\\""}}]',
        ),
      );
      const one = numbered('07').replace(/^query: .*\n(?: {2}.*\n)*/m, 'query: SigninLogs | where ResultType == "1"\n');
      await shell.write('analytics-rules/one.yaml', one);
      const cases = (as: string): string =>
        [
          'cases:',
          '  - {name: as it is, given: {SigninLogs: [{ResultType: "2"}]}, expect: {alerts: []}}',
          `  - {name: in prod, as: ${as}, given: {SigninLogs: [{ResultType: "2"}]}, expect: {alerts: 1}}`,
          '',
        ].join('\n');
      await shell.write('analytics-rules/one.test.yaml', cases('prod'));
      const ran = await shell.picket('test');
      expect(ran).toMatchObject({ code: 0 });
      await shell.write('analytics-rules/one.test.yaml', cases('prd'));
      expect(await shell.picket('test')).toMatchObject({
        code: 1,
        out: expect.stringContaining('There is no workspace `prd`: did you mean `prod`?'),
      });
    });
  });
});
