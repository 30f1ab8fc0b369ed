import { unconfirmed } from '../../app/change/deploy.ts';
import { examine } from '../../app/show/doctor.ts';
import type { GitHubRepository } from '../../app/github/github-access.ts';
import { probe } from '../../app/show/probe.ts';
import type { Examination } from '../../core/report.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { formats } from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, emit, readFormats, type FormatChoice } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, formatOptions, workspaceOption } from '../options.ts';

const say = ({ workspace, checks }: Examination, choices: readonly FormatChoice[], io: Io): Promise<void> =>
  emit({ command: 'doctor', version, diagnostics: [], files: 0, workspace, checks }, choices, io, () => undefined);

/** A probe writes to a workspace: nobody must do that by leaving something out. */
const agreed = async (io: Io, workspace: string | undefined, yes: boolean | undefined): Promise<boolean> => {
  if (workspace === undefined)
    throw new PicketError('usage', 'A probe writes a throwaway rule, so the workspace must be named.', {
      code: 'workspace-required',
      hint: 'Add -w with a workspace where nobody minds.',
    });
  if (yes === true) return true;
  const answer = await io.ask(`Create, change and remove one disabled rule in ${workspace}? [y/N] `);
  if (answer === undefined) throw unconfirmed();
  return /^\s*y(es)?\s*$/i.test(answer);
};

const repositoryOf = (name: string | undefined, reviewers: readonly string[]): GitHubRepository | undefined => {
  if (name === undefined) return undefined;
  if (!/^[\w.-]+\/[\w.-]+$/.test(name))
    throw new PicketError('usage', `--github takes OWNER/NAME, not \`${name}\`.`, {
      code: 'bad-repository',
      hint: 'For example --github contoso/detections.',
    });
  const wrong = reviewers.find((reviewer) => !/^@?[\w-]+(?:\/[\w.-]+)?$/.test(reviewer));
  if (wrong !== undefined)
    throw new PicketError('usage', `--reviewer takes a person or a team on GitHub, not \`${wrong}\`.`, {
      code: 'bad-reviewer',
      hint: 'For example --reviewer @contoso/detection-engineers.',
    });
  return { repository: name, reviewers: reviewers.map((reviewer) => reviewer.replace(/^@/, '')) };
};

export const command = defineCommand({
  usage: 'doctor',
  describe: 'Check what a deployment needs, and say what to do about it',
  writes: true,
  options: (parser) =>
    workspaceOption(formatOptions(configOptions(parser), formats))
      .option('probe', {
        type: 'boolean',
        describe: 'Also find out how the service behaves, on one disabled throwaway rule; writes the service profile',
      })
      .option('github', {
        type: 'string',
        requiresArg: true,
        describe: 'OWNER/NAME on GitHub: print the commands that let its workflows read and deploy to the workspace',
      })
      .option('reviewer', {
        type: 'string',
        array: true,
        nargs: 1,
        requiresArg: true,
        describe: 'Who approves what no pull request showed: @user or @organisation/team; repeatable (with --github)',
        defaultDescription: 'who runs the commands',
      })
      .option('yes', { alias: 'y', type: 'boolean', describe: 'Do not ask before a probe' })
      .example('$0 doctor -w prod', 'Credential, role, onboarding, quotas, tables')
      .example('$0 doctor -w prod --github contoso/detections', 'And the commands that set GitHub up')
      .example('$0 doctor -w sandbox --probe', 'And write .picket/service-profile.json'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const request = { config: configChoice(args), workspace: args.workspace };
    if (args.probe === true) {
      if (!(await agreed(io, args.workspace, args.yes))) {
        io.err.write('Nothing was tried: no rule was created.\n');
        return exitCodes.refused;
      }
      const { path } = await probe(io, request);
      io.err.write(`Written: ${path}\n`);
    }
    const examination = await examine(io, { ...request, github: repositoryOf(args.github, args.reviewer ?? []) });
    await say(examination, choices, io);
    return examination.checks.some(({ status }) => status === 'failed') ? exitCodes.service : exitCodes.clean;
  },
});
