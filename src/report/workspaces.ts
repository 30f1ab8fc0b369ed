import type { WorkspaceConfig } from '../core/config/config.ts';
import type { Listing } from '../core/report.ts';
import { codeCell } from './text/markdown-text.ts';
import { inert } from './text/style.ts';

const title = 'Workspaces';

const pretty = (workspaces: readonly WorkspaceConfig[]): string => {
  const width = Math.max(0, ...workspaces.map(({ name }) => name.length));
  return workspaces
    .map(
      ({ name, workspaceName, resourceGroup, subscriptionId, emulator }) =>
        `${inert(name.padEnd(width))}  ${inert(workspaceName)} in ${inert(resourceGroup)}, ${subscriptionId}${emulator === undefined ? '' : ' (emulated)'}\n`,
    )
    .join('');
};

const markdown = (workspaces: readonly WorkspaceConfig[]): string =>
  [
    `### ${title}`,
    '',
    '| name | workspace | resource group | subscription | |',
    '|---|---|---|---|---|',
    ...workspaces.map(({ name, workspaceName, resourceGroup, subscriptionId, emulator }) => {
      const cells = [name, workspaceName, resourceGroup, subscriptionId].map(codeCell);
      return `| ${cells.join(' | ')} | ${emulator === undefined ? '' : 'emulated'} |`;
    }),
    '',
  ].join('\n');

/** Workspaces of picket.yaml and where they are, in each way to say it. */
export const workspacesListing = (workspaces: readonly WorkspaceConfig[]): Listing => ({
  title,
  json: {
    version: 1,
    command: 'workspaces',
    workspaces: workspaces.map(({ name, workspaceName, resourceGroup, subscriptionId, groups = [], emulator }) => ({
      name,
      workspaceName,
      resourceGroup,
      subscriptionId,
      groups,
      emulated: emulator !== undefined,
    })),
  },
  markdown: markdown(workspaces),
  pretty: () => pretty(workspaces),
});
