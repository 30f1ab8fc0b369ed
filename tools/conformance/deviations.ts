import type { SettingOverrides } from '../../src/emulator/index.ts';

/** What a scenario presupposes that its exchanges do not show, by the scenario's name. */
export const presupposed: Readonly<Record<string, SettingOverrides>> = {
  'stale-read': { readLag: 2000 },
  'savedsearch-as-of-2021': { savedSearchShape: '2021' },
  'savedsearch-as-of-2024': { savedSearchShape: '2024' },
};

/** Exchanges that were recorded in another run than their scenario's other steps. */
export const recordedApart: ReadonlySet<string> = new Set(['automation-playbook-2021-09-01-preview-4-list']);

/** Recorded answers that the emulator does not give. */
export type Deviation = { readonly names: readonly string[]; readonly reason: string };

const notServed = (what: string, names: readonly string[]): Deviation => ({
  names,
  reason: `The emulator serves no ${what}.`,
});

/** Every recorded exchange whose answer differs, with the reason. The recordings themselves are no part of Picket. */
export const deviations: readonly Deviation[] = [
  {
    names: ['fusion-create-2020-01-01'],
    reason:
      "The service's Fusion template had no CredentialAccess in 2020; the emulator has the template as recorded from 2022 on.",
  },
  {
    names: [
      'example-summarylogs-2025-07-01-1-create',
      'example-summarylogs-2025-07-01-2-update',
      'example-summarylogs-2025-07-01-3-list',
    ],
    reason:
      'Written by hand for the specification: moments, states and tables that follow from no request. The emulator makes a summary rule at once, without an operation to ask of.',
  },
  notServed('stopping of summary rules, which Picket never asks for', ['example-summarylogs-2025-07-01-4-stop']),
  {
    names: [
      'stack-2024-03-01-02-validate',
      'stack-2024-03-01-03-validate-poll-pending',
      'stack-2024-03-01-04-validate-result',
      'stack-validate-fails-2024-03-01',
    ],
    reason: 'The emulator does not validate templates apart from a PUT; Picket asks a what-if instead.',
  },
  {
    names: [
      'stack-2024-03-01-06-status-first',
      'stack-2024-03-01-07-status-last',
      'stack-update-2024-03-01-4-status-deleting',
      'stack-whatif-2025-07-01-3-status',
    ],
    reason: 'The emulator serves no status of operations; Picket reads the stack itself, whose state says the same.',
  },
  {
    names: [
      'stack-2024-03-01-05-create',
      'stack-2024-03-01-10-delete-with-resources',
      'stack-update-2024-03-01-1-put-detach',
      'stack-update-2024-03-01-3-put-delete',
    ],
    reason:
      'The address of an operation has another id, and no signature; the delete follows one that is recorded before it.',
  },
  {
    names: [
      'stack-2024-03-01-08-get',
      'stack-update-2024-03-01-2-get-detached',
      'stack-update-2024-03-01-5-get-deleted',
    ],
    reason:
      'The emulator evaluates no expression of a template, such as the name of the second resource, and takes no time.',
  },
  {
    names: ['stack-whatif-2025-07-01-2-create', 'stack-whatif-2025-07-01-4-result'],
    reason: 'The emulator fills nothing into the settings of a what-if, and tells changes of resources alone.',
  },
  {
    names: ['workbook-identity-2023-06-01-2-remove-identity'],
    reason: 'Two writes lie before it that nobody recorded: the etag that it sends is that of the second.',
  },
  {
    names: ['workbook-patch-2022-04-01-3-patch-loses-sourceId'],
    reason: 'The emulator takes no PATCH of a workbook, and Picket never sends one: it is no merge.',
  },
  notServed('list of the workbooks of a subscription', ['workbook-list-subscription-2022-04-01']),
  notServed('Logic Apps by themselves (Microsoft.Logic/workflows): Picket deploys them by stacks', [
    'workflow-2019-05-01-1-create',
    'workflow-2019-05-01-2-get',
    'workflow-2019-05-01-3-list',
    'workflow-2019-05-01-4-update',
    'workflow-connections-parameter-2019-05-01-create',
    'workflow-identity-2019-05-01-update',
  ]),
];
