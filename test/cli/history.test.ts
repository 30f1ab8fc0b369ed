import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { isArray, isObject, objectOf, parseJson, type JsonObject } from '../../src/core/json.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { inFolder, noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const wholeFolder = wholeInFolder(import.meta.url);

const run = promisify(execFile);
const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';
const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');
const file = 'analytics-rules/rule.yaml';
const minute = 60_000;

/** `PICKET_HISTORIES=200` plays so many. */
const histories = Number(process.env['PICKET_HISTORIES'] ?? '8');

const config = [
  'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
  'workspaces:',
  '  prod:',
  '    subscriptionId: 00000000-0000-0000-0000-000000000001',
  '    resourceGroup: rg',
  '    workspaceName: law-prod',
  '    emulator: {state: .picket/emulator/law.jsonl}',
  '',
].join('\n');

/** Somebody at a time: minutes since noon. */
type Played = { readonly at: number; readonly kind: string; readonly who?: string };

const kinds = ['commit', 'deploy', 'edit', 'service', 'off', 'on', 'wait'] as const;

const at = (minutes: number): number => noon + minutes * minute;

const commit = async (shell: Shell, text: string, minutes: number, subject: string): Promise<void> => {
  await shell.write(file, text);
  const date = new Date(at(minutes)).toISOString();
  const git = (...args: readonly string[]) =>
    run('git', [...args], {
      cwd: shell.cwd,
      env: { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date },
    });
  await git('add', '--all');
  await git('-c', 'user.name=Ana', '-c', 'user.email=ana@contoso.com', 'commit', '--quiet', '-m', subject);
};

const portalAt = async (shell: Shell, minutes: number): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(shell.cwd, '.picket/emulator/law.jsonl')),
    clock: { now: () => at(minutes), sleep: async () => undefined },
    target: { subscriptionId: '00000000-0000-0000-0000-000000000001', resourceGroup: 'rg', workspaceName: 'law-prod' },
    caller: 'analyst@contoso.com',
  });

const outcomesIn = (out: string): readonly JsonObject[] => {
  const { outcomes } = objectOf(parseJson(out));
  return isArray(outcomes) ? outcomes.filter(isObject) : [];
};

/** Plays one thing that happens; gives what the time line has of it. */
const play = async (shell: Shell, kind: (typeof kinds)[number], minutes: number, open: Open): Promise<Played[]> => {
  switch (kind) {
    case 'commit':
      await commit(shell, rule.replace('Finds what', `Finds at ${minutes} what`), minutes, `Change of ${minutes}`);
      return [{ at: minutes, kind, who: 'Ana' }];
    case 'deploy': {
      const all = ['--overwrite', 'all', '--reenable', 'all'];
      const { out } = await shell.picket('deploy', '-w', 'prod', '--yes', ...all, '--format', 'json');
      const wrote = outcomesIn(out).some(({ action, status }) => status === 'written' && action !== 'refresh');
      open.isDue = false;
      // While it is off past git it stays as the service left it, unless its file has something new to write.
      if (wrote) open.isOffByService = false;
      return wrote ? [{ at: minutes, kind: 'deployed', who: deployer }] : [];
    }
    case 'edit': {
      const portal = await portalAt(shell, minutes);
      await portal.editRule(id, { severity: minutes % 20 === 0 ? 'Low' : 'High' });
      return [{ at: minutes, kind: 'workspace', who: 'analyst@contoso.com' }];
    }
    case 'service':
      await (await portalAt(shell, minutes)).autoDisable(id, 'The table is gone.');
      open.isOffByService = true;
      return [{ at: minutes, kind, who: 'Azure Security Insights' }];
    case 'off': {
      const until = ['--until', '35m', '--reason', 'Floods'];
      expect(await shell.picket('disable', id, '-w', 'prod', '--now', ...until)).toMatchObject({ code: 0 });
      open.until = minutes + 35;
      open.isDue = false;
      return [{ at: minutes, kind, who: 'bo' }];
    }
    case 'on': {
      expect(await shell.picket('enable', id, '-w', 'prod', '--now')).toMatchObject({ code: 0 });
      const ended = open.until !== undefined;
      // What was over by itself was ended by nobody: that it is on again is a write of the identity that deploys.
      const isBack = open.isDue && !open.isOffByService;
      open.until = undefined;
      open.isDue = false;
      if (ended) return [{ at: minutes, kind, who: 'bo' }];
      return isBack ? [{ at: minutes, kind: 'deployed', who: deployer }] : [];
    }
    case 'wait':
      return [];
  }
};

