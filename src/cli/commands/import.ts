import { importArm, typeExamples } from '../../app/author/import/import-arm.ts';
import { importTemplate } from '../../app/author/import/import-template.ts';
import type { Io } from '../../core/io.ts';
import { PicketError } from '../../core/errors.ts';
import type { ConfigChoice } from '../../app/project.ts';
import { defineCommand } from '../command.ts';
import type { FormatChoice } from '../emit.ts';
import type { ExitCode } from '../exit-code.ts';
import { formats } from '../../report/index.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { emitTransfers, fileProgress, transferExitCode } from '../emit-transfers.ts';
import { configOptions, formatOptions, namedFolder, workspaceOption } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';
import { kebab } from '../repeated.ts';

const sources = ['arm', 'bicep', 'rules', 'sigma', 'template', 'terraform'] as const;
const targets = ['rule', 'kql', 'jsonl'] as const;
/** As in src/sigma, which is loaded only for a conversion. */
const eventTables = ['WindowsEvent', 'Event', 'both'] as const;

type SigmaArguments = {
  readonly items: readonly string[];
  readonly out?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly placeholders?: string | undefined;
  readonly samples?: string | undefined;
  readonly windowsEvents?: (typeof eventTables)[number] | undefined;
  readonly to: (typeof targets)[number];
  readonly tables?: boolean | undefined;
  readonly enabled?: boolean | undefined;
  readonly frequency?: string | undefined;
  readonly period?: string | undefined;
};

/** Options that nothing but Sigma rules take. */
const ofSigma = [
  'pipeline',
  'placeholders',
  'samples',
  'windowsEvents',
  'tables',
  'enabled',
  'frequency',
  'period',
] as const;
/** Those that say how files are written, where queries are printed instead. */
const ofFiles = ['out', 'samples', 'enabled', 'frequency', 'period'] as const;

const misplaced = (name: string, why: string, hint: string): PicketError =>
  new PicketError('usage', `--${kebab(name)} ${why}`, {
    code: 'option-without-effect',
    hint,
  });

/** Throws a usage error for an option that the source, or the way in which it is written, passes over. */
const refuseIdle = (args: SigmaArguments & { readonly source: (typeof sources)[number] }): void => {
  const given = (names: readonly (keyof SigmaArguments)[]): string | undefined =>
    names.find((name) => args[name] !== undefined && args[name] !== false);
  if (args.source !== 'sigma') {
    const name = given(ofSigma) ?? (args.to === 'rule' ? undefined : 'to');
    if (name !== undefined) throw misplaced(name, 'is for `import sigma`.', 'Leave it out.');
    return;
  }
  const name = args.to === 'rule' ? undefined : given(ofFiles);
  if (name !== undefined)
    throw misplaced(
      name,
      `says how rule files are made, and --to ${args.to} prints queries.`,
      'Leave one of them out.',
    );
  if (args.tables === true && args.to !== 'kql')
    throw misplaced('tables', 'lists the tables of printed queries.', 'Give --to kql with it.');
};

/** The converter and its tables are loaded only here. */
const runSigma = async (
  args: SigmaArguments,
  config: ConfigChoice,
  choices: readonly FormatChoice[],
  io: Io,
): Promise<ExitCode> => {
  const { importSigma, printSigma } = await import('../../app/author/import/import-sigma.ts');
  const { items: paths, pipeline, placeholders, windowsEvents } = args;
  const request = { config, paths, pipeline, placeholders, windowsEvents };
  if (args.to !== 'rule') {
    const tables = args.tables === true ? 'with-tables' : 'queries-only';
    const { text, report } = await printSigma(io, { ...request, to: args.to, tables });
    io.out.write(text);
    return transferExitCode(report);
  }
  const report = await importSigma(io, {
    ...request,
    out: namedFolder('out', args.out),
    samples: namedFolder('samples', args.samples),
    rule: {
      state: args.enabled === true ? 'enabled' : 'disabled',
      ...(args.frequency === undefined ? {} : { frequency: args.frequency }),
      ...(args.period === undefined ? {} : { period: args.period }),
    },
    finished: fileProgress(io),
  });
  await emitTransfers(report, choices, io);
  return transferExitCode(report);
};

type TerraformArguments = {
  readonly items: readonly string[];
  readonly out?: string | undefined;
  readonly parameters?: readonly string[] | undefined;
};

