import type { Argv } from 'yargs';
import type { PlanChoices } from '../app/change/plan-choices.ts';
import { PicketError } from '../core/errors.ts';
import { tolerable, type Tolerated } from '../core/plan/plan-options.ts';
import { wholeNumber } from './options.ts';
import { typeOption } from './type-option.ts';

const list = { type: 'string', array: true, requiresArg: true } as const;

/** The options that decide what a plan does; `plan` and `deploy` take the same. */
export const planOptions = <T>(parser: Argv<T>) =>
  typeOption(parser)
    .option('only', {
      ...list,
      describe: 'Limit the run to these rules, by id, path, display name, or six and more characters of the id',
    })
    .option('prune', {
      type: 'string',
      describe: 'Delete (or =disable) what this project deployed and git no longer has',
    })
    .option('overwrite', {
      ...list,
      describe: 'Overwrite changes made in the workspace: rules as for --only, or `all`',
    })
    .option('reenable', {
      ...list,
      describe: 'Switch rules on again that the service switched off: rules as for --only, or `all`',
    })
    .option('all-or-nothing', {
      type: 'boolean',
      describe: 'Refuse the whole run where one rule is refused or skipped',
    })
    .option('skip-invalid', {
      type: 'boolean',
      describe: 'Leave files with errors and their rules alone, and go on with the others; prunes nothing',
    })
    .option('include-cosmetic', { type: 'boolean', describe: 'Also write differences of white space and comments' })
    .option('tolerate', {
      choices: tolerable,
      array: true,
      requiresArg: true,
      describe: 'Leave this alone without refusing it: rules that somebody switched off in the workspace',
    })
    .option('allow-deletes', { type: 'string', requiresArg: true, describe: 'Let this many rules be deleted (5)' })
    .option('allow-disables', { type: 'string', requiresArg: true, describe: 'Let this many rules be disabled (5)' })
    .option('allow-changes', { type: 'string', requiresArg: true, describe: 'Let this many rules change (30 %)' })
    .option('allow-missing', {
      type: 'string',
      requiresArg: true,
      describe: "Believe the workspace's list although it lacks this many deployed rules (3, or 10 %)",
    })
    .option('allow-row-deletes', {
      type: 'string',
      requiresArg: true,
      describe: 'Let this many rows of a watchlist go, deleted or in a list written anew (100, or 10 %)',
    })
    .option('approve', {
      type: 'string',
      requiresArg: true,
      describe: 'Approve the coverage losses of the change set with this digest',
    });

type PlanArguments = {
  readonly only?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  readonly prune?: string | undefined;
  readonly overwrite?: readonly string[] | undefined;
  readonly reenable?: readonly string[] | undefined;
  readonly allOrNothing?: boolean | undefined;
  readonly skipInvalid?: boolean | undefined;
  readonly includeCosmetic?: boolean | undefined;
  readonly tolerate?: readonly Tolerated[] | undefined;
  readonly allowDeletes?: string | undefined;
  readonly allowDisables?: string | undefined;
  readonly allowChanges?: string | undefined;
  readonly allowMissing?: string | undefined;
  readonly allowRowDeletes?: string | undefined;
  readonly approve?: string | undefined;
};

const choice = (values: readonly string[] | undefined): 'all' | readonly string[] | undefined =>
  values?.includes('all') === true ? 'all' : values;

const pruning = (value: string | undefined): PlanChoices['prune'] => {
  switch (value) {
    case undefined:
      return 'off';
    case '':
    case 'delete':
      return 'delete';
    case 'disable':
      return 'disable';
    default:
      throw new PicketError('usage', `--prune takes nothing, \`delete\` or \`disable\`, not \`${value}\`.`, {
        code: 'bad-prune',
      });
  }
};

/** What the options mean. Throws a usage error that names the flag. */
export const readPlanRequest = (args: PlanArguments): PlanChoices => {
  if (args.skipInvalid === true && args.allOrNothing === true)
    throw new PicketError('usage', '--skip-invalid leaves rules out, and --all-or-nothing wants all of them.', {
      code: 'skip-or-nothing',
      hint: 'Give one of the two.',
    });
  return choicesOf(args);
};

const choicesOf = (args: PlanArguments): PlanChoices => ({
  only: args.only,
  onlyTypes: args.type,
  prune: pruning(args.prune),
  overwrite: choice(args.overwrite),
  reenable: choice(args.reenable),
  skipped: args.allOrNothing === true ? 'refuse' : 'proceed',
  invalid: args.skipInvalid === true ? 'skip' : 'refuse',
  cosmetic: args.includeCosmetic === true ? 'include' : 'skip',
  tolerate: args.tolerate,
  allow: {
    deletes: wholeNumber('allow-deletes', args.allowDeletes),
    disables: wholeNumber('allow-disables', args.allowDisables),
    changes: wholeNumber('allow-changes', args.allowChanges),
    missing: wholeNumber('allow-missing', args.allowMissing),
    rowDeletes: wholeNumber('allow-row-deletes', args.allowRowDeletes),
  },
  approvedChangeSet: args.approve,
});
