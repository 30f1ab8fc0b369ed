import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-lists',
};
const rowsOf = 'watchlists/Leavers/watchlistItems';

const setUp = async (shell: Shell, data: string, more: Record<string, string> = {}): Promise<Portal> => {
  const local = JSON.stringify({ ...target, emulator: { state: 'state.jsonl' } });
  await shell.write(
    'picket.yaml',
    `project: { name: lists, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\ncontent: [watchlists]\nworkspaces: { local: ${local} }\n`,
  );
  await shell.write(
    'watchlists/Leavers/watchlist.json',
    JSON.stringify({ watchlistAlias: 'Leavers', displayName: 'Leavers list', itemsSearchKey: 'User', ...more }),
  );
  await shell.write('watchlists/Leavers/data.csv', data);
  const store = await fileStore(join(shell.cwd, 'state.jsonl'));
  return createPortal({ store, clock: { now: () => noon, sleep: async () => undefined }, target });
};

const row = (value: Record<string, string>) => ({ properties: { itemsKeyValue: value } });
const usersIn = async (portal: Portal): Promise<readonly string[]> =>
  (await portal.resources(rowsOf)).map(({ properties }) => JSON.stringify(properties['itemsKeyValue'])).toSorted();

/** How many requests a deployment makes, its plan among them. */
const requestsOf = async (shell: Shell): Promise<number> => {
  await shell.picket('deploy', '--yes', '--events', 'events.jsonl');
  const lines = (await readFile(join(shell.cwd, 'events.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"type":"request"'));
  return lines.length;
};

describe('the rows of a watchlist', () => {
  test('that somebody changes in the portal are drift, and pull brings them into the lines by minimal edits', async () => {
    await inFolder(async (shell) => {
      const portal = await setUp(shell, 'User,Team\nann,"a"\nbob,b\n');
      await shell.picket('deploy', '--yes');
      const ann = (await portal.resources(rowsOf)).find(({ properties }) =>
        JSON.stringify(properties).includes('"ann"'),
      );
      await portal.remove(rowsOf, ann?.name ?? '');
      await portal.seed(rowsOf, 'by-hand', row({ User: 'eve', Team: 'e' }));
      const shown = (await shell.picket('drift')).out;
      expect(shown).toMatch(/rows\/eve: workspace .*eve.*, git \(none\)/);
      expect(shown).toMatch(/rows\/ann: workspace \(none\), git/);
      const drift = await shell.picket('deploy', '--yes');
      expect(drift.out + drift.err).toContain('Changed in the workspace since the last deployment: rows');
      expect(await usersIn(portal)).toHaveLength(2);
      expect((await shell.picket('pull')).code).toBe(0);
      const lines = await shell.read('watchlists/Leavers/data.csv');
      expect(lines.split('\n').toSorted().join('|')).toBe('|User,Team|bob,b|eve,e');
      await shell.picket('deploy', '--yes');
      expect((await shell.picket('plan')).out).toContain('0 to update, 0 to delete, 1 unchanged');
      expect(await usersIn(portal)).toHaveLength(2);
    });
  });

  test('that cannot be written end the command, which names their file', async () => {
    await inFolder(async (shell) => {
      await setUp(shell, 'User,Team\nann,a\n');
      await shell.picket('deploy', '--yes');
      await rm(join(shell.cwd, 'watchlists/Leavers'), { recursive: true });
      await shell.write('watchlists/Leavers/data.csv/other.txt', '');
      const { code, err } = await shell.picket('pull', 'Leavers');
      expect([code, err]).toEqual([3, expect.stringContaining('watchlists/Leavers/data.csv')]);
    });
  });

  test('of a list that goes are all counted and backed up, whoever wrote them', async () => {
    await inFolder(async (shell) => {
      const portal = await setUp(shell, 'User\nann\n', { rows: 'ignore' });
      await shell.write('watchlists/Stays.csv', '# displayName: Stays\n# itemsSearchKey: User\nUser\nann\n');
      await shell.picket('deploy', '--yes');
      for (let index = 0; index < 101; index += 1)
        await portal.seed(rowsOf, `by-hand-${index}`, row({ User: `eve${index}` }));
      await rm(join(shell.cwd, 'watchlists/Leavers'), { recursive: true });
      const refused = await shell.picket('deploy', '--yes', '--prune');
      expect(refused.out + refused.err).toContain('101 of the 101 rows of Leavers list would be deleted');
      expect(await usersIn(portal)).toHaveLength(101);
      await shell.picket('deploy', '--yes', '--prune', '--allow-row-deletes', '101');
      expect(await usersIn(portal)).toHaveLength(0);
      const files = await readdir(join(shell.cwd, '.picket/backups'), { recursive: true });
      const backup = files.find((name) => name.endsWith('Leavers.rows.jsonl')) ?? '';
      expect(await shell.read(`.picket/backups/${backup}`)).toContain('eve100');
    });
  });

  test('that a renamed column changes all of are a list written anew, which the fuse on rows stops', async () => {
    await inFolder(async (shell) => {
      const lines = (column: string): string =>
        `User,${column}\n${Array.from({ length: 101 }, (_, index) => `user${index},a\n`).join('')}`;
      const portal = await setUp(shell, lines('Team'));
      await shell.picket('deploy', '--yes');
      await shell.write('watchlists/Leavers/data.csv', lines('Squad'));
      const refused = await shell.picket('deploy', '--yes');
      const said = refused.out + refused.err;
      expect(refused.code).not.toBe(0);
      expect(said).toContain('101 of the 101 rows of Leavers list would be replaced');
      expect(said).toContain('The rows have other columns: `Squad` in git only, `Team` in the workspace only.');
      expect(said).toContain('--allow-row-deletes 101');
      expect((await portal.resources(rowsOf))[0]?.properties).toMatchObject({ itemsKeyValue: { Team: 'a' } });
      expect((await shell.picket('deploy', '--yes', '--allow-row-deletes', '101')).code).toBe(0);
      expect(await usersIn(portal)).toHaveLength(101);
      expect((await portal.resources(rowsOf))[0]?.properties).toMatchObject({ itemsKeyValue: { Squad: 'a' } });
    });
  });

  test('of a list that git does not have come with it', async () => {
    await inFolder(async (shell) => {
      const portal = await setUp(shell, 'User\nann\n');
      await portal.seed('watchlists', 'Rooms', {
        properties: { displayName: 'All rooms', provider: 'Custom', itemsSearchKey: 'Room' },
      });
      await portal.seed('watchlists/Rooms/watchlistItems', 'r1', row({ Room: '1', Note: 'a, "b"' }));
      await portal.seed('watchlists', 'Empty', {
        properties: { displayName: 'Empty list', provider: 'Custom', itemsSearchKey: 'A' },
      });
      await shell.picket('deploy', '--yes');
      expect((await shell.picket('pull')).code).toBe(0);
      expect(await shell.read('watchlists/Rooms/data.csv')).toBe('Room,Note\n1,"a, ""b"""\n');
      expect(await shell.read('watchlists/Empty/watchlist.yaml')).toContain('rows: ignore');
      await shell.picket('deploy', '--yes');
      expect((await shell.picket('plan')).out).toContain('0 to create, 0 to update, 0 to delete, 3 unchanged');
    });
  });

  test('may lie below the definition in one file, and a pull brings both back into it', async () => {
    await inFolder(async (shell) => {
      const portal = await setUp(shell, 'User\nann\n');
      const file = 'watchlists/Rooms.csv';
      const head = '# displayName: All rooms\r\n# description: Where "we" are\r\n#itemsSearchKey: Room\r\n';
      await shell.write(file, `\uFEFF${head}Room,Floor\r\n1,"a"\r\n2,b\r\n`);
      await shell.write('watchlists/Plain.csv', '#,Name\n1,ann\n');
      expect((await shell.picket('validate')).out).toContain('2 files');
      await shell.picket('deploy', '--yes');
      const [rooms] = (await portal.resources('watchlists')).filter(({ name }) => name === 'Rooms');
      expect(rooms?.properties).toMatchObject({ displayName: 'All rooms', itemsSearchKey: 'Room' });
      expect((await portal.resources('watchlists/Rooms/watchlistItems')).map(({ properties }) => properties)).toEqual(
        expect.arrayContaining([expect.objectContaining({ itemsKeyValue: { Room: '1', Floor: 'a' } })]),
      );
      expect((await shell.picket('plan')).out).toContain('0 to create, 0 to update, 0 to delete, 2 unchanged');
      await portal.seed('watchlists/Rooms/watchlistItems', 'r3', row({ Room: '3', Floor: 'c' }));
      await portal.seed('watchlists', 'Rooms', { properties: { ...rooms?.properties, description: 'Moved' } });
      expect((await shell.picket('pull')).code).toBe(0);
      expect(await shell.read(file)).toBe(
        '\uFEFF# displayName: All rooms\r\n# description: Moved\r\n# itemsSearchKey: Room\r\nRoom,Floor\r\n1,"a"\r\n2,b\r\n3,c\r\n',
      );
      await shell.picket('deploy', '--yes');
      expect((await shell.picket('plan')).out).toContain('0 to create, 0 to update, 0 to delete, 2 unchanged');
    });
  });

  test('are not deleted by an emptied file, even where its finding is switched off', async () => {
    await inFolder(async (shell) => {
      const portal = await setUp(shell, 'User\nann\n');
      await shell.picket('deploy', '--yes');
      await shell.write('watchlists/Leavers/data.csv', 'User\n');
      expect((await shell.picket('deploy', '--yes')).out).toContain('rule/watchlist-lines');
      await shell.write('picket.yaml', `${await shell.read('picket.yaml')}severities: { rule/watchlist-lines: off }\n`);
      await shell.picket('deploy', '--yes');
      expect(await usersIn(portal)).toEqual(['{"User":"ann"}']);
    });
  });

  test('of two thousand, fifty of which change, cost no more than their pages', async () => {
    await inFolder(async (shell) => {
      const lines = (changed: number): string =>
        `User,Team\n${Array.from({ length: 2_000 }, (_, index) => `user${index},${index < changed ? 'moved' : 'a'}\n`).join('')}`;
      const portal = await setUp(shell, lines(0));
      await shell.picket('deploy', '--yes');
      expect(await portal.resources(rowsOf)).toHaveLength(2_000);
      await shell.write('watchlists/Leavers/data.csv', lines(25));
      const pages = 20 + 2;
      const made = await requestsOf(shell);
      expect(made).toBeGreaterThan(pages);
      expect(made).toBeLessThanOrEqual(2 * pages + 50 + 5);
      const unchanged = await requestsOf(shell);
      expect(unchanged).toBeGreaterThanOrEqual(pages);
      expect(unchanged).toBeLessThanOrEqual(pages + 5);
      const users = await usersIn(portal);
      expect(users).toHaveLength(2_000);
      expect(users.filter((text) => text.includes('moved'))).toHaveLength(25);
    });
  }, 120_000);
});
