import { resolve } from 'node:path';
import { unconfirmed } from '../../app/change/deploy.ts';
import { examine } from '../../app/show/doctor.ts';
import type { GitHubRepository } from '../../app/github/github-access.ts';
import { probe } from '../../app/show/probe.ts';
import { writeReport } from '../../app/write-report.ts';
import type { Examination } from '../../core/report.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { examinationJson, prettyExamination } from '../../report/doctor.ts';
import { defineCommand } from '../command.ts';
import { lookOf, type FormatChoice } from '../emit.ts';
import { readTransferFormats, transferFormats } from '../emit-transfers.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, formatOptions, workspaceOption } from '../options.ts';

const say = async (examination: Examination, choices: readonly FormatChoice[], io: Io): Promise<void> => {
  for (const { format, file } of choices) {
    const look = lookOf(io, file);
    const text =
      format === 'json'
        ? `${JSON.stringify(examinationJson(examination), null, 2)}\n`
        : prettyExamination(examination, look);
    if (file === undefined) io.out.write(text);
    else await writeReport(resolve(io.cwd, file), text);
  }
};

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
  formats: transferFormats,
  writes: true,
  options: (parser) =>
    workspaceOption(formatOptions(configOptions(parser), transferFormats))
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
    const choices = readTransferFormats(args.format);
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
