import { tune, writeTuning } from '../../app/author/tune.ts';
import { proposeChanges } from '../../app/github/proposal.ts';
import { PicketError } from '../../core/errors.ts';
import type { Tuning, WrittenTuning } from '../../core/service/tuning.ts';
import { formats } from '../../report/index.ts';
import { inert } from '../../report/text/style.ts';
import { tuningListing, writtenLines } from '../../report/tuning.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, readFormats } from '../emit.ts';
import type { ExitCode } from '../exit-code.ts';
import { sayListing } from '../listing.ts';
import {
  configChoice,
  configOptions,
  daysBack,
  formatOptions,
  ruleNames,
  wholeNumber,
  workspaceOption,
} from '../options.ts';

const longest = 90;

const numbersOf = (value: string | undefined): readonly number[] | undefined =>
  value?.split(',').map((each) => wholeNumber('take', each.trim()) ?? 0);

export const command = defineCommand({
  usage: 'tune <rule>',
  describe: 'Propose exclusions of a rule from incidents that were closed as false or benign positives',
  formats,
  options: (parser) =>
    formatOptions(workspaceOption(configOptions(parser)), formats)
      .positional('rule', { type: 'string', demandOption: true, describe: ruleNames })
      .option('days', { type: 'string', requiresArg: true, default: '30', describe: 'How many days to look back' })
      .option('write', { type: 'boolean', describe: 'Write the proposals, those that touch no true positive' })
      .option('take', {
        type: 'string',
        requiresArg: true,
        describe: 'With --write or --pr: numbers of the proposals, as 1,3',
        defaultDescription: 'all that touch no true positive',
      })
      .option('to', {
        choices: ['workspace', 'rule'] as const,
        requiresArg: true,
        default: 'workspace' as const,
        describe: 'Write into an overlay of the workspace, or into the rule for all',
      })
      .option('until', {
        type: 'string',
        requiresArg: true,
        default: '90d',
        describe: 'Last day (UTC) of the exclusions: 2027-03-01; or a length of time from now: 90d',
      })
      .option('reason', {
        type: 'string',
        requiresArg: true,
        describe: 'Why, for whoever asks',
        defaultDescription: 'the incidents',
      })
      .option('owner', { type: 'string', requiresArg: true, describe: 'Who is asked when they end' })
      .option('ticket', { type: 'string', requiresArg: true, describe: 'Where more is written about it' })
      .option('pr', { type: 'boolean', describe: 'Write them, and open a pull request on GitHub' })
      .example('$0 tune "Password spray" -w prod', 'What could be excluded, and what that would have done')
      .example('$0 tune "Password spray" -w prod --write --take 1', 'Write the first into picket.yaml')
      .example('$0 tune "Password spray" -w prod --format json', 'For a script: each proposal with its figures')
      .example('$0 tune "Password spray" -w prod --pr', 'Propose all as a pull request'),
  run: async (args, io) => {
    const { rule, owner, ticket, reason, to, until } = args;
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const config = configChoice(args);
    const request = { config, workspace: args.workspace, rule, days: daysBack(args.days, longest) };
    const say = (tuning: Tuning, written?: WrittenTuning): Promise<ExitCode> => {
      const listing = tuningListing(tuning, written);
      const report = {
        command: 'tune',
        version,
        diagnostics: [],
        files: 0,
        workspace: tuning.workspace,
        listing,
      } as const;
      return sayListing({ report, source: () => undefined }, choices, io);
    };
    if (args.write !== true && args.pr !== true) {
      if (args.take !== undefined)
        throw new PicketError('usage', '--take says what to write.', {
          code: 'take-without-write',
          hint: 'Add --write or --pr.',
        });
      return say(await tune(io, request));
    }
    const writing = { take: numbersOf(args.take), to, until, reason, owner, ticket };
    const { tuning, ...written } = await writeTuning(io, { ...request, writing });
    if (args.pr !== true) {
      const code = await say(tuning, written);
      io.err.write(`Read ${inert(written.path)}, run picket validate, and commit it.\n`);
      return code;
    }
    const pullRequest = await proposeChanges(io, config, {
      key: `tune/${tuning.workspace}/${tuning.id}`,
      title: `Exclude known rows from ${tuning.name} in ${tuning.workspace}`,
      text: writtenLines(tuning, written).join('\n\n'),
    });
    return say(tuning, { ...written, pullRequest });
  },
});
