import { objectOf, type JsonObject } from '../../core/json.ts';
import { present, type Take } from './arguments.ts';
import type { Instance } from './module.ts';

export const watchlistType = 'azurerm_sentinel_watchlist';
export const itemType = 'azurerm_sentinel_watchlist_item';

/** Source: the provider's documentation of azurerm_sentinel_watchlist (versions 3 and 4); it always names this provider. */
export const watchlist = (take: Take): JsonObject =>
  present({
    displayName: take('display_name'),
    provider: 'Microsoft',
    itemsSearchKey: take('item_search_key'),
    description: take('description'),
    labels: take('labels'),
  });

/** The list that an item belongs to, by its alias in lower case; undefined where only Terraform knows it. */
const listOfItem = ({ values }: Instance): string | undefined => {
  const id = values['watchlist_id'];
  return typeof id === 'string' ? /\/watchlists\/([^/]+)$/i.exec(id)?.[1]?.toLowerCase() : undefined;
};

/** The rows of watchlists among resources, by the alias of their list in lower case, and the resources that are no row of any. */
export const rowsAmong = (
  instances: readonly Instance[],
): { readonly rows: ReadonlyMap<string, readonly JsonObject[]>; readonly others: readonly Instance[] } => {
  const lists = new Set(
    instances.flatMap(({ type, values }) =>
      type === watchlistType && typeof values['name'] === 'string' ? [values['name'].toLowerCase()] : [],
    ),
  );
  const rows = new Map<string, JsonObject[]>();
  const others = instances.filter((instance) => {
    const list = instance.type === itemType ? listOfItem(instance) : undefined;
    if (list === undefined || !lists.has(list) || instance.gaps.some(({ at }) => at.startsWith('/properties')))
      return true;
    rows.set(list, [...(rows.get(list) ?? []), objectOf(instance.values['properties'])]);
    return false;
  });
  return { rows, others };
};
