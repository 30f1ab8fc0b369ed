import * as codec from '../../core/fields/codec.ts';
import { rowsFor, type ValuesOf, type WholeOf } from '../../core/fields/field-table.ts';

/** Watchlists are of one kind. */
export type Kind = 'Watchlist';
export const kind: Kind = 'Watchlist';

const kinds = [kind] as const;
const field = rowsFor<Kind>();

/** Every field of a watchlist; its lines lie in a file beside it, and reach the value as `data`. */
export const fields = {
  watchlistAlias: field(
    codec.filled({
      minLength: 3,
      maxLength: 64,
      pattern: '^[A-Za-z0-9][A-Za-z0-9 _-]*[A-Za-z0-9]$',
      'x-picket-noun': 'alias',
      'x-picket-hint': 'Use 3 to 64 letters, digits, `-` and `_`: queries call it by this name.',
      examples: ['HighValueAssets'],
    }),
    {
      label: 'Alias',
      about: 'The name by which queries read the list, and its resource name. It never changes.',
      kinds,
      required: kinds,
    },
  ),
  displayName: field(codec.filled({ minLength: 3, maxLength: 64 }), {
    label: 'Display name',
    about: 'How the portal lists it; 3 to 64 characters.',
    at: '/properties/displayName',
    kinds,
    required: kinds,
  }),
  description: field(codec.description(), {
    label: 'Description',
    about: 'What is on the list and who keeps it.',
    at: '/properties/description',
    kinds,
  }),
  provider: field(codec.filled(), {
    label: 'Provider',
    about: 'Who gives the list.',
    at: '/properties/provider',
    kinds,
    default: 'Custom',
  }),
  itemsSearchKey: field(codec.filled({ 'x-picket-parameter': true, examples: ['HostName'] }), {
    label: 'Search key',
    about: 'The column by which rows are looked up. It cannot change as long as the list lives.',
    at: '/properties/itemsSearchKey',
    kinds,
    required: kinds,
  }),
  labels: field(codec.listOf(codec.text()), {
    label: 'Labels',
    about: 'Labels in the portal.',
    at: '/properties/labels',
    kinds,
  }),
  rows: field(codec.oneOf(['managed', 'seed', 'ignore']), {
    label: 'Rows',
    about:
      'Whether the rows are those of the file beside it (`managed`), only begin with them (`seed`), or are whatever the workspace has (`ignore`): for lists that playbooks or analysts write into.',
    kinds,
    default: 'managed',
  }),
  data: field(codec.text({ 'x-picket-unmeasured': '.' }), {
    label: 'Data',
    about: 'The lines of the list, header first; from the file beside it.',
    kinds,
  }),
  tags: field(codec.listOf(codec.text()), {
    label: 'Tags',
    about: 'Labels for search and for the choice of a workspace. Documentation only.',
    kinds,
  }),
} as const;

export type WatchlistValues = ValuesOf<typeof fields>;
export type Watchlist = WholeOf<typeof fields, Kind>;
