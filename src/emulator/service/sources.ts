import type { WorkspaceRef } from '../route.ts';

export const tablesOf = (workspace: WorkspaceRef): string => `${workspace.key}/tables`;
/** Where the store keeps a type of neighbour; `type` in any case. */
export const neighboursOf = (workspace: WorkspaceRef, type: string): string => `${workspace.key}/${type.toLowerCase()}`;

/** Where the store keeps the rows of a watchlist. */
export const itemsOf = (workspace: WorkspaceRef, watchlist: string): string =>
  `${workspace.key}/watchlists/${watchlist.toLowerCase()}/watchlistitems`;

export const rulesOf = (workspace: WorkspaceRef): string => `${workspace.key}/alertrules`;
export const savedSearchesOf = (workspace: WorkspaceRef): string => `${workspace.key}/savedsearches`;
