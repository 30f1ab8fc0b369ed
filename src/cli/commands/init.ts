import {
  ciSystems,
  wrongAnswer,
  type CiSystem,
  type ConfigAnswers,
  type InitWorkspace,
} from '../../app/author/init/init-files.ts';
import { init, projectNameOf } from '../../app/author/init/init.ts';
import type { Written } from '../../app/author/init/written-files.ts';
import { PicketError } from '../../core/errors.ts';
import { mostShards } from '../../core/fleet/shard.ts';
import type { Io } from '../../core/io.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { wholeNumber } from '../options.ts';
import { askUntil, oneOf, type Check, filled } from '../questions.ts';

type Flags = {
  readonly workspace: string | undefined;
  readonly subscription: string | undefined;
  readonly resourceGroup: string | undefined;
  readonly workspaceName: string | undefined;
};

/** The three places of an Azure workspace belong together: with some of them only, a mistake is more likely than a wish. */
const workspaceOf = (flags: Flags): InitWorkspace | undefined => {
  const { workspace, subscription, resourceGroup, workspaceName } = flags;
  if (subscription === undefined && resourceGroup === undefined && workspaceName === undefined) {
    if (workspace === undefined) return undefined;
  } else if (subscription !== undefined && resourceGroup !== undefined && workspaceName !== undefined) {
    return { name: workspace ?? 'prod', subscriptionId: subscription, resourceGroup, workspaceName };
  }
  const missing = [
    ...(subscription === undefined ? ['--subscription'] : []),
    ...(resourceGroup === undefined ? ['--resource-group'] : []),
    ...(workspaceName === undefined ? ['--workspace-name'] : []),
  ];
  throw new PicketError('usage', `A workspace in Azure needs ${missing.join(', ')} as well.`, {
    code: 'half-a-workspace',
    hint: 'The overview page of the Log Analytics workspace shows all of them; without any, only the local one is set up.',
  });
};

/** Checks one answer for picket.yaml as its reader would. */
const fits =
  (key: keyof ConfigAnswers): Check =>
  (answer) =>
    filled(answer) ?? wrongAnswer({ [key]: answer });

const askWorkspace = async (io: Io): Promise<InitWorkspace | undefined> => {
  const name = await askUntil(io, 'A workspace in Azure to deploy to, as picket.yaml shall call it (empty for none):', {
    fallback: '',
    check: (answer) => (answer === '' ? undefined : wrongAnswer({ workspace: answer })),
  });
  if (name === undefined || name === '') return undefined;
  const subscription = await askUntil(io, 'Its subscription id:', { fallback: '', check: fits('subscriptionId') });
  const resourceGroup = await askUntil(io, 'Its resource group:', { fallback: '', check: fits('resourceGroup') });
  const workspaceName = await askUntil(io, 'Its name in Azure:', { fallback: '', check: fits('workspaceName') });
  return workspaceOf({ workspace: name, subscription, resourceGroup, workspaceName });
};

const answersOf = ({ name, ...place }: InitWorkspace): Partial<ConfigAnswers> => ({ workspace: name, ...place });

/** What was given on the command line is checked before the first question. */
const refuseWrong = (answers: Partial<ConfigAnswers>): void => {
  const wrong = wrongAnswer(answers);
  if (wrong !== undefined) throw new PicketError('usage', wrong, { code: 'bad-answer' });
};

const ciNamed = (name: string): CiSystem => ciSystems.find((known) => known === name.toLowerCase()) ?? 'github';

const shardsOf = ({ shards, ci }: { readonly shards: string | undefined; readonly ci: string | undefined }) => {
  const count = wholeNumber('shards', shards);
  if (count !== undefined && count > mostShards)
    throw new PicketError('usage', `--shards takes a whole number from 0 to ${mostShards}, not ${count}.`, {
      code: 'bad-shard',
      hint: 'No service starts more jobs of one matrix.',
    });
  if (count !== undefined && count > 0 && ci === 'none')
    throw new PicketError('usage', '--shards is for workflows, which --ci none does not write.', {
      code: 'shards-without-workflows',
      hint: `Leave it out, or choose --ci ${ciSystems.filter((system) => system !== 'none').join(', ')}.`,
    });
  return count;
};

const actionWords: Readonly<Record<Written['action'], string>> = {
  written: 'written',
  extended: 'extended',
  replaced: 'replaced',
  removed: 'removed',
  kept: 'kept, it exists',
  missing: 'left out',
  same: 'up to date',
};

