import { describe, expect, test } from '@jest/globals';
import { objectOf, type JsonObject } from '../../src/core/json.ts';
import type { Workspace } from '../../src/core/ports.ts';
import type { Resource } from '../../src/core/resource.ts';

const list: Resource = {
  type: 'watchlists',
  name: 'Leavers',
  body: { properties: { displayName: 'Leavers list', provider: 'Custom', source: 'x.csv', itemsSearchKey: 'User' } },
};
const rows = 'watchlists/Leavers/watchlistItems';

const row = (name: string, value: JsonObject): Resource => ({
  type: rows,
  name,
  body: { properties: { itemsKeyValue: value, entityMapping: {} } },
});

const id = (number: number): string => `cccccccc-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** What every workspace promises of rows that lie below a resource. */
export const rowsContract = (name: string, make: () => Promise<Workspace> | Workspace): void => {
  describe(`the contract of rows: ${name}`, () => {
    const valuesIn = async (workspace: Workspace) =>
      (await workspace.list(rows)).map(({ body }) => objectOf(body['properties'])['itemsKeyValue']);

    test('a list that was made has none, and those that are put are listed in any number of pages', async () => {
      const workspace = await make();
      await workspace.put(list, { kind: 'absent' });
      expect(await workspace.list(rows)).toEqual([]);
      for (let number = 0; number < 5; number += 1)
        await workspace.put(row(id(number), { User: `u${number}` }), { kind: 'any' });
      expect(await valuesIn(workspace)).toEqual([0, 1, 2, 3, 4].map((number) => ({ User: `u${number}` })));
    });

    test('one that is put again under its name is there once, and equal ones under two names are two', async () => {
      const workspace = await make();
      await workspace.put(list, { kind: 'absent' });
      await workspace.put(row(id(1), { User: 'ann' }), { kind: 'any' });
      await workspace.put(row(id(1), { User: 'ann' }), { kind: 'any' });
      expect(await valuesIn(workspace)).toHaveLength(1);
      await workspace.put(row(id(2), { User: 'ann' }), { kind: 'any' });
      expect(await valuesIn(workspace)).toHaveLength(2);
    });

    test('one that was changed is not removed by who has seen it before', async () => {
      const workspace = await make();
      await workspace.put(list, { kind: 'absent' });
      const seen = await workspace.put(row(id(1), { User: 'ann' }), { kind: 'any' });
      await workspace.put(row(id(1), { User: 'anna' }), { kind: 'any' });
      const removal = workspace.remove(rows, id(1), { kind: 'unchanged', etag: seen.etag ?? '' });
      await expect(removal).rejects.toMatchObject({ name: 'PicketError', failure: 'precondition' });
      expect(await valuesIn(workspace)).toEqual([{ User: 'anna' }]);
      expect(await workspace.remove(rows, id(1), { kind: 'any' })).toBe('deleted');
      expect(await workspace.remove(rows, id(1), { kind: 'any' })).toBe('absent');
    });
  });
};
