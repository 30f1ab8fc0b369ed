import { join } from 'node:path';
import { fileStore } from '../../../src/emulator/store/file-store.ts';
import { createPortal } from '../../../src/emulator/portal.ts';
import type { LiveRule } from '../../generators/live-body.ts';
import { inFolder, noon, type Shell } from '../../cli/io.ts';

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-migrated',
};

const config = `project: { name: migrated, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
limits: { scheduledRules: 100000, nrtRules: 100000, changesPercent: 100 }
workspaces:
  local:
    subscriptionId: ${target.subscriptionId}
    resourceGroup: ${target.resourceGroup}
    workspaceName: ${target.workspaceName}
    emulator:
      state: state.jsonl
      settings: { unknownTables: allowed, quotas: { scheduled: 100000, nrt: 100000 } }
`;

type Said = {
  readonly diagnostics?: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
    readonly path: string;
  }[];
  readonly changes?: readonly {
    readonly action: string;
    readonly id: string;
    readonly fields: readonly { readonly at: string }[];
  }[];
  readonly refusals?: readonly { readonly code: string; readonly message: string; readonly id?: string }[];
};

const errorsOf = ({ diagnostics = [] }: Said): readonly string[] =>
  diagnostics
    .filter(({ severity, code }) => severity === 'error' && !code.startsWith('kql/'))
    .map(({ path, code, message }) => `${path} ${code}: ${message}`);

const json = async (shell: Shell, ...argv: readonly string[]): Promise<Said> => {
  const { out, err, code } = await shell.picket(...argv, '--format', 'json');
  if (!out.startsWith('{')) throw new Error(`picket ${argv.join(' ')} ended with ${code}: ${err}${out}`);
  const said: Said = JSON.parse(out);
  return said;
};

/** What a plan would do to rules, or refuses; the writing of markers alone does nothing to any. */
const movesOf = async (shell: Shell, which: string, harmless: readonly string[]): Promise<readonly string[]> => {
  const said = await json(shell, 'plan');
  return [
    ...errorsOf(said).map((error) => `${which}: ${error}`),
    ...(said.changes ?? [])
      .filter(({ action }) => !harmless.includes(action))
      .map(({ action, id, fields }) => `${which}: ${action} ${id} ${fields.map(({ at }) => at).join(' ')}`),
    ...(said.refusals ?? []).map(({ code, id, message }) => `${which}: ${code} ${id ?? ''} ${message}`),
  ];
};

/** Of what `pull` says, the lines about rules that did not come whole. */
const incomplete = (text: string): string =>
  text
    .split('\n')
    .filter((line, index, all) => !/^ +created/.test(line) && !/^ +created/.test(all[index - 1] ?? ''))
    .join('\n');

/**
 * Moves a workspace that holds these rules into an empty repository, deploys it, and gives everything that got in the
 * way: a rule without a file, an error of `validate`, a difference or a refusal of `plan`, before and after.
 */
export const obstaclesOf = (rules: readonly LiveRule[]): Promise<readonly string[]> =>
  inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    const store = await fileStore(join(shell.cwd, 'state.jsonl'));
    const portal = createPortal({ store, clock: { now: () => noon, sleep: async () => undefined }, target });
    for (const { name, body } of rules) await portal.createRule(name, body);
    const pulled = await shell.picket('pull');
    const found = [
      ...(pulled.code === 0 ? [] : [`pull: ended with ${pulled.code}: ${incomplete(pulled.out)}${pulled.err}`]),
      ...errorsOf(await json(shell, 'validate')).map((error) => `validate: ${error}`),
      ...(await movesOf(shell, 'plan', ['refresh'])),
    ];
    const deployed = await shell.picket('deploy', '--yes');
    return [
      ...found,
      ...(deployed.code === 0
        ? []
        : [`deploy: ended with ${deployed.code}: ${deployed.out.slice(-2000)}${deployed.err}`]),
      ...(await movesOf(shell, 'plan after deploy', [])),
    ];
  });
