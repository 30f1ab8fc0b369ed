import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { wordsOf } from '../scenarios/transcript.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const tables = [
  'SigninLogs',
  'SecurityEvent',
  'DeviceProcessEvents',
  'CommonSecurityLog',
  'OfficeActivity',
  'Heartbeat',
];

const target = JSON.stringify({
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-new',
  emulator: { state: 'state.jsonl' },
});

describe('picket new', () => {
  test.each(['Scheduled', 'NRT'])('writes %s rules without a finding, whatever the table', async (kind) => {
    await inFolder(async (shell) => {
      for (const table of tables) {
        const made = await shell.picket(
          'new',
          `Much of ${table}`,
          '--kind',
          kind,
          '--tactic',
          'Impact',
          '--table',
          table,
        );
        expect(made).toMatchObject({ code: 0, err: '' });
      }
      const { code, out } = await shell.picket('validate');
      expect({ code, out }).toEqual({ code: 0, out: `${tables.length * 2} files: no errors\n` });
      expect(await shell.picket('test')).toMatchObject({ code: 0 });
    });
  });

  test('names the file after the rule and switches it off', async () => {
    await inFolder(async (shell) => {
      const { out } = await shell.picket(
        ...wordsOf(
          'new "Password spray, with success" --tactic credentialaccess --severity high --technique T1110.003',
        ),
      );
      expect(out).toContain('Written: analytics-rules/password-spray-with-success.yaml\n');
      const text = await readFile(join(shell.cwd, 'analytics-rules/password-spray-with-success.yaml'), 'utf8');
      expect(text).toMatch(/^name: Password spray, with success$|^name: 'Password spray, with success'$/m);
      expect(text).toContain('severity: High\n');
      expect(text).toContain('  - CredentialAccess\n');
      expect(text).toContain('enabled: false\n');
    });
  });

  test('asks for what was not said', async () => {
    await inFolder(async (shell) => {
      shell.answers.push('', 'Odd sign-ins', 'initial access', 'InitialAccess', 'NRT', '', 'AuditLogs');
      const { code, out, err } = await shell.picket('new');
      expect(code).toBe(0);
      expect(out).toContain('odd-sign-ins.yaml');
      expect(err).toContain('It cannot be empty.');
      expect(err).toContain('Answer one of Reconnaissance');
      expect(await readFile(join(shell.cwd, 'analytics-rules/odd-sign-ins.yaml'), 'utf8')).toContain('kind: NRT\n');
    });
  });

  test.each([
    [['Spray'], 'which tactic'],
    [[], 'what the rule is called'],
    [['Spray', '--tactic', 'CredentialAcces'], 'Did you mean `CredentialAccess`?'],
    [['Spray', '--tactic', 'Impact', '--severity', 'Critical'], 'Informational, Low, Medium, High'],
    [['Spray', '--tactic', 'Impact', '--table', 'SiginLogs'], 'Did you mean `SigninLogs`?'],
    [['', '--tactic', 'Impact'], '`name` is empty.'],
    [['Spray', '--tactic', 'Impact', '--technique', 'brute force'], '`brute force`'],
  ])('%j is a usage error that says what to write', async (words, expected) => {
    await inFolder(async (shell) => {
      const { code, err } = await shell.picket('new', ...words);
      expect(code).toBe(3);
      expect(err).toContain(expected);
    });
  });

  test('says when nothing would look at the folder', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', 'content: [analytics-rules]\n');
      const below = await shell.picket('new', 'Spray', '--tactic', 'Impact', '--folder', 'analytics-rules/identity');
      expect(below.out).not.toContain('content');
      const beside = await shell.picket('new', 'Spray', '--tactic', 'Impact', '--folder', 'drafts');
      expect(beside.out).toContain('It is not checked or deployed yet: no folder under `content` in picket.yaml');
    });
  });

  test('never overwrites a file', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/spray.yaml', 'mine\n');
      const { code, err } = await shell.picket('new', 'Spray', '--tactic', 'Impact');
      expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('analytics-rules/spray.yaml exists.') });
      expect(await readFile(join(shell.cwd, 'analytics-rules/spray.yaml'), 'utf8')).toBe('mine\n');
    });
  });
});

