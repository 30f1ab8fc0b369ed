import type { Config, WorkspaceConfig } from '../core/config/config.ts';

/** Real workspaces; where there is none, the emulated ones, which otherwise only stand in for them. */
export const shownWorkspaces = ({ workspaces }: Pick<Config, 'workspaces'>): readonly WorkspaceConfig[] => {
  const all = Object.values(workspaces);
  const real = all.filter(({ emulator }) => emulator === undefined);
  return real.length > 0 ? real : all;
};
