import {
  commentReports,
  exclusionIssues,
  findApprovedRun,
  issueReports,
  summariseReports,
} from '../../app/github/github-report.ts';
import { proposeChanges } from '../../app/github/proposal.ts';
import { PicketError } from '../../core/errors.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, wholeNumber } from '../options.ts';

const tasks = ['comment', 'issue', 'exclusions', 'summary', 'pull-request', 'approved-run'] as const;

const needed = (value: string | undefined, what: string): string => {
  if (value !== undefined && value !== '') return value;
  throw new PicketError('usage', `Name ${what}.`, { code: 'usage', hint: 'Run `picket github --help` for examples.' });
};

const only = (values: readonly string[] | undefined, what: string): string => {
  const [first, second] = values ?? [];
  if (second === undefined) return needed(first, what);
  throw new PicketError('usage', `Only one report can be said so, not \`${second}\` as well.`, {
    code: 'usage',
    hint: 'Call it once for each; `comment` and `summary` take several.',
  });
};

const outcomes = {
  created: 'created',
  updated: 'updated',
  unchanged: 'already says this',
  closed: 'closed',
  nothing: 'nothing to do',
} as const;

export const command = defineCommand({
  usage: 'github <task> [files..]',
  describe: 'Say a report on GitHub: as a comment, an issue or a job summary',
  writes: true,
  options: (parser) =>
    configOptions(parser)
      .positional('task', { choices: tasks, demandOption: true, describe: 'What to do' })
      .positional('files', {
        type: 'string',
        array: true,
        describe: 'A report, written by --format json=FILE; comment and summary take several',
      })
      .option('key', {
        type: 'string',
        requiresArg: true,
        describe: 'Name by which the comment or issue is found again; with it a comment also says that FILE is missing',
        defaultDescription: 'what the report is about, e.g. plan/prod',
      })
      .option('pull-request', {
        type: 'string',
        requiresArg: true,
        describe: 'Pull request to comment on',
        defaultDescription: "the event's",
      })
      .option('title', {
        type: 'string',
        requiresArg: true,
        describe: 'pull-request: its title, where it is about no report; with --key',
      })
      .option('text', { type: 'string', requiresArg: true, describe: 'pull-request: what it says, beside --title' })
      .option('label', {
        type: 'string',
        array: true,
        requiresArg: true,
        default: ['picket'],
        describe: 'Labels of a new issue',
      })
      .option('artifact', {
        type: 'string',
        requiresArg: true,
        describe: 'approved-run: name of the artifact to look for',
      })
      .option('workflow', {
        type: 'string',
        requiresArg: true,
        default: 'pull-request.yml',
        describe: 'approved-run: the file of .github/workflows that makes plans',
      })
      .example('$0 github comment plan.json', 'One comment on the pull request, made or rewritten')
      .example('$0 github comment plans/*.json', 'One comment for all workspaces, what they share said once')
      .example('$0 github issue drift.json', 'One issue a workspace, opened, rewritten or closed')
      .example('$0 github exclusions', 'One issue for each owner of exclusions that end within two weeks')
      .example('$0 github summary plan.json', 'Add it to the job summary')
      .example('$0 github pull-request drift.json', 'Propose what `picket pull` wrote into the files')
      .example('$0 github approved-run --artifact plan-prod', 'Id of the run whose plan was merged'),
  run: async (args, io) => {
    const say = (what: string, { state, url }: { readonly state: keyof typeof outcomes; readonly url: string }): void =>
      io.out.write(`${what}: ${outcomes[state]}${url === '' ? '' : ` ${url}`}\n`);
    switch (args.task) {
      case 'comment': {
        const pullRequest = wholeNumber('pull-request', args.pullRequest);
        const files = [needed(args.files?.[0], 'the report'), ...(args.files ?? []).slice(1)];
        say('comment', await commentReports(io, { files, key: args.key, pullRequest }));
        return exitCodes.clean;
      }
      case 'issue': {
        const file = only(args.files, 'the report');
        const { told, refusal } = await issueReports(io, { file, key: args.key, labels: args.label });
        for (const { workspace, ...outcome } of told)
          say(told.length === 1 && refusal === undefined ? 'issue' : `issue of ${inert(workspace)}`, outcome);
        if (refusal !== undefined) throw refusal;
        return exitCodes.clean;
      }
      case 'pull-request': {
        const { title, text = '' } = args;
        const about =
          title === undefined
            ? { file: only(args.files, 'the report'), key: args.key }
            : { key: needed(args.key, 'the pull request with --key'), title, text };
        say('pull request', await proposeChanges(io, configChoice(args), about));
        return exitCodes.clean;
      }
      case 'exclusions':
        for (const said of await exclusionIssues(io, configChoice(args), args.label))
          say(`issue of ${said.owner === '' ? 'nobody' : inert(said.owner)}`, said);
        return exitCodes.clean;
      case 'summary':
        await summariseReports(io, [needed(args.files?.[0], 'the report'), ...(args.files ?? []).slice(1)]);
        return exitCodes.clean;
      case 'approved-run': {
        const artifact = needed(args.artifact, 'the artifact with --artifact');
        const found = await findApprovedRun(io, { artifact, workflow: args.workflow });
        if ('run' in found) io.out.write(`${found.run}\n`);
        else io.err.write(`No plan counts as approved: ${inert(found.refused)}.\n`);
        return exitCodes.clean;
      }
    }
  },
});
