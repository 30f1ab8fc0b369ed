import { currentEntries } from './records.ts';
import type { WorkspaceRef } from './route.ts';
import type { EmulatorSettings } from './settings.ts';
import type { View } from './store.ts';

export const tablesOf = (workspace: WorkspaceRef): string => `${workspace.key}/tables`;
export const rulesOf = (workspace: WorkspaceRef): string => `${workspace.key}/alertrules`;
export const savedSearchesOf = (workspace: WorkspaceRef): string => `${workspace.key}/savedsearches`;

/**
 * What a query may read from, in lower case; undefined when unknown tables are allowed. Names in Log Analytics count
 * case, but a rule is not refused here for a letter: that is a matter of the compiler.
 */
export const knownSources = (
  view: View,
  workspace: WorkspaceRef,
  settings: EmulatorSettings,
): ReadonlySet<string> | undefined => {
  if (settings.unknownTables === 'allowed') return undefined;
  const names = new Set<string>();
  for (const { name } of settings.tables) names.add(name.toLowerCase());
  for (const name of settings.functions) names.add(name.toLowerCase());
  for (const live of currentEntries(view, tablesOf(workspace))) names.add(live.name.toLowerCase());
  for (const live of currentEntries(view, savedSearchesOf(workspace))) {
    const alias = live.properties['functionAlias'];
    if (typeof alias === 'string') names.add(alias.toLowerCase());
  }
  return names;
};
