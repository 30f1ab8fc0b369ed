import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { json } from '../../src/report/json.ts';
import { updateExpected } from '../expected.ts';
import { change, diagnostic, drifted, plain, planned, planOf, validated, verdict } from '../report/reports.ts';
import { wordsOf } from '../scenarios/transcript.ts';
import { onGitHub } from './on-github.ts';

const rule = (exclusions: readonly string[]): string =>
  [
    'id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001',
    'name: Password spray',
    'description: Finds what password spray looks like.',
    'version: 1.0.0',
    'kind: NRT',
    'severity: Low',
    'tactics: [InitialAccess]',
    'relevantTechniques: [T1078]',
    'query: SigninLogs | where ResultType == "50126"',
    'metadata: {owner: soc}',
    ...(exclusions.length === 0 ? [] : ['exclude:', ...exclusions.map((each) => `  - ${each}`)]),
    '',
  ].join('\n');

const excluded = (address: string, until: string, more = ''): string =>
  `{where: {IPAddress: ${address}}, until: ${until}, reason: A scanner${more}}`;

const plan = (name: string, workspace = 'prod') => {
  const { plan: inner = planOf([]), ...report } = planned(planOf([change(1, { displayName: name })]));
  return { ...report, workspace, plan: { ...inner, workspace } };
};
const drift = (workspace: string, ...fields: readonly string[]) => ({
  ...drifted(fields.map((after, index) => verdict(index, { displayName: after }))),
  workspace,
});
const runs = (...reports: readonly Parameters<typeof json>[0][]): string =>
  JSON.stringify({
    version: 2,
    runs: [
      ...reports.map((report): unknown => ({ ...JSON.parse(json(report, plain)), workspace: report.workspace })),
      { workspace: 'lost', exitCode: 4, error: { code: 'auth', message: 'Nobody may sign in.' } },
    ],
  });

test('what GitHub is told is what a person read once, each request with its body', async () => {
  await onGitHub(async ({ shell, github, say }) => {
    const told: string[] = [];
    const type = async (line: string): Promise<void> => {
      const { code, out, err } = await shell.picket('github', ...wordsOf(line));
      const sent = github.sent.splice(0).map(({ request, body }) => `> ${request} ${JSON.stringify(body, null, 2)}\n`);
      told.push(`$ picket github ${line}\n${sent.join('')}${out}${err}${code === 0 ? '' : `exit ${code}\n`}`);
    };
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: shell.cwd });
    };

    await say('plan.json', plan('First'));
    await type('comment plan.json');
    await type('comment plan.json');
    await say('plan.json', plan('Second'));
    await type('comment plan.json');
    await say('test.json', plan('Third', 'test'));
    await type('comment plan.json test.json');
    await type('comment plan.json gone.json --key "a b/-->"');
    await type('comment gone.json --key plan/prod --pull-request 8');
    await type(`comment gone.json --key ${'k'.repeat(250)}`);
    await type('comment plan.json gone.json');
    await shell.write('runs.json', runs(plan('Fourth'), plan('Fifth', 'test')));
    await type('comment runs.json');
    await type('comment');
    await type('comment plan.json --pull-request x');

    await say('drift.json', drift('prod', 'One', 'Two'));
    await type('issue drift.json');
    await type('issue drift.json');
    await say('drift.json', drift('prod', 'One'));
    await type('issue drift.json --label other');
    await say('drift.json', drift('prod'));
    await type('issue drift.json');
    await type('issue drift.json');
    await shell.write('drift.json', runs(drift('prod', 'One'), drift('test')));
    await type('issue drift.json --label a b');
    await type('issue drift.json --key all');
    await shell.write('drift.json', runs(drift('prod'), { ...validated([diagnostic()]), workspace: 'test' }));
    await type('issue drift.json');
    await say('drift.json', validated([]));
    await type('issue drift.json --key own');
    await type('issue gone.json');
    await type('issue');
    await type('issue a.json b.json');

    await type('summary plan.json test.json');
    told.push(await shell.read('summary.md'));
    await type('summary gone.json');

    const file = 'analytics-rules/spray.yaml';
    await shell.write(
      file,
      rule([
        excluded('10.0.0.1', '2026-11-20'),
        excluded('10.0.0.2', '2026-11-30', ', owner: ana@contoso.com'),
        excluded('10.0.0.3', '2026-12-01', ', owner: "@contoso/soc"'),
        excluded('10.0.0.4', '2027-06-01', ', owner: qa'),
      ]),
    );
    await shell.write('picket.yaml', 'content: [analytics-rules]\n');
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '-m', 'First');
    await type('exclusions');
    await type('exclusions --label late');
    await shell.write(
      file,
      rule([excluded('10.0.0.3', '2026-12-01', ', owner: "@contoso/soc"')]).replace('{owner: soc}', '{}'),
    );
    await type('exclusions');
    await shell.write(file, rule([excluded('10.0.0.3', '2026-12-01')]).replace('{owner: soc}', '{}'));
    await type('exclusions');

    await say('drift.json', drift('prod', 'One'));
    await shell.write('analytics-rules/new.txt', 'new\n');
    await shell.write('elsewhere/new.txt', 'new\n');
    await type('pull-request drift.json');
    await type('pull-request drift.json');
    await shell.write('picket.yaml', 'content: [analytics-rules]\nseverities: {}\n');
    await type('pull-request drift.json --key "tune/a b"');
    await type('pull-request --key tune/x --title "Tune <b>" --text "Some *words*"');
    await type('pull-request --title "No key"');
    await say('long.json', drift('w'.repeat(150), 'One'));
    await type('pull-request long.json --key long');
    await type('issue long.json');
    await type('pull-request gone.json');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Second');
    await type('pull-request drift.json');

    await type('approved-run');
    await type('approved-run --artifact plan-prod');
    github.permission = 'read';
    await type('comment plan.json');
    await type('issue drift.json');

    const text = told.join('\n').replaceAll(github.url, 'https://github');
    const expected = new URL('whole.txt', import.meta.url);
    updateExpected(expected, () => text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
  });
});
