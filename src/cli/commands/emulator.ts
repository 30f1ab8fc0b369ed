import { fieldName } from '../../core/engine/diff.ts';
import { emulate } from '../../app/emulator/emulate.ts';
import {
  breakEmulated,
  deleteEmulated,
  editEmulated,
  logOfEmulated,
  type EmulatorEdited,
} from '../../app/emulator/emulator-edits.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { valueText } from '../../report/plan/plan-text.ts';
import { clipped, inert, oneLine } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { lookOf } from '../emit.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { configChoice, configOptions, ruleNames, wholeNumber, workspaceOption } from '../options.ts';

const actions = ['serve', 'edit', 'disable', 'delete', 'log'] as const;

type Arguments = {
  readonly action?: (typeof actions)[number] | undefined;
  readonly rule?: string | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly workspace?: string | undefined;
  readonly as?: string | undefined;
  readonly byService?: string | undefined;
  readonly port: string;
  readonly state?: string | undefined;
  readonly settings?: string | undefined;
};

const serve = async (args: Arguments, io: Io): Promise<ExitCode> => {
  const port = wholeNumber('port', args.port) ?? 0;
  if (port > 65_535)
    throw new PicketError('usage', `\`${args.port}\` is no port.`, {
      code: 'bad-port',
      hint: 'Give a whole number from 0 to 65535.',
    });
  await emulate(io, { port, state: args.state, settings: args.settings }, (url) => io.out.write(`${url}\n`));
  return exitCodes.interrupted;
};

const sayEdit = (io: Io, verb: string, { workspace, id, displayName, fields }: EmulatorEdited): ExitCode => {
  io.out.write(`${verb} in ${inert(workspace)}: ${oneLine(displayName)}  ${inert(id)}\n`);
  if (verb === 'edited' && fields.length === 0) io.err.write('note: Nothing changed: the rule said so before.\n');
  const room = Math.max(24, Math.floor(lookOf(io).columns / 2) - 20);
  for (const { at, before, after } of fields)
    io.out.write(
      `    ${inert(fieldName(at))}: ${clipped(valueText(before), room)} → ${clipped(valueText(after), room)}\n`,
    );
  return exitCodes.clean;
};

const sayLog = async (args: Arguments, io: Io): Promise<ExitCode> => {
  const entries = await logOfEmulated(io, { config: configChoice(args), workspace: args.workspace });
  if (entries.length === 0) io.err.write('Nobody has changed a rule yet.\n');
  const width = Math.max(0, ...entries.map(({ caller }) => caller.length));
  for (const { at, caller, operation, id, displayName } of entries)
    io.out.write(
      `${at.replace(/\.\d+Z$/, 'Z')}  ${inert(caller.padEnd(width))}  ${operation.endsWith('/delete') ? 'delete' : 'write '}  ${displayName === undefined ? '' : `${oneLine(displayName)}  `}${inert(id)}\n`,
    );
  return exitCodes.clean;
};

const needed = (args: Arguments): string => {
  if (args.rule !== undefined && args.rule !== '') return args.rule;
  throw new PicketError('usage', `\`picket emulator ${args.action ?? ''}\` needs a rule.`, {
    code: 'usage',
    hint: `${ruleNames}.`,
  });
};

/** What is about the whole workspace takes no rule: what was given would look like a choice. */
const refuseRule = ({ action = 'serve', rule }: Arguments): void => {
  if (rule === undefined) return;
  throw new PicketError('usage', `\`picket emulator ${action}\` takes no rule, and was given \`${rule}\`.`, {
    code: 'usage',
    hint: 'Leave it out: it is about the whole workspace.',
  });
};

const refuseFields = ({ action, fields = [] }: Arguments): void => {
  const [first] = fields;
  if (first === undefined) return;
  throw new PicketError('usage', `\`picket emulator ${action ?? ''}\` takes no fields, and was given \`${first}\`.`, {
    code: 'usage',
    hint: 'Fields are changed by `picket emulator edit`; a name with spaces stands in quotes.',
  });
};

const edit = async (args: Arguments, io: Io): Promise<ExitCode> => {
  const { fields = [] } = args;
  const request = {
    config: configChoice(args),
    workspace: args.workspace,
    rule: needed(args),
    as: args.as,
  };
  switch (args.action) {
    case 'delete':
      refuseFields(args);
      return sayEdit(io, 'deleted', await deleteEmulated(io, request));
    case 'disable':
      refuseFields(args);
      return args.byService === undefined
        ? sayEdit(io, 'disabled', await editEmulated(io, { ...request, fields: ['enabled=false'] }))
        : sayEdit(io, 'disabled by the service', await breakEmulated(io, { ...request, reason: args.byService }));
    default:
      if (fields.length === 0)
        throw new PicketError('usage', 'Say what to change.', {
          code: 'no-fields',
          hint: 'Add FIELD=VALUE, for example severity=Low.',
        });
      return sayEdit(io, 'edited', await editEmulated(io, { ...request, fields }));
  }
};

export const command = defineCommand({
  usage: 'emulator [action] [rule] [fields..]',
  describe: 'Run a local Sentinel workspace, or change an emulated one as people in the portal do',
  writes: true,
  options: (parser) =>
    workspaceOption(configOptions(parser))
      .positional('action', {
        choices: actions,
        describe:
          'serve over HTTP, which is meant where nothing is named; edit, disable or delete an analytics rule; log',
      })
      .positional('rule', { type: 'string', describe: ruleNames })
      .positional('fields', {
        type: 'string',
        array: true,
        describe: 'edit: FIELD=VALUE with the names of the service, such as severity=Low',
      })
      .option('as', {
        type: 'string',
        requiresArg: true,
        describe: 'Who does it, for the activity log',
        defaultDescription: 'analyst@emulator.example',
      })
      .option('by-service', {
        type: 'string',
        requiresArg: true,
        describe: 'disable: as the service does after repeated failures, with this reason',
      })
      .option('port', {
        type: 'string',
        requiresArg: true,
        default: '8787',
        describe: 'serve: port on 127.0.0.1; 0 takes any free one',
      })
      .option('state', {
        type: 'string',
        requiresArg: true,
        describe: 'serve: file that keeps the workspace between runs, such as that of `emulator` in picket.yaml',
      })
      .option('settings', {
        type: 'string',
        requiresArg: true,
        describe: 'serve: JSON file of settings in which the service differs: {"ifMatch": "ignored", "latency": 50}',
      })
      .example('$0 emulator --port 0', 'Print the URL as the first line, then serve until interrupted')
      .example('$0 emulator edit "Password spray" severity=Low', 'A colleague edits a rule in the portal')
      .example('$0 emulator log', 'Who changed what'),
  run: async (args, io) => {
    switch (args.action) {
      case undefined:
      case 'serve':
        refuseRule(args);
        return serve(args, io);
      case 'log':
        refuseRule(args);
        return sayLog(args, io);
      default:
        return edit(args, io);
    }
  },
});