describe('picket new --type', () => {
  const types = ['hunting-query', 'parser', 'watchlist', 'summary-rule', 'automation-rule', 'workbook', 'playbook'];

  test('writes a file of each type that has no error, can be deployed, and then is in sync', async () => {
    await inFolder(async (shell) => {
      await shell.write(
        'picket.yaml',
        `project: { name: new, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\nplaybooks: stack\nworkspaces: { local: ${target} }\n`,
      );
      for (const type of types)
        expect(await shell.picket('new', `My ${type}`, '--type', type)).toMatchObject({ code: 0, err: '' });
      expect((await shell.picket('fmt', '--check')).code).toBe(0);
      expect((await shell.picket('validate')).out).toContain(`${types.length} files: no errors`);
      expect((await shell.picket('deploy', '--yes')).out).toContain(`Deployed: ${types.length} written.`);
      expect((await shell.picket('plan')).out).toContain(`0 to update, 0 to delete, ${types.length} unchanged`);
    });
  });

  test('what has one name in several types is rendered to a file each, rows with their list', async () => {
    await inFolder(async (shell) => {
      for (const type of ['parser', 'watchlist', 'summary-rule']) await shell.picket('new', 'Scanners', '--type', type);
      await shell.picket('render', 'parsers', 'watchlists', 'summary-rules', '--out-dir', 'templates');
      const read = (name: string): Promise<string> => readFile(join(shell.cwd, 'templates', name), 'utf8');
      expect(await read('watchlists-Scanners.json')).toContain(
        '"rawContent": "Name,Note\\nexample,A line to begin with\\n"',
      );
      expect(await read('savedSearches-Scanners.json')).toContain('"etag": "*"');
      expect(await read('summaryLogs-Scanners.json')).not.toContain('etag');
    });
  });

  test('says what does not go with it, and overwrites nothing', async () => {
    await inFolder(async (shell) => {
      const made = ['new', 'Scanners', '--type', 'watchlist'];
      expect((await shell.picket(...made, '--severity', 'High')).code).toBe(3);
      expect((await shell.picket('new', '--type', 'watchlist')).code).toBe(3);
      expect((await shell.picket(...made)).code).toBe(0);
      expect((await shell.picket(...made)).err).toContain('exists');
    });
  });
});

test('a type that picket.yaml does not switch on is said to be checked only, until it says that this is meant', async () => {
  const config = (line: string): string =>
    `project: { name: new, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\n${line}workspaces: { local: ${target} }\n`;
  await inFolder(async (shell) => {
    await shell.write('picket.yaml', config(''));
    const { out } = await shell.picket('new', 'Ask', '--type', 'playbook');
    expect(out).toContain('It is checked, but not deployed yet: picket.yaml has no `playbooks: stack`.\n');
    const note =
      '1 playbook checked and not deployed: picket.yaml has no `playbooks: stack`, nor `playbooks: off`, which says that this is meant.';
    expect((await shell.picket('plan')).out).toContain(note);
    expect((await shell.picket('placements', 'Ask')).out).toMatch(/not deployed +local +picket\.yaml has no/);
    await shell.write('picket.yaml', config('playbooks: off\n'));
    expect((await shell.picket('plan')).out).not.toContain(note);
  });
});

describe('the name that picket new is given', () => {
  const config =
    'project: {name: test, id: 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21}\ncontent: [parsers]\nworkspaces: {}\n';

  test.each([
    ['vim_Dns', 'vim_Dns'],
    ['failedSignIns', 'failedSignIns'],
    ['Failed sign-ins', 'FailedSignIns'],
    ['ends_', 'Ends'],
  ])('%s is the word %s to queries', async (name, word) => {
    await inFolder(async ({ picket, write }) => {
      await write('picket.yaml', config);
      expect(await picket('new', name, '--type', 'parser')).toMatchObject({
        code: 0,
        out: `Written: parsers/${word}.yaml\n`,
      });
    });
  });

  test.each([
    ['a rule', ['--tactic', 'Execution']],
    ['a watchlist', ['--type', 'watchlist']],
  ])('may hold nothing that nobody sees, for %s', async (_, options) => {
    await inFolder(async ({ picket, write }) => {
      await write('picket.yaml', config);
      expect(await picket('new', 'Adm\u200bin', ...options)).toEqual({
        code: 3,
        out: '',
        err: 'error: The name `Adm<U+200B>in` holds a character that nobody sees.\n  Write it without `<U+200B>`. Nothing was written.\n',
      });
    });
  });
});
