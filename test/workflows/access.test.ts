import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inFolder, type Shell } from '../cli/io.ts';
import { readWorkflow } from './files.ts';
import { shell } from './shell.ts';
import { prepareStages, rule, ruleId, type Stage } from './stage.ts';

const onStage = prepareStages();

/** Answers as `az` and `gh` do, as far as the commands look at it, and writes down what was asked. */
const program = (name: string, answer: string): string =>
  [
    '#!/usr/bin/env node',
    "const fs = require('node:fs');",
    'const args = process.argv.slice(2);',
    "const input = args.includes('--input') ? fs.readFileSync(0, 'utf8') : '';",
    "const value = (flag) => args[args.indexOf(flag) + 1] ?? '';",
    "const said = args.join(' ');",
    `fs.appendFileSync('asked.ndjson', JSON.stringify({ program: '${name}', args, input }) + '\\n');`,
    answer,
  ].join('\n');

const az = program(
  'az',
  [
    "if (said.startsWith('ad app create')) console.log('app:' + value('--display-name'));",
    "else if (said.startsWith('ad sp show')) process.exitCode = 3;",
    "else if (said.startsWith('ad sp create')) console.log('sp:' + value('--id'));",
    "else if (said.startsWith('account show')) console.log('the-tenant');",
  ].join('\n'),
);
const gh = program(
  'gh',
  [
    "if (said.includes('/customization/sub')) console.log('repo:contoso/detections');",
    "else if (said.includes('--jq .id')) console.log('4711');",
  ].join('\n'),
);

type Asked = { readonly program: string; readonly args: readonly string[]; readonly input: string };

/** What stands after a flag, in the order of its uses. */
const valuesOf = ({ args }: Asked, flag: string): string[] =>
  args.flatMap((arg, index) => (args[index - 1] === flag ? [arg] : []));
const valueOf = (asked: Asked, flag: string): string => valuesOf(asked, flag)[0] ?? '';

/** What the commands that doctor prints make of Azure and GitHub. */
type Made = {
  /** Application and subject, of each credential. */
  readonly trusted: readonly { readonly client: string; readonly subject: string }[];
  /** Role by application. */
  readonly roles: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The fields that each environment was made with. */
  readonly protections: Readonly<Record<string, readonly string[]>>;
  /** Branches that may deploy, by environment. */
  readonly branches: Readonly<Record<string, string>>;
  readonly ruleset: unknown;
};

const madeBy = (asked: readonly Asked[]): Made => {
  const of = (program: string, beginning: string): Asked[] =>
    asked.filter((one) => one.program === program && one.args.join(' ').startsWith(beginning));
  const variables = of('gh', 'variable set');
  const named = (entries: readonly Asked[]): Record<string, string> =>
    Object.fromEntries(entries.map((one) => [one.args[2] ?? '', valueOf(one, '--body')]));
  const environments = [...new Set(variables.map((one) => valueOf(one, '--env')).filter((name) => name !== ''))];
  const environmentOf = ({ args }: Asked): string => /environments\/([^/ ]+)/.exec(args.join(' '))?.[1] ?? '';
  return {
    trusted: of('az', 'ad app federated-credential create').map((one) => {
      const { subject, issuer, audiences } = JSON.parse(valueOf(one, '--parameters'));
      expect([issuer, audiences]).toEqual([
        'https://token.actions.githubusercontent.com',
        ['api://AzureADTokenExchange'],
      ]);
      return { client: valueOf(one, '--id'), subject: String(subject) };
    }),
    roles: Object.fromEntries(
      of('az', 'role assignment create').map((one) => [
        valueOf(one, '--assignee-object-id').replace('sp:', ''),
        valueOf(one, '--role'),
      ]),
    ),
    vars: named(variables.filter((one) => valueOf(one, '--env') === '')),
    environments: Object.fromEntries(
      environments.map((name) => [name, named(variables.filter((one) => valueOf(one, '--env') === name))]),
    ),
    protections: Object.fromEntries(
      of('gh', 'api --method PUT').map((one) => [environmentOf(one), valuesOf(one, '-F')]),
    ),
    branches: Object.fromEntries(
      of('gh', 'api --method POST')
        .filter((one) => one.input === '')
        .map((one) => [environmentOf(one), valueOf(one, '-f')]),
    ),
    ruleset: JSON.parse(of('gh', 'api --method POST').find(({ input }) => input !== '')?.input ?? 'null'),
  };
};

const config = [
  'project: {name: detections, id: 6f1c0a52-93b4-4b0e-8f0e-0c5b9f4d2a11}',
  'workspaces:',
  '  prod: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-prod, emulator: {state: .picket/workspace.json}}',
  '',
].join('\n');

