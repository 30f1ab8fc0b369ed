import { describe, expect, test } from '@jest/globals';
import { usageError } from '../../src/cli/usage-error.ts';
import { wordsOf } from '../scenarios/transcript.ts';
import { inFolder } from './io.ts';

describe('a command line that cannot be understood', () => {
  test.each([
    ['pull --only drift', '`drift` is no value of --only.', 'unmanaged, drifted, all'],
    ['import template_ x', '`template_` is no value of <source>.', 'Did you mean `template`?'],
    ['import arm', '`picket import` needs <source> <items..>.', '`picket import --help`'],
    [
      'convert old.yaml',
      '`picket convert` needs --to (azure-sentinel, service, pascal-case).',
      '`picket convert --help`',
    ],
    ['plan -w', '-w needs a value.', '`picket plan --help`'],
    ['validate -x', 'Unknown: `-x`.', '`picket validate --help`'],
    ['help plann', 'Unknown: `plann` (did you mean `plan`?).', '`picket --help`'],
    ['validate --format', '--format needs a value.', '`picket validate --help`'],
    ['init --resource-group', '--resource-group needs a value.', '`picket init --help`'],
    ['pull --onyl all', 'Unknown: `--onyl` (did you mean `--only`?).', '`picket pull --help`'],
    ['completion tcsh', '`tcsh` is no value of [shell].', 'Use one of bash, zsh, fish, powershell.'],
    ['pull --out ""', '--out is empty.', 'the working directory is `.`'],
    ['convert . --to service --out ""', '--out is empty.', 'the working directory is `.`'],
    ['health --days 1.5', '--days takes a whole number from 1 to 90, not `1.5`.', ''],
    ['audit check', '`check` is no value of [action].', 'Write verify, as in `picket audit verify`, or leave it out.'],
    [
      'audit verify 4fcabbd90d',
      'Unknown: `4fcabbd90d`.',
      'It is `picket audit [action]`: leave out what is more, or look at `picket audit --help`.',
    ],
    [
      'promote',
      '`picket promote` needs <rule>.',
      'Write `picket promote <rule>`; `picket promote --help` says what <rule> may be.',
    ],
    [
      'show --origin -w test',
      '`picket show` needs <rule>.',
      'Write `picket show <rule>`; `picket show --help` says what <rule> may be.',
    ],
    ['import arm a.json --to kql', '--to is for `import sigma`.', 'Leave it out.'],
    ['import arm a.json --tables', '--tables is for `import sigma`.', 'Leave it out.'],
    [
      'deploy --resume x -g early',
      '--resume goes on with the workspaces of its run, and --group chooses others.',
      'Leave --group out',
    ],
    [
      'deploy --resume x -w prod',
      '--resume goes on with the workspaces of its run, and --workspace chooses others.',
      'Leave --workspace out',
    ],
    [
      'deploy --resume x --shard 1/2',
      '--resume goes on with the workspaces of its run, and --shard chooses others.',
      'Leave --shard out',
    ],
    [
      'deploy --resume x --waves all',
      '--resume goes on with the workspaces of its run, and --waves chooses others.',
      'Leave --waves out',
    ],
    ['diff', '`picket diff` needs --workspace.', '`picket diff --help`'],
    ['plann', 'Unknown: `plann` (did you mean `plan`?).', '`picket --help`'],
    [
      'validate --format json=a.json --format sarif=./a.json',
      'Two reports cannot go to one file, a.json.',
      'of its own',
    ],
  ])('%s', async (line, message, hint) => {
    await inFolder(async ({ picket }) => {
      const { code, out, err } = await picket(...wordsOf(line));
      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err).toContain(`error: ${message}\n`);
      expect(err).toContain(hint);
    });
  });

  test.each([
    ['', '--help'],
    ['help', '--help'],
    ['-h', '--help'],
    ['-v', '--version'],
    ['help plan', 'plan --help'],
    ['help completion', 'completion --help'],
  ])('`picket %s` is `picket %s`', async (short, long) => {
    await inFolder(async ({ picket }) => {
      const ran = await picket(...wordsOf(short));
      expect(ran).toMatchObject({ code: 0, err: '' });
      expect(ran).toEqual(await picket(...wordsOf(long)));
      expect(ran.out).not.toBe('');
    });
  });

  test('takes no configuration for a rule', async () => {
    await inFolder(async ({ picket, write }) => {
      await write('picket.yaml', 'content: [.]\n');
      expect(await picket('validate', '.')).toEqual({ code: 0, out: '0 files: no errors\n', err: '' });
    });
  });
});

