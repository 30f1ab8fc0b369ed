import { newRule, newRuleKinds, severities, tactics } from '../../app/author/new-rule.ts';
import { newItem } from '../../app/author/new-item.ts';
import { typeNames } from '../../app/project.ts';
import { PicketError } from '../../core/errors.ts';
import { nearest } from '../../core/text/nearest.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions } from '../options.ts';
import { askUntil, oneOf, filled } from '../questions.ts';

/** The word that is meant, whatever its case; a usage error with the nearest one otherwise. */
const wordOf = <Word extends string>(flag: string, value: string, words: readonly Word[]): Word => {
  const found = words.find((word) => word.toLowerCase() === value.toLowerCase());
  if (found !== undefined) return found;
  const close = nearest(value, words)[0];
  throw new PicketError('usage', `\`${value}\` is no value of --${flag}.`, {
    code: 'bad-value',
    hint: `Use one of ${words.join(', ')}.${close === undefined ? '' : ` Did you mean \`${close}\`?`}`,
  });
};

const required = (value: string | undefined, what: string, hint: string): string => {
  if (value !== undefined) return value;
  throw new PicketError('usage', `Say ${what}.`, { code: 'missing-answer', hint });
};

/** What is written where nobody says. */
const [usualType = ''] = typeNames;

/** Options that only rules have. */
const ofRules = ['kind', 'severity', 'tactic', 'technique', 'table'] as const;

export const command = defineCommand({
  usage: 'new [name]',
  describe: 'Write a new file that is valid from the start; for a rule its test too',
  options: (parser) =>
    configOptions(parser)
      .positional('name', { type: 'string', describe: 'Display name; the file is named after it' })
      .option('type', {
        type: 'string',
        requiresArg: true,
        choices: typeNames,
        describe: 'What to write',
        defaultDescription: usualType,
      })
      .option('kind', {
        type: 'string',
        requiresArg: true,
        describe: newRuleKinds.join(' or '),
        defaultDescription: 'Scheduled',
      })
      .option('severity', {
        type: 'string',
        requiresArg: true,
        describe: severities.join(', '),
        defaultDescription: 'Medium',
      })
      .option('tactic', {
        type: 'string',
        array: true,
        nargs: 1,
        describe: 'Tactic of MITRE ATT&CK, e.g. CredentialAccess; repeatable',
      })
      .option('technique', { type: 'string', array: true, nargs: 1, describe: 'Technique, e.g. T1110.003; repeatable' })
      .option('table', {
        type: 'string',
        requiresArg: true,
        describe: 'Table that the query begins with',
        defaultDescription: 'SigninLogs',
      })
      .option('folder', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of the file; the first content folder for such by default',
      })
      .example('$0 new', 'Ask, then write')
      .example('$0 new "Password spray" --tactic CredentialAccess --table SigninLogs', 'Without questions')
      .example('$0 new "Service accounts" --type watchlist', 'A watchlist with a first line'),
  run: async (args, io) => {
    if (args.type !== undefined && args.type !== usualType) {
      const given = ofRules.find((option) => args[option] !== undefined);
      if (given !== undefined)
        throw new PicketError('usage', `--${given} says something of an ${usualType}.`, {
          code: 'not-together',
          hint: `Leave it out: the file of a ${args.type} is made without it.`,
        });
      const { paths, notes } = await newItem(io, {
        config: configChoice(args),
        type: args.type,
        name: required(args.name, 'what it is called', `picket new --type ${args.type} "Service accounts"`),
        folder: args.folder,
      });
      for (const line of [...paths.map((path) => `Written: ${path}`), ...notes]) io.out.write(`${line}\n`);
      return exitCodes.clean;
    }
    // Only a name or a tactic that is missing is worth a question; with both given the defaults hold for the rest.
    const asks = args.name === undefined || args.tactic === undefined;
    const ask = async (question: string, fallback: string, words?: readonly string[]): Promise<string | undefined> =>
      asks ? askUntil(io, question, { fallback, check: words === undefined ? filled : oneOf(words) }) : undefined;
    const name = required(
      args.name ?? (await ask('Name of the rule:', '')),
      'what the rule is called',
      'picket new "Password spray" --tactic CredentialAccess',
    );
    const tactic = args.tactic ?? [
      required(
        await ask('Tactic:', '', tactics),
        'which tactic the rule is about',
        `Add --tactic with one of ${tactics.join(', ')}.`,
      ),
    ];
    const kind =
      args.kind ?? (await ask(`Kind (${newRuleKinds.join(', ')}):`, 'Scheduled', newRuleKinds)) ?? 'Scheduled';
    const severity =
      args.severity ?? (await ask(`Severity (${severities.join(', ')}):`, 'Medium', severities)) ?? 'Medium';
    const table = args.table ?? (await ask('Table:', 'SigninLogs')) ?? 'SigninLogs';
    const { path, test, place } = await newRule(io, {
      config: configChoice(args),
      name,
      kind: wordOf('kind', kind, newRuleKinds),
      severity: wordOf('severity', severity, severities),
      tactics: tactic.map((word) => wordOf('tactic', word, tactics)),
      techniques: args.technique ?? [],
      table,
      folder: args.folder,
    });
    io.out.write(`Written: ${path}\nWritten: ${test}\n`);
    io.out.write(
      'It is valid and switched off: finish its query and description, then remove `enabled: false`.\nIts test passes: `picket test` runs it.\n',
    );
    if (place === 'elsewhere')
      io.out.write(
        'It is not checked or deployed yet: no folder under `content` in picket.yaml holds it. Add its folder there, or move it.\n',
      );
    return exitCodes.clean;
  },
});