const deployer = 'picket@emulator.example';

/** Until when the rule is off past git, whether it is yet to come back from that, and whether the service has it off. */
type Open = { until: number | undefined; isDue: boolean; isOffByService: boolean };

const eventsOf = async (shell: Shell): Promise<readonly JsonObject[]> => {
  const { code, out, err } = await shell.picket('history', id, '-w', 'prod', '--format', 'json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { events } = objectOf(parseJson(out));
  return isArray(events) ? events.filter(isObject) : [];
};

const begin = async (shell: Shell): Promise<void> => {
  shell.env['USER'] = 'bo';
  await shell.write('picket.yaml', config);
  await shell.write('.gitignore', '.picket/\n');
  await run('git', ['init', '--quiet'], { cwd: shell.cwd });
  await commit(shell, rule, 0, 'The rule');
};

describe('picket history', () => {
  test(`says of random histories what was played`, async () => {
    await assert(
      asyncProperty(array(constantFrom(...kinds), { minLength: 3, maxLength: 12 }), (list) =>
        inFolder(async (shell) => {
          await begin(shell);
          const played: Played[] = [{ at: 0, kind: 'commit', who: 'Ana' }];
          const open: Open = { until: undefined, isDue: false, isOffByService: false };
          let minutes = 0;
          for (const kind of ['deploy', ...list] as const) {
            shell.later(10 * minute);
            minutes += 10;
            if (open.until !== undefined && open.until <= minutes) {
              played.push({ at: open.until, kind: 'on' });
              open.until = undefined;
              open.isDue = true;
            }
            played.push(...(await play(shell, kind, minutes, open)));
          }
          const told = (await eventsOf(shell)).map(({ at: when, kind, who }) => ({
            at: (Date.parse(typeof when === 'string' ? when : '') - noon) / minute,
            kind,
            ...(who === undefined ? {} : { who }),
          }));
          expect(told).toEqual(played);
        }),
      ),
      {
        numRuns: histories,
        examples: [
          // A deployment meanwhile does not bring back what the service switched off before.
          [['service', 'off', 'wait', 'wait', 'deploy', 'on']],
          [['service', 'off', 'commit', 'deploy', 'wait', 'on']],
        ],
      },
    );
  }, 1_800_000);

  test('is a table for people, with what could not be read', async () => {
    await wholeFolder(async (shell) => {
      await begin(shell);
      shell.later(10 * minute);
      await shell.picket('deploy', '-w', 'prod', '--yes');
      const { code, out } = await shell.picket('history', 'Rule 07', '-w', 'prod');
      expect(code).toBe(0);
      expect(out).toMatch(/2026-11-22T12:00:00Z {2}commit {5}Ana: The rule; [0-9a-f]{12}/);
      expect(out).toContain(
        '2026-11-22T12:10:00Z  deployed   picket@emulator.example: written by the identity that deploys',
      );
      expect(out).toContain('note: Pull requests and their approvers were not asked for');
      expect(out).toContain('note: SentinelAudit has nothing of it');
    });
  });

  test('names a rule whose file has errors as the file does, however it was asked for', () =>
    wholeFolder(async (shell) => {
      await run('git', ['init', '--quiet'], { cwd: shell.cwd });
      await shell.write('picket.yaml', config);
      await commit(shell, rule.replace('severity: Medium', 'severity: Loud'), -60, 'Loud');
      await shell.write('hunting-queries/same.yaml', `id: ${id}\nname: Same\nquery: SigninLogs\n`);
      for (const named of [`analytics-rule/${id}`, `analytics-rule/${id.toUpperCase()}`, 'Rule 07', file]) {
        const { out } = await shell.picket('history', named, '-w', 'prod', '--format', 'json');
        expect([named, parseJson(out)]).toMatchObject([
          named,
          { id, name: 'Rule 07', path: file, events: [{ kind: 'commit', what: 'Loud' }] },
        ]);
      }
    }));

  test('says without git, and of a rule without a file, what the workspace knows', async () => {
    await wholeFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write(file, rule);
      await shell.picket('deploy', '-w', 'prod', '--yes');
      const told = await shell.picket('history', id, '-w', 'prod');
      expect(told).toMatchObject({ code: 0, out: expect.stringContaining('The history of git cannot be read') });
      await shell.write(file, rule.replaceAll('07', '08'));
      const gone = await shell.picket('history', id, '-w', 'prod');
      expect(gone).toMatchObject({ code: 0, out: expect.stringContaining('Git has no file of the rule today') });
    });
  });

  test('asks GitHub for pull requests and approvers where it may', async () => {
    const server = createServer((request, response) => {
      const answers: Readonly<Record<string, unknown>> = {
        pulls: [{ number: 12, merged_at: '2026-11-22T12:00:00Z' }],
        '12': { number: 12, user: { login: 'ana' } },
        reviews: [
          { state: 'CHANGES_REQUESTED', user: { login: 'cem' } },
          { state: 'APPROVED', user: { login: 'cem' } },
          { state: 'APPROVED', user: { login: 'dee' } },
          { state: 'DISMISSED', user: { login: 'dee' } },
        ],
      };
      const last = (request.url ?? '').split('?')[0]?.split('/').at(-1) ?? '';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers[last] ?? []));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await wholeFolder(async (shell) => {
        await begin(shell);
        shell.env['GITHUB_TOKEN'] = 'no-secret';
        shell.env['GITHUB_REPOSITORY'] = 'contoso/detections';
        shell.env['GITHUB_API_URL'] = `http://127.0.0.1:${port}`;
        expect(await eventsOf(shell)).toEqual([
          expect.objectContaining({ kind: 'commit', pullRequest: 12, approvers: ['cem'] }),
        ]);
      });
    } finally {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    }
  });

  test('tells which run deployed it, and what picket.yaml said of it for a time', () =>
    wholeFolder(async (shell) => {
      shell.env['GITHUB_RUN_ID'] = '7';
      shell.env['GITHUB_REPOSITORY'] = 'contoso/detections';
      await run('git', ['init', '--quiet', '-b', 'main'], { cwd: shell.cwd });
      const logged = `${config}deployments: {folder: evidence}\n`;
      await shell.write('picket.yaml', `${logged}disabled: [{rule: ${id}, until: 2026-12-24, reason: Floods}]\n`);
      await commit(shell, rule, -180, 'First');
      expect((await shell.picket('deploy', '-w', 'prod', '--yes')).code).toBe(0);
      await shell.write('picket.yaml', logged);
      await commit(shell, `${rule}# again\n`, -60, 'It is quiet again');
      const { out } = await shell.picket('history', id, '-w', 'prod', '--format', 'json');
      const events = objectOf(parseJson(out))['events'];
      expect(events).toMatchObject([
        { kind: 'commit', what: 'First' },
        { kind: 'exception', who: 'Ana', what: 'switched off until 2026-12-24: Floods' },
        { kind: 'commit' },
        { kind: 'exception', what: 'switched off ended: Floods' },
        { kind: 'deployed' },
        {
          kind: 'record',
          what: 'create: written, record 1, https://github.com/contoso/detections/actions/runs/7',
        },
      ]);
    }));

  test('has what the file left out for a time, by whom and until when, over its renames', () =>
    wholeFolder(async (shell) => {
      await run('git', ['init', '--quiet'], { cwd: shell.cwd });
      await shell.write('picket.yaml', config);
      const exclude = (until: string): string =>
        `${rule}exclude:\n  - {where: {Computer: scanner}, until: ${until}, reason: Scans, owner: soc}\n`;
      await commit(shell, rule, -3000, 'Rule');
      await commit(shell, exclude('2026-11-21'), -2800, 'Exclude');
      await run('git', ['mv', file, 'analytics-rules/moved.yaml'], { cwd: shell.cwd });
      await run('git', ['-c', 'user.name=Ana', '-c', 'user.email=a@x', 'commit', '--quiet', '-m', 'Move'], {
        cwd: shell.cwd,
      });
      const { out } = await shell.picket('history', id, '-w', 'prod', '--format', 'json');
      const { events } = objectOf(parseJson(out));
      const found = isArray(events) ? events.filter(isObject).filter(({ kind }) => kind === 'exception') : [];
      expect(found.map(({ what, who }) => ({ what, who }))).toEqual([
        { what: 'exclusion until 2026-11-21: Scans', who: 'Ana' },
        { what: 'exclusion ended: Scans', who: undefined },
      ]);
    }));

  test('has what overlays of picket.yaml left out of it for a time, of its workspace and of what selects it', () =>
    wholeFolder(async (shell) => {
      await run('git', ['init', '--quiet'], { cwd: shell.cwd });
      const overlay = (ids: string, reason: string): string =>
        `{select: {ids: [${ids}]}, exclude: [{where: {Computer: scanner}, until: 2026-12-24, reason: ${reason}}]}`;
      const groups = `groups:\n  all: {overlays: [${overlay(id, 'Scans')}, ${overlay('other', 'Noise')}]}\n`;
      await shell.write('picket.yaml', `${config}    groups: [all]\n${groups}`);
      await commit(shell, rule, -3000, 'Rule');
      await shell.write('picket.yaml', config);
      await commit(shell, `${rule}# again\n`, -60, 'No more');
      const { out } = await shell.picket('history', id, '-w', 'prod', '--format', 'json');
      const { events } = objectOf(parseJson(out));
      const found = isArray(events) ? events.filter(isObject).filter(({ kind }) => kind === 'exception') : [];
      expect(found.map(({ what }) => what)).toEqual(['exclusion until 2026-12-24: Scans', 'exclusion ended: Scans']);
    }));

  test('has the time for which its workspace, or a group of it, had opted out of it', () =>
    wholeFolder(async (shell) => {
      await run('git', ['init', '--quiet'], { cwd: shell.cwd });
      const optOut = (rule: string, more = ''): string => `optOut: [{rule: ${rule}, reason: No such logs${more}}]`;
      const groups = `groups:\n  all: {${optOut(id)}}\n  others: {${optOut(id)}}\n`;
      await shell.write('picket.yaml', `${config}    groups: [all]\n    ${optOut('other')}\n${groups}`);
      await commit(shell, rule, -3000, 'Rule');
      await shell.write('picket.yaml', `${config}    ${optOut(id, ', until: 2026-11-21')}\n`);
      await commit(shell, `${rule}# again\n`, -2900, 'Of the workspace');
      const { out } = await shell.picket('history', id, '-w', 'prod', '--format', 'json');
      const { events } = objectOf(parseJson(out));
      const found = isArray(events) ? events.filter(isObject).filter(({ kind }) => kind === 'exception') : [];
      expect(found.map(({ what }) => what)).toEqual([
        'opt-out: No such logs',
        'opt-out ended: No such logs',
        'opt-out until 2026-11-21: No such logs',
        'opt-out ended: No such logs',
      ]);
    }));
});