const tell = (io: Io, files: readonly Written[], folder: string): void => {
  for (const { path, action } of files) io.out.write(`${actionWords[action].padEnd(15)}  ${path}\n`);
  const kept = files.some(({ action }) => action === 'kept');
  const go =
    folder === '.'
      ? []
      : [`  cd ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", String.raw`'\'''`)}'`}`];
  const steps = [
    '',
    'Now:',
    ...go,
    '  npm ci                                   install the Picket that package-lock.json pins, as the workflows do',
    '  picket validate                          check the rules',
    '  picket plan                              what a deployment would change; `local` is a file, not Azure',
    '  picket deploy                            make it so',
    '  git config core.hooksPath .githooks      check before each commit (once in each clone)',
    ...(kept ? ['', "What exists was kept; --force replaces Picket's own files, never picket.yaml or rules."] : []),
  ];
  io.out.write(`${steps.join('\n')}\n`);
};

export const command = defineCommand({
  usage: 'init [folder]',
  describe: 'Set up a repository: configuration, example rule, editor, workflows',
  options: (parser) =>
    parser
      .positional('folder', { type: 'string', default: '.', describe: 'Folder of the repository' })
      .option('name', {
        type: 'string',
        requiresArg: true,
        describe: "The project's name",
        defaultDescription: "the folder's name",
      })
      .option('project-id', {
        type: 'string',
        requiresArg: true,
        describe: "The project's id, to go on with the rules of an earlier one",
        defaultDescription: 'a new GUID',
      })
      .option('workspace', {
        alias: 'w',
        type: 'string',
        requiresArg: true,
        describe: 'How picket.yaml calls the Azure workspace',
        defaultDescription: 'prod',
      })
      .option('subscription', { type: 'string', requiresArg: true, describe: 'Subscription id of the workspace' })
      .option('resource-group', { type: 'string', requiresArg: true, describe: 'Resource group of the workspace' })
      .option('workspace-name', { type: 'string', requiresArg: true, describe: 'Name of the workspace in Azure' })
      .option('ci', {
        choices: ciSystems,
        requiresArg: true,
        describe: 'Where pull requests are checked and rules deployed',
        defaultDescription: 'github',
      })
      .option('shards', {
        type: 'string',
        requiresArg: true,
        describe: 'For many workspaces: so many jobs of the workflows share them; 0 for a job a workspace',
        defaultDescription: '0',
      })
      .option('owner', {
        type: 'string',
        array: true,
        nargs: 1,
        describe: 'Who must approve changes, for CODEOWNERS; repeatable',
      })
      .option('tool', {
        type: 'string',
        requiresArg: true,
        describe: 'The Picket to pin: vendored, npm:NAME@VERSION, a packed file or its https address',
        defaultDescription: 'this one',
      })
      .option('force', { type: 'boolean', describe: "Replace Picket's own files; never picket.yaml or rules" })
      .option('yes', { alias: 'y', type: 'boolean', describe: 'Do not ask; take the defaults' })
      .example('$0 init', 'Ask, then write')
      .example('$0 init --shards 10', 'Hundreds of workspaces: ten jobs share them')
      .example('$0 init detections --yes', 'A new folder, with a workspace that lives in a file'),
  run: async (args, io) => {
    const given = workspaceOf(args);
    refuseWrong({
      ...(args.name === undefined ? {} : { name: args.name }),
      ...(args.projectId === undefined ? {} : { id: args.projectId }),
      ...(given === undefined ? {} : answersOf(given)),
    });
    const shards = shardsOf(args);
    const asks = args.yes !== true;
    const fallback = projectNameOf(args.folder === '.' ? io.cwd : args.folder);
    const name =
      args.name ?? (asks ? await askUntil(io, 'Name of the project:', { fallback, check: fits('name') }) : undefined);
    const workspace = given ?? (asks ? await askWorkspace(io) : undefined);
    const ci =
      args.ci ??
      (asks
        ? await askUntil(io, `Workflows for (${ciSystems.join(', ')}):`, {
            fallback: 'github',
            check: oneOf(ciSystems),
          })
        : undefined) ??
      'github';
    const files = await init(io, {
      folder: args.folder,
      name,
      id: args.projectId,
      workspace,
      ci: ciNamed(ci),
      shards,
      owners: args.owner ?? [],
      tool: args.tool,
      existing: args.force === true ? 'replace' : 'keep',
    });
    tell(io, files, args.folder);
    return exitCodes.clean;
  },
});