/** Does what doctor says, and what is printed for a terminal stands for what a person pastes. */
const doAsDoctorSays = async (folder: Shell): Promise<Made> => {
  await folder.write('picket.yaml', config);
  await folder.write('analytics-rules/one.yaml', rule(1));
  const { code, out, err } = await folder.picket(
    'doctor',
    '-w',
    'prod',
    '--github',
    'contoso/detections',
    '--reviewer',
    '@ana',
  );
  const begin = out.indexOf('REPO=');
  const end = out.indexOf('\n', out.indexOf('/rulesets'));
  expect([code, err, begin > 0, end > begin]).toEqual([0, '', true, true]);
  await mkdir(join(folder.cwd, 'bin'));
  for (const [name, text] of Object.entries({ az, gh })) {
    await writeFile(join(folder.cwd, 'bin', name), text);
    await chmod(join(folder.cwd, 'bin', name), 0o755);
  }
  const path = `${join(folder.cwd, 'bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const ran = await shell(`set -u\n${out.slice(begin, end)}\n`, folder.cwd, { PATH: path, HOME: folder.cwd });
  expect(ran.code).toBe(0);
  const lines = (await readFile(join(folder.cwd, 'asked.ndjson'), 'utf8')).trim().split('\n');
  return madeBy(lines.map((line): Asked => JSON.parse(line)));
};

/** Everything that a repository's workflows do, with what was set up. */
const runEverything = async (stage: Stage, { vars, environments }: Made): Promise<ReturnType<Stage['run']>> => {
  const set = { vars, environments };
  await stage.reset();
  const reviewed = await stage.run(
    'pull-request.yml',
    stage.propose({ 'analytics-rules/one.yaml': rule(1, 'High') }),
    set,
  );
  const deployed = await stage.run('deploy.yml', stage.merge(), set);
  await stage.portal.editRule(ruleId(1), { severity: 'Low' });
  const drifted = await stage.run('drift.yml', stage.schedule(), set);
  stage.commit({ 'analytics-rules/two.yaml': rule(2) });
  const unseen = await stage.run('deploy.yml', { ...stage.schedule(), name: 'workflow_dispatch' }, set);
  return [...reviewed, ...deployed, ...drifted, ...unseen];
};

describe('what doctor says for GitHub', () => {
  test('lets each job sign in as the identity that its task needs, and nobody else', async () => {
    await inFolder(async (folder) => {
      const made = await doAsDoctorSays(folder);
      await onStage(async (stage) => {
        const jobs = await runEverything(stage, made);
        const signIns = jobs.flatMap(({ signIn }) => signIn ?? []);
        const distinct = new Map(signIns.map((one) => [JSON.stringify(one), one]));
        expect([...distinct.values()].toSorted((a, b) => (a.subject < b.subject ? -1 : 1))).toEqual(
          made.trusted.toSorted((a, b) => (a.subject < b.subject ? -1 : 1)),
        );
        const used = new Set(jobs.map(({ environment }) => environment).filter((name) => name !== ''));
        expect([...used].toSorted()).toEqual(Object.keys(made.environments).toSorted());
      });
      expect(made.vars['AZURE_TENANT_ID']).toBe('the-tenant');
      const [plan = '', deploy = ''] = [
        made.vars['AZURE_PLAN_CLIENT_ID'],
        made.environments['prod']?.['AZURE_CLIENT_ID'],
      ];
      expect(made.roles).toEqual({
        [plan]: 'Microsoft Sentinel Reader',
        [deploy]: 'Microsoft Sentinel Contributor',
      });
    });
  });

  test('deploys from main alone, has what nobody saw reviewed, and requires the one check that there is', async () => {
    await inFolder(async (folder) => {
      const { branches, protections, ruleset } = await doAsDoctorSays(folder);
      expect(branches).toEqual({ prod: 'name=main', 'prod-review': 'name=main' });
      const fromMain = [
        'deployment_branch_policy[protected_branches]=false',
        'deployment_branch_policy[custom_branch_policies]=true',
      ];
      expect(protections).toEqual({
        prod: fromMain,
        'prod-review': [...fromMain, 'prevent_self_review=true', 'reviewers[][type]=User', 'reviewers[][id]=4711'],
      });
      const [check = ''] = Object.keys(readWorkflow('pull-request.yml').jobs).slice(-1);
      expect(ruleset).toMatchObject({
        conditions: { ref_name: { include: ['refs/heads/main'] } },
        rules: expect.arrayContaining([
          {
            type: 'required_status_checks',
            parameters: expect.objectContaining({
              required_status_checks: [{ context: check, integration_id: 15_368 }],
            }),
          },
        ]),
      });
    });
  });

  test.each([
    [['--github', 'contoso'], '--github takes OWNER/NAME, not `contoso`.'],
    [
      ['--github', 'contoso/detections', '--reviewer', '@a b'],
      '--reviewer takes a person or a team on GitHub, not `@a b`.',
    ],
  ])('refuses %j', async (args, message) => {
    await inFolder(async (folder) => {
      await folder.write('picket.yaml', config);
      const { code, err } = await folder.picket('doctor', '-w', 'prod', ...args);
      expect([code, err]).toEqual([3, expect.stringContaining(message)]);
    });
  });
});