const runTerraform = async (
  args: TerraformArguments,
  config: ConfigChoice,
  choices: readonly FormatChoice[],
  io: Io,
): Promise<ExitCode> => {
  const { importTerraform } = await import('../../app/author/import/import-terraform.ts');
  const report = await importTerraform(io, {
    config,
    paths: args.items,
    out: namedFolder('out', args.out),
    parameters: args.parameters ?? [],
    finished: fileProgress(io),
  });
  await emitTransfers(report, choices, io);
  return transferExitCode(report);
};

export const command = defineCommand({
  usage: 'import <source> <items..>',
  describe: 'Make files of ARM templates, Bicep, Terraform, Sigma rules, or templates of a workspace',
  options: (parser) =>
    workspaceOption(typeOption(formatOptions(configOptions(parser), formats)))
      .positional('source', {
        choices: sources,
        demandOption: true,
        describe:
          'arm: ARM templates, packages or answers of the service; rules: the same and rule files of other tools; bicep: Bicep files; terraform: configuration, plans and states; sigma: Sigma rules; template: the gallery or Content Hub',
      })
      .positional('items', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Files or folders; or ids or names of templates',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder for new files; the first content folder by default',
      })
      .option('parameters', {
        type: 'string',
        array: true,
        nargs: 1,
        describe: 'NAME=VALUE of a template’s parameter, a file of them, or one of SentinelARConverter; repeatable',
      })
      .option('pipeline', {
        type: 'string',
        requiresArg: true,
        describe: 'Sigma: how fields become columns; a built-in name or a file',
        defaultDescription: 'picket',
      })
      .option('to', {
        choices: targets,
        default: 'rule' as const,
        requiresArg: true,
        describe: 'Sigma: rule files, or queries on standard output',
      })
      .option('placeholders', {
        type: 'string',
        requiresArg: true,
        describe: 'Sigma: file with values of placeholders',
      })
      .option('samples', {
        type: 'string',
        requiresArg: true,
        describe: 'Sigma: folder with events of the rules (regression_data of SigmaHQ), of which tests are written',
      })
      .option('windows-events', {
        choices: eventTables,
        requiresArg: true,
        describe: 'Sigma: the table with the channels of Windows (Sysmon, PowerShell, ...)',
        defaultDescription: 'sigma.windowsEvents of picket.yaml, or WindowsEvent',
      })
      .option('tables', { type: 'boolean', describe: 'Sigma: list the tables that the queries need (--to kql)' })
      .option('enabled', { type: 'boolean', describe: 'Sigma: rules that are on; off unless given' })
      .option('frequency', {
        type: 'string',
        requiresArg: true,
        describe: 'Sigma: how often the rules run',
        defaultDescription: '1h',
      })
      .option('period', {
        type: 'string',
        requiresArg: true,
        describe: 'Sigma: how far the rules look back',
        defaultDescription: '1h',
      })
      .example('$0 import sigma rules/windows', 'Turn Sigma rules into rule files')
      .example('$0 import arm export.json', 'Take over what the portal exported')
      .example('$0 import arm main.json -w prod --parameters severity=High', 'Evaluate a template for a workspace')
      .example('$0 import rules old', 'Take over rule files of other tools')
      .example('$0 import terraform infra', 'Take over rules that Terraform deploys')
      .example('$0 import template "Rare logon" -w prod', 'Make a file of a template, linked to it')
      .example(typeExamples),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const config = contentChoice(args);
    refuseIdle(args);
    if (args.source === 'template' && args.parameters !== undefined)
      throw new PicketError('usage', '--parameters is for `import arm`: templates of a workspace have none.', {
        code: 'parameters-without-arm',
      });
    if (args.source === 'sigma' && args.type !== undefined)
      throw new PicketError(
        'usage',
        '--type chooses among what a source holds: Sigma rules become analytics rules only.',
        {
          code: 'type-with-sigma',
          hint: 'Leave --type out.',
        },
      );
    if (args.source === 'sigma') return runSigma(args, config, choices, io);
    if (args.source === 'terraform') return runTerraform(args, config, choices, io);
    const report =
      args.source === 'template'
        ? await importTemplate(io, {
            config,
            workspace: args.workspace,
            templates: args.items,
            out: namedFolder('out', args.out),
          })
        : await importArm(io, {
            config,
            files: args.source === 'bicep' ? 'bicep' : 'rules',
            paths: args.items,
            out: namedFolder('out', args.out),
            parameters: args.parameters ?? [],
            workspace: args.workspace,
            finished: fileProgress(io),
          });
    await emitTransfers(report, choices, io);
    return transferExitCode(report);
  },
});
