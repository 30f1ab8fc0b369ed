import type { Risk } from '../../core/engine/risk.ts';
import { valueAt } from '../../core/pointer.ts';
import { readsWatchlist } from '../called.ts';

const nameIn = (body: Parameters<typeof valueAt>[0]): string => {
  const name = valueAt(body, '/properties/displayName');
  return typeof name === 'string' ? name.trim().toLowerCase() : '';
};

/** A watchlist keeps its alias and its search key for life (Microsoft Learn, watchlists: neither can be edited). */
export const risk: Risk = {
  gives: ({ name }) => ({
    name: name.toLowerCase(),
    words: `The watchlist \`${name}\``,
    isCalledIn: (query) => readsWatchlist(query, name),
  }),
  keptForLife: ({ at, before, after }) =>
    at === '/properties/itemsSearchKey'
      ? {
          code: 'search-key-change',
          message: `The search key of a watchlist cannot change as long as it lives: from ${JSON.stringify(before ?? null)} to ${JSON.stringify(after ?? null)}.`,
          hint: 'Put the old key back; or give the list with the new key another alias, move the queries to it, and remove the old list with --prune.',
        }
      : undefined,
  // A list of this project under another alias that git no longer has is the same one, renamed.
  lookAlikes: (staying) => (change, after) => {
    const name = change.action === 'create' ? nameIn(after) : '';
    const verdict = staying.find(
      ({ state, live }) => name !== '' && state === 'gone' && live !== undefined && nameIn(live.body) === name,
    );
    if (verdict === undefined) return undefined;
    const why = `The watchlist "${verdict.displayName}" runs as ${verdict.id}, which git no longer has`;
    return {
      verdict,
      why,
      refusal: {
        code: 'alias-change',
        message: `${why}: its alias cannot change to ${change.id}, and a second list would be made.`,
        hint: `Put the alias ${verdict.id} back. Or keep both for a while: give the new list another display name, move the queries to it, and remove the old one with --prune, which can also be given at once.`,
      },
    };
  },
};
