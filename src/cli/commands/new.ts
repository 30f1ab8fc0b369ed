import { newRule, newRuleKinds, severities, tactics } from '../../app/author/new-rule.ts';
import { PicketError } from '../../core/errors.ts';
import { nearest } from '../../core/text/nearest.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions } from '../options.ts';
import { askUntil, oneOf } from '../questions.ts';

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

const notEmpty = (answer: string): string | undefined => (answer === '' ? 'It cannot be empty.' : undefined);

export const command = defineCommand({
  usage: 'new [name]',
  describe: 'Write a new rule file that is valid from the start, and its test',
  options: (parser) =>
    configOptions(parser)
      .positional('name', { type: 'string', describe: 'Display name of the rule; its file is named after it' })
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
        describe: 'Folder of the file; the first content folder by default',
      })
      .example('$0 new', 'Ask, then write')
      .example('$0 new "Password spray" --tactic CredentialAccess --table SigninLogs', 'Without questions'),
  run: async (args, io) => {
    // Only a name or a tactic that is missing is worth a question; with both given the defaults hold for the rest.
    const asks = args.name === undefined || args.tactic === undefined;
    const ask = async (question: string, fallback: string, words?: readonly string[]): Promise<string | undefined> =>
      asks ? askUntil(io, question, { fallback, check: words === undefined ? notEmpty : oneOf(words) }) : undefined;
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
