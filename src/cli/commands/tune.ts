import { proposalWords, tune, writeTuning, type Tuning } from '../../app/author/tune.ts';
import { proposeChanges } from '../../app/github/github-report.ts';
import { PicketError } from '../../core/errors.ts';
import { whereWords } from '../../core/overlays/exclusions.ts';
import { counted } from '../../core/text/phrase.ts';
import { inert, oneLine } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, daysBack, ruleNames, wholeNumber, workspaceOption } from '../options.ts';

const longest = 90;

const numbersOf = (value: string | undefined): readonly number[] | undefined =>
  value?.split(',').map((each) => wholeNumber('take', each.trim()) ?? 0);

const say = (tuning: Tuning): string => {
  const { name, workspace, days, alerts, proposals } = tuning;
  const all = alerts.benign + alerts.true + alerts.open;
  const excluded = alerts.excluded === 0 ? '' : `, and ${alerts.excluded} more that are excluded by now`;
  return [
    `${oneLine(name)} in ${workspace}: ${counted(all, 'alert')} in ${counted(days, 'day')}: ${alerts.benign} false or benign, ${counted(alerts.true, 'true positive')}, ${alerts.open} not decided${excluded}.`,
    ...proposals.flatMap((proposal, index) => {
      const { effect, incidents } = proposalWords(proposal, tuning);
      return [
        '',
        `${index + 1}. ${oneLine(whereWords(proposal.where))}`,
        `   ${effect}${incidents === '' ? '' : `; ${incidents}`}`,
        ...(proposal.harmed > 0 ? ['   not written: it would take rows from alerts that were right'] : []),
      ];
    }),
    ...(proposals.length === 0
      ? ['Nothing to propose: no two of the false or benign alerts share an entity that the rule maps.']
      : []),
    '',
  ].join('\n');
};

export const command = defineCommand({
  usage: 'tune <rule>',
  describe: 'Propose exclusions of a rule from incidents that were closed as false or benign positives',
  options: (parser) =>
    workspaceOption(configOptions(parser))
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
      .example('$0 tune "Password spray" -w prod --pr', 'Propose all as a pull request'),
  run: async (args, io) => {
    const { rule, owner, ticket, reason, to, until } = args;
    const config = configChoice(args);
    const request = { config, workspace: args.workspace, rule, days: daysBack(args.days, longest) };
    if (args.write !== true && args.pr !== true) {
      if (args.take !== undefined)
        throw new PicketError('usage', '--take says what to write.', {
          code: 'take-without-write',
          hint: 'Add --write or --pr.',
        });
      io.out.write(say(await tune(io, request)));
      return exitCodes.clean;
    }
    const writing = { take: numbersOf(args.take), to, until, reason, owner, ticket };
    const { tuning, path, written } = await writeTuning(io, { ...request, writing });
    const lines = written.map((proposal) => {
      const words = proposalWords(proposal, tuning);
      return `${oneLine(whereWords(proposal.where))}: ${words.effect}${words.incidents === '' ? '' : `; ${words.incidents}`}.`;
    });
    io.out.write(`${inert(path)}: ${counted(written.length, 'exclusion')} of ${inert(tuning.name)}.\n`);
    io.out.write(lines.map((line) => `${line}\n`).join(''));
    if (args.pr === true) {
      const { state, url } = await proposeChanges(io, config, {
        key: `tune/${tuning.workspace}/${tuning.id}`,
        title: `Exclude known rows from ${tuning.name} in ${tuning.workspace}`,
        text: lines.join('\n\n'),
      });
      io.out.write(
        `pull request: ${state === 'unchanged' ? 'already says this' : state}${url === '' ? '' : ` ${url}`}\n`,
      );
    } else io.err.write(`Read ${inert(path)}, run picket validate, and commit it.\n`);
    return exitCodes.clean;
  },
});