describe('what the parser objects to', () => {
  const line = {
    argv: ['plan', '--onyl', 'a'],
    known: ['only', 'allow-deletes', 'workspace'],
    choices: { to: ['rule', 'kql'], 'windows-events': ['Event'] },
  };
  test.each<[message: string, argv: readonly string[], said: string, hint: string, code: string]>([
    [
      'Unknown argument: onyl',
      ['plan', '--onyl'],
      'Unknown: `--onyl` (did you mean `--only`?).',
      'Run `picket plan --help` for what there is.',
      'unknown-argument',
    ],
    [
      'Unknown arguments: allow-delets, allowDelets, x',
      ['plan', '--allow-delets', '-x'],
      'Unknown: `--allow-delets` (did you mean `--allow-deletes`?), `-x`.',
      'Run `picket plan --help` for what there is.',
      'unknown-argument',
    ],
    [
      'Unknown argument: zzz',
      ['audit', 'zzz'],
      'Unknown: `zzz`.',
      'It is `picket audit [action]`: leave out what is more, or look at `picket audit --help`.',
      'unknown-argument',
    ],
    [
      'Unknown command: dirft',
      ['dirft'],
      'Unknown: `dirft` (did you mean `drift`?).',
      'Run `picket --help` for what there is.',
      'unknown-argument',
    ],
    [
      'Invalid values:\n  Argument: to, Given: "rul", Choices: "rule", "kql"',
      ['import', '--to', 'rul'],
      '`rul` is no value of --to.',
      'Use one of rule, kql. Did you mean `rule`?',
      'usage',
    ],
    [
      'Invalid values:\n  Argument: windowsEvents, Given: "", Choices: "Event"',
      ['import', '--windows-events', ''],
      '`` is no value of --windows-events.',
      'Write Event.',
      'usage',
    ],
    [
      'Invalid values:\n  Argument: action, Given: "verfy", Choices: "verify"',
      ['audit', 'verfy'],
      '`verfy` is no value of [action].',
      'Write verify, as in `picket audit verify`, or leave it out. Did you mean `verify`?',
      'usage',
    ],
    [
      'Invalid values:\n  Argument: source, Given: "zzz", Choices: "arm", "sigma"',
      ['import', 'zzz'],
      '`zzz` is no value of <source>.',
      'Use one of arm, sigma.',
      'usage',
    ],
    [
      'Not enough non-option arguments: got 0, need at least 2',
      ['import', '-w', 'test'],
      '`picket import` needs <source> <items..>.',
      'Write `picket import <source> <items..>`; `picket import --help` says what <source> and <items..> may be.',
      'usage',
    ],
    [
      'Not enough non-option arguments: got 0, need at least 1',
      [],
      'Not enough non-option arguments: got 0, need at least 1.',
      'Run `picket --help` for what there is.',
      'usage',
    ],
    [
      'Not enough arguments following: w',
      ['plan', '-w'],
      '-w needs a value.',
      'Run `picket plan --help` for what there is.',
      'usage',
    ],
    [
      'Not enough arguments following: allowDeletes',
      ['plan', '--allow-deletes'],
      '--allow-deletes needs a value.',
      'Run `picket plan --help` for what there is.',
      'usage',
    ],
    [
      'Missing required arguments: to, until',
      ['disable'],
      '`picket disable` needs --to (rule, kql), --until.',
      'Run `picket disable --help` for what there is.',
      'usage',
    ],
    [' Something else ', ['plan'], 'Something else.', 'Run `picket plan --help` for what there is.', 'usage'],
    ['It ends. ', ['nothing'], 'It ends.', 'Run `picket --help` for what there is.', 'usage'],
  ])('is said in words of the command line: %j of %j', (message, argv, said, hint, code) => {
    const { kind, code: own, message: text, hint: todo } = usageError(message, { ...line, argv });
    expect({ kind, own, text, todo }).toEqual({ kind: 'usage', own: code, text: said, todo: hint });
  });
});
