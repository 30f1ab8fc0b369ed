import { readFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001 # kept
name: Rare logon
kind: NRT
severity: High
techniques: [T1078]
tactics: [InitialAccess]
query: SigninLogs
`;

const id = (number: number): string => `5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a10${number}`;

describe('picket convert', () => {
  test('says truly whether the file in the other folder was there', async () => {
    await inFolder(async ({ cwd, picket, write }) => {
      await write('old/a.yaml', rule);
      const convert = () => picket('convert', 'old', '--to', 'azure-sentinel', '--out', 'new');
      expect((await convert()).out).toContain('  created     new/a.yaml');
      expect((await convert()).out).toBe('convert: 1 unchanged.\n');
      await write('new/a.yaml', `${await readFile(join(cwd, 'new/a.yaml'), 'utf8')}enabled: false\n`);
      expect((await convert()).out).toContain('  updated     new/a.yaml');
    });
  });

  test.each(['- a\n', 'hello\n'])('refuses what is no rule: %j', async (text) => {
    await inFolder(async ({ cwd, picket, write }) => {
      await write('a.yaml', text);
      const { code, out } = await picket('convert', 'a.yaml', '--to', 'service');
      expect(code).toBe(6);
      expect(out).toContain('It holds no keys, so it is no rule.');
      expect(await readFile(join(cwd, 'a.yaml'), 'utf8')).toBe(text);
    });
  });

  test('writes a file for each rule of a collection, and says where keys moved', async () => {
    await inFolder(async ({ cwd, picket, write }) => {
      const one =
        'displayName: One\n    severity: Low\n    query: T\n    aggregationKind: AlertPerResult\n    playbookName: p';
      const two = 'displayName: Two\n    severity: Low\n    query: T';
      await write('all.yaml', `NRT:\n  - id: ${id(1)}\n    ${one}\n  - id: ${id(2)}\n    ${two}\n`);
      const refused = await picket('convert', 'all.yaml', '--to', 'azure-sentinel');
      expect(refused.out).toContain('It holds 2 rules, and one file holds one: name a folder with --out.');
      const { code, out } = await picket('convert', 'all.yaml', '--to', 'azure-sentinel', '--out', 'new');
      expect(code).toBe(0);
      expect(out).toContain('`aggregationKind` is now `eventGroupingSettings.aggregationKind`.');
      expect(await readFile(join(cwd, 'new/one.yaml'), 'utf8')).toBe(
        `id: ${id(1)}\nname: One\nkind: NRT\nseverity: Low\nquery: |\n  T\neventGroupingSettings:\n  aggregationKind: AlertPerResult\n` +
          '# Kept from the source; the file has no place for it:\n# playbookName: p\n',
      );
      expect(await readFile(join(cwd, 'new/two.yaml'), 'utf8')).toContain('name: Two');
    });
  });

  test('writes a rule of a collection over the file that holds it, whatever that is called, and once', async () => {
    await inFolder(async ({ cwd, picket, write }) => {
      const one = (name: string): string => `displayName: ${name}\n    severity: Low\n    query: T`;
      await write('all.yaml', `NRT:\n  - id: ${id(1)}\n    ${one('One')}\n  - id: ${id(2)}\n    ${one('Two')}\n`);
      const convert = (to: string, ...paths: readonly string[]) =>
        picket('convert', ...paths, '--to', to, '--out', 'new');
      expect((await convert('pascal-case', 'all.yaml')).out).toContain('convert: 2 created.');
      await rename(join(cwd, 'new/one.yaml'), join(cwd, 'new/mine.yaml'));
      await write('all.yaml', `NRT:\n  - id: ${id(1)}\n    ${one('Other')}\n  - id: ${id(2)}\n    ${one('Two')}\n`);
      const { out } = await convert('pascal-case', 'all.yaml');
      expect(out).toBe('  updated     new/mine.yaml  Other\nconvert: 1 updated, 1 unchanged.\n');
      await write('twin.yaml', `NRT:\n  - id: ${id(1)}\n    ${one('Twin')}\n`);
      expect((await convert('pascal-case', 'all.yaml', 'twin.yaml')).out).toBe(
        '  created     new/twin.yaml  Twin\nconvert: 1 created, 2 unchanged.\n',
      );
      expect((await readdir(join(cwd, 'new'))).toSorted()).toEqual(['mine.yaml', 'twin.yaml', 'two.yaml']);
      const beside = await picket('convert', 'new', '--to', 'service', '--out', 'new');
      expect(beside.out).toContain('convert: 3 updated.');
    });
  });

  test('writes no rule over another one of the same run, whatever their names and ids', async () => {
    await inFolder(async ({ cwd, picket, write }) => {
      const one = (number: number, query: string): string =>
        `  - id: ${id(number)}\n    displayName: Rare logon\n    severity: Low\n    query: ${query}\n`;
      await write('old/all.yaml', `NRT:\n${one(1, 'A')}${one(2, 'B')}${one(1, 'C')}`);
      await write('old/more.yaml', `NRT:\n${one(2, 'D')}`);
      await write('old/rare-logon.yaml', rule);
      const convert = () => picket('convert', 'old', '--to', 'service', '--out', 'new');
      const { code, out } = await convert();
      expect(code).toBe(6);
      expect(out).toContain(`\`${id(1)}\` is the id of a rule before it too, in new/`);
      expect(out).toContain('convert: 4 created, 1 refused.');
      const texts = await Promise.all(
        (await readdir(join(cwd, 'new'))).map((name) => readFile(join(cwd, 'new', name), 'utf8')),
      );
      const queries = texts.map((text) => /query:[\s|]*(\w+)/.exec(text)?.[1]);
      expect(new Set(queries)).toEqual(new Set(['A', 'B', 'D', 'SigninLogs']));
      expect((await convert()).out).toContain('convert: 4 unchanged, 1 refused.');
    });
  });

  test.each([
    ['in place', []],
    ['into a folder', ['--out', 'new']],
  ])('leaves a file alone of which a value would be lost, %s', async (_, options) => {
    await inFolder(async ({ cwd, picket, write }) => {
      const text = `${rule}severity: Low\n`;
      await write('a.yaml', text);
      await write('b.yaml', `${rule}---\n${text}`);
      const { code, out } = await picket('convert', '.', '--to', 'service', ...options);
      expect(code).not.toBe(0);
      expect(out).toContain('The key `severity` stands twice in the same mapping.');
      expect(await readFile(join(cwd, 'a.yaml'), 'utf8')).toBe(text);
      expect(await readdir(cwd)).not.toContain('new');
    });
  });

  test('says of values that do not fit what is wrong with them, and nothing of comments', async () => {
    await inFolder(async ({ picket, write }) => {
      await write('a.yaml', rule.replace('SigninLogs', 'SigninLogs | where A == %%App%%'));
      await write('values.yaml', 'ReplaceQueryVariables: {App: {a: 1}}\n');
      const { code, out } = await picket('convert', 'a.yaml', '--to', 'service', '--parameters', 'values.yaml');
      expect(code).toBe(6);
      expect(out).toContain('%%App%%');
      expect(out).not.toContain('comments');
    });
  });

  test('unwraps an envelope in place, and moves no comment without being asked', async () => {
    await inFolder(async ({ cwd, picket, write }) => {
      const envelope = `id: my-rule\npayload:\n  kind: NRT\n  displayName: One\n  severity: Low\n  query: T\n`;
      await write('a.yaml', envelope);
      expect((await picket('convert', 'a.yaml', '--to', 'azure-sentinel')).code).toBe(0);
      const text = 'id: my-rule\nname: One\nkind: NRT\nseverity: Low\nquery: |\n  T\n';
      expect(await readFile(join(cwd, 'a.yaml'), 'utf8')).toBe(text);
      await write('b.yaml', `# why\n${envelope}`);
      const { out } = await picket('convert', 'b.yaml', '--to', 'azure-sentinel');
      expect(out).toContain('Its comments would move to the end of the file: name a folder with --out.');
      await picket('convert', 'b.yaml', '--to', 'azure-sentinel', '--out', 'new');
      expect(await readFile(join(cwd, 'new/one.yaml'), 'utf8')).toBe(`${text}# Comments of the source:\n# why\n`);
    });
  });
});

