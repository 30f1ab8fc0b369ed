import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { attacks } from '../fixtures/injection.ts';
import { markupIn } from '../report/markup.ts';
import { dangerous, expectInert } from './inert-output.ts';
import { inFolder, noon, type Shell } from './io.ts';

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-injection',
} as const;

const config = `project: { name: injection, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
workspaces:
  local:
    subscriptionId: ${target.subscriptionId}
    resourceGroup: rg
    workspaceName: law-injection
    emulator: { state: state.jsonl, settings: { queries: accepted } }
`;

const idOf = (index: number): string => `5f0a1c1e-8a57-4f53-9a86-${String(index).padStart(12, '0')}`;

const texts = attacks.map(({ text }) => text);

/** What a service keeps of a text: halves of surrogate pairs do not come through JSON in UTF-8. */
const kept = (text: string): string => text.toWellFormed();

/** A workspace in which somebody put each of the texts into every text of a rule. */
const attacked = (owned: boolean, work: (shell: Shell, portal: Portal) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    if (owned) {
      for (const index of texts.keys())
        await shell.write(
          `analytics-rules/r${index}.yaml`,
          `id: ${idOf(index)}\nname: Rule ${index}\nversion: 1.0.0\ndescription: Finds it.\nkind: NRT\nseverity: Low\ntactics: [Impact]\nquery: |\n  SigninLogs | take ${index + 1}\n`,
        );
      expect((await shell.picket('deploy', '--yes')).code).toBe(0);
    }
    const portal = createPortal({
      store: await fileStore(join(shell.cwd, 'state.jsonl')),
      clock: { now: () => noon, sleep: () => Promise.resolve() },
      target,
      caller: kept(texts[4] ?? ''),
    });
    for (const [index, given] of texts.entries()) {
      const text = kept(given);
      const properties = {
        displayName: `${text} ${index}`,
        description: text,
        query: `SigninLogs // ${text}`,
        severity: 'Low',
        enabled: true,
        suppressionEnabled: false,
        suppressionDuration: 'PT5H',
        tactics: ['Impact', text],
        customDetails: { [text]: text },
        alertDetailsOverride: { alertDisplayNameFormat: text },
        [text]: text,
      };
      await (owned
        ? portal.editRule(idOf(index), properties)
        : portal.createRule(idOf(index), { kind: 'NRT', properties }));
    }
    await work(shell, portal);
  });

const formats = ['pretty', 'json', 'sarif', 'junit', 'github', 'markdown'] as const;

describe(`${texts.length} texts in every text of live rules come out as text`, () => {
  test.each([
    ['of this project', true],
    ['of nobody', false],
  ])('of rules %s, from plan and drift in every format', async (_whose, owned) => {
    await attacked(owned, async (shell) => {
      for (const command of ['plan', 'drift'])
        for (const format of formats) {
          const { code, out, err } = await shell.picket(command, '--format', format);
          expect([code < 10, !owned || format !== 'pretty' || out.includes('<U+202E>')]).toEqual([true, true]);
          expectInert(out, format === 'github' ? 'annotations' : 'none');
          expectInert(err);
          expect(format === 'markdown' ? markupIn(out) : []).toEqual([]);
        }
    });
  });

  test('from a deployment that writes over them: what is said, every request and the events', async () => {
    await attacked(true, async (shell) => {
      const secret = `ghp_${'a1'.repeat(18)}`;
      Object.assign(shell.env, { GITHUB_TOKEN: secret, AZURE_CLIENT_SECRET: secret });
      const { out, err } = await shell.picket(
        'deploy',
        '--yes',
        '--overwrite',
        'all',
        '--verbose',
        '--events',
        'events.ndjson',
        '--allow-changes',
        '100',
      );
      const events = await readFile(join(shell.cwd, 'events.ndjson'), 'utf8');
      for (const said of [out, err, events]) {
        expectInert(said);
        expect(said).not.toContain(secret);
      }
      for (const line of events.trim().split('\n'))
        expect(JSON.parse(line)).toMatchObject({ type: expect.any(String) });
    });
  });

  test('from commands that list them or bring them in, for people and for machines', async () => {
    await attacked(false, async (shell) => {
      for (const line of [
        ['show', idOf(4)],
        ['health'],
        ['health', '--format', 'json'],
        ['onboard', '--csv', 'rules.csv'],
        ['adopt', '--all', '--yes'],
        ['pull', '--format', 'json'],
      ]) {
        const { code, out, err } = await shell.picket(...line);
        expect([line, code < 10]).toEqual([line, true]);
        expectInert(out);
        expectInert(err);
      }
      const csv = await readFile(join(shell.cwd, 'rules.csv'), 'utf8');
      expect(csv.replaceAll('\r\n', '\n')).not.toMatch(dangerous);
    });
  });

  test('from a pull into files', async () => {
    await attacked(false, async (shell) => {
      const { code, out, err } = await shell.picket('pull');
      expect(code).toBeLessThan(10);
      expectInert(out);
      expectInert(err);
      const again = await shell.picket('validate');
      expectInert(again.out);
    });
  });
});
