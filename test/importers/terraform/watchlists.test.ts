import { describe, expect, test } from '@jest/globals';
import { importedValue } from '../../../src/app/author/import/imported-value.ts';
import { contentTypes } from '../../../src/content/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { rulesOfInstances } from '../../../src/importers/terraform/rules.ts';
import { instancesInJson } from '../../../src/importers/terraform/states.ts';

const type = contentTypes.find(({ resource }) => resource.collection === 'watchlists');
if (type === undefined) throw new Error('there are no watchlists');

const workspace = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/w';
const id = (alias: string): string => `${workspace}/providers/Microsoft.SecurityInsights/watchlists/${alias}`;

const list: JsonObject = {
  id: id('Rooms'),
  name: 'Rooms',
  log_analytics_workspace_id: workspace,
  display_name: 'All rooms',
  description: 'Where people sit.',
  item_search_key: 'Room',
  labels: ['sites'],
};

const row = (properties: JsonObject, watchlist = id('Rooms')): JsonObject => ({
  id: `${watchlist}/watchlistItems/x`,
  name: 'x',
  watchlist_id: watchlist,
  properties,
});

const found = (lists: readonly JsonObject[], rows: readonly JsonObject[]) =>
  rulesOfInstances(
    instancesInJson({
      version: 4,
      resources: [
        ...lists.map((attributes, index) => ({
          mode: 'managed',
          type: 'azurerm_sentinel_watchlist',
          name: `l${index}`,
          instances: [{ attributes }],
        })),
        ...rows.map((attributes, index) => ({
          mode: 'managed',
          type: 'azurerm_sentinel_watchlist_item',
          name: `r${index}`,
          instances: [{ attributes }],
        })),
      ],
    }) ?? [],
  );

describe('a watchlist of Terraform', () => {
  test('becomes a file with the rows of its items, whatever letters their ids have', () => {
    const { items, problems } = found(
      [list],
      [row({ Room: '1', Note: 'a, b' }), row({ Room: '2' }, id('ROOMS').replace('watchlists', 'Watchlists'))],
    );
    expect(problems).toEqual([]);
    const [item] = items;
    if (item === undefined) throw new Error('nothing was found');
    const { id: alias, value, comments, notes } = importedValue(type, item);
    expect(alias).toBe('Rooms');
    expect(value).toEqual({
      watchlistAlias: 'Rooms',
      displayName: 'All rooms',
      description: 'Where people sit.',
      provider: 'Microsoft',
      itemsSearchKey: 'Room',
      labels: ['sites'],
      data: 'Room,Note\n1,"a, b"\n2,\n',
    });
    expect(comments).toEqual({});
    expect(notes.join()).toContain('2 rows are a resource each in Terraform');
  });

  test('leaves its rows to the workspace where it has no items, and keeps a duration as a comment', () => {
    const [item] = found([{ ...list, default_duration: 'P1D' }], []).items;
    if (item === undefined) throw new Error('nothing was found');
    const { value, comments } = importedValue(type, item);
    expect(value['rows']).toBe('ignore');
    expect(comments).toEqual({ default_duration: 'P1D' });
  });

  test('is asked for where only a row of it is there', () => {
    const { items, problems } = found([], [row({ Room: '1' })]);
    expect(items).toEqual([]);
    expect(problems).toMatchObject([
      { at: 'azurerm_sentinel_watchlist_item.r0', type: 'azurerm_sentinel_watchlist_item' },
    ]);
  });
});