describe('variables of SentinelARConverter', () => {
  const variables = (query: string): string =>
    [
      'id: 0a6e3c1b-55d0-4a92-8a94-3f7c1e2b9d04',
      'name: Rare logon',
      'version: 1.0.0',
      'kind: NRT',
      'severity: Low',
      `query: ${query}`,
      '',
    ].join('\n');
  const open = 'SigninLogs | where A in (%%Apps%%) and B == %%Code%%';

  test('become parameters of the rule, and a file says nothing of them that no value is given for', async () => {
    await inFolder(async (shell) => {
      await shell.write('old/one.yaml', variables('SigninLogs | where A in (%%Apps%%) | take %%Most:5%%'));
      await shell.write('values.yaml', 'ReplaceQueryVariables: {Apps: [a, b], Nope: 3}\n');
      const plain = await shell.picket('convert', 'old', '--to', 'service', '--out', 'plain');
      expect(plain).toMatchObject({ code: 0 });
      expect(plain.out).toContain('Now parameters of the rule: Apps, Most.');
      const given = ['--out', 'given', '--parameters', 'values.yaml'];
      expect((await shell.picket('convert', 'old', '--to', 'service', ...given)).out).toContain(
        'note: values.yaml gives `Nope`, and no query has `%%Nope%%`: the value was used nowhere.',
      );
      const text = await readFile(join(shell.cwd, 'given/one.yaml'), 'utf8');
      expect(text).toContain('where A in ("a","b") | take {{param.Most}}');
    });
  });

  test('outside of a query are named as what they are', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/one.yaml', rule.replace('High', "'%%Level:High%%'"));
      expect((await shell.picket('validate', '--no-kql')).out).toContain(
        'hint: `%%Level:High%%` is a variable of SentinelARConverter',
      );
    });
  });

  test('that nothing tells the type of leave the rule put aside, and convert with values refuses them', async () => {
    await inFolder(async (shell) => {
      await shell.write('old/one.yaml', variables(open));
      await shell.write('values.yaml', 'ReplaceQueryVariables: {Apps: [a, b]}\n');
      const { out } = await shell.picket('import', 'rules', 'old');
      expect(out).toContain('incomplete  put-aside/rare-logon.yaml');
      expect(out).toContain('`%%Code%%` cannot become a parameter: nothing tells the type of its value.');
      const refused = await shell.picket('convert', 'old', '--to', 'service', '--parameters', 'values.yaml');
      expect(refused).toMatchObject({ code: 6 });
    });
  });
});
