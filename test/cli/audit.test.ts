import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');
const config =
  'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}\ndeployments: {folder: evidence}\n';

const git = (shell: Shell, day: string, who: string, ...args: readonly string[]): void => {
  execFileSync('git', ['-c', `user.name=${who}`, '-c', `user.email=${who}@contoso.com`, ...args], {
    cwd: shell.cwd,
    stdio: 'ignore',
    env: { ...process.env, GIT_AUTHOR_DATE: `${day}T10:00:00Z`, GIT_COMMITTER_DATE: `${day}T10:00:00Z` },
  });
};

const commit = (shell: Shell, day: string, who: string, message: string): void => {
  git(shell, day, who, 'add', 'analytics-rules', 'picket.yaml');
  git(shell, day, who, 'commit', '-q', '-m', message);
};

const addRule = (shell: Shell, number: string) =>
  shell.write(`analytics-rules/rule-${number}.yaml`, rule.replaceAll('NN', number));

/** A commit of nobody else's, one through a squashed pull request, one through a merge, and one with a trailer. */
const withHistory = (work: (shell: Shell) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    shell.env['USER'] = 'ana';
    git(shell, '2026-01-01', 'ana', 'init', '-q', '-b', 'main');
    await shell.write('picket.yaml', config);
    await addRule(shell, '07');
    commit(shell, '2026-01-02', 'ana', 'First rule');
    await addRule(shell, '08');
    commit(shell, '2026-02-02', 'ana', '=HYPERLINK("x") (#7)');
    git(shell, '2026-03-01', 'bo', 'checkout', '-q', '-b', 'topic');
    await addRule(shell, '09');
    commit(shell, '2026-03-02', 'bo', 'Third rule');
    git(shell, '2026-03-03', 'ana', 'checkout', '-q', 'main');
    git(shell, '2026-03-03', 'ana', 'merge', '-q', '--no-ff', '-m', 'Merge pull request #8 from bo/topic', 'topic');
    await shell.write(
      'picket.yaml',
      `${config}disabled: [{rule: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a009, until: 2026-12-24, reason: Floods}]\n`,
    );
    commit(shell, '2026-04-01', 'bo', 'Switch it off\n\nReviewed-by: Cy <cy@contoso.com>');
    await work(shell);
    for (const table of ['changes', 'exceptions', 'drift', 'deployments']) await shell.read(`out/${table}.csv`);
  });

const evidenceOf = (shell: Shell): JsonObject => {
  const value: unknown = JSON.parse(readFileSync(join(shell.cwd, 'out/evidence.json'), 'utf8'));
  return isObject(value) ? value : {};
};

const year = ['audit', '--from', '2026-01-01', '--to', '2026-12-31', '--out', 'out'] as const;

type Answers = Readonly<Record<string, unknown>>;

/** GitHub's REST API with these answers, by path behind the repository; 403 for every other one. */
const onGitHub = async (shell: Shell, answers: Answers, work: () => Promise<void>): Promise<void> => {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/repos\/contoso\/detections/, '').replace(/\?.*$/, '');
    const answer = answers[path];
    response.writeHead(answer === undefined ? 403 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: 'Resource not accessible' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  Object.assign(shell.env, {
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
    GITHUB_REPOSITORY: 'contoso/detections',
    GITHUB_TOKEN: 't',
  });
  try {
    await work();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

const approval = (login: string, state = 'APPROVED') => ({ user: { login }, state });

const pull = (number: number, login: string) => ({
  html_url: `https://github.com/contoso/detections/pull/${number}`,
  user: { login },
});

const answers: Answers = {
  '/pulls/7': pull(7, 'ana'),
  '/pulls/7/reviews': [approval('ana'), approval('bo'), approval('bo', 'DISMISSED')],
  '/pulls/8': pull(8, 'bo'),
  '/pulls/8/reviews': [approval('ana'), approval('ana', 'COMMENTED')],
  '/issues': [
    {
      body: '<!-- picket:drift/local -->\nDrift',
      user: { login: 'picket', type: 'Bot' },
      created_at: '2026-05-01T10:00:00Z',
      closed_at: '2026-05-04T10:00:00Z',
      html_url: 'https://github.com/contoso/detections/issues/3',
    },
  ],
};

describe('picket audit', () => {
  test('tells of every change who wrote and who approved it', () =>
    withHistory(async (shell) => {
      const list = execFileSync('git', ['rev-list', '--no-merges', 'HEAD'], { cwd: shell.cwd, encoding: 'utf8' });
      const alone = Object.fromEntries(list.split('\n').map((id) => [`/commits/${id}/pulls`, []]));
      await onGitHub(shell, { ...answers, ...alone }, async () => {
        const { code, out, err } = await shell.picket(...year);
        expect(code).toBe(0);
        expect(err).toBe('');
        expect(out).toContain('4 changes, 2 without the approval of a second person; 1 exception');
        expect(evidenceOf(shell)['changes']).toMatchObject([
          { author: 'bo <bo@contoso.com>', approvers: ['Cy <cy@contoso.com>'], review: 'approved' },
          {
            author: 'bo <bo@contoso.com> (bo)',
            approvers: ['ana'],
            review: 'approved',
            paths: ['analytics-rules/rule-09.yaml'],
          },
          { approvers: ['ana'], review: 'own', link: 'https://github.com/contoso/detections/pull/7' },
          { author: 'ana <ana@contoso.com>', approvers: [], review: 'nobody', subject: 'First rule' },
        ]);
        expect(evidenceOf(shell)['drift']).toMatchObject([{ workspace: 'local', days: 3 }]);
        expect(evidenceOf(shell)['exceptions']).toMatchObject([
          { kind: 'switched off', state: 'in force', by: 'bo <bo@contoso.com>' },
        ]);
        expect(readFileSync(join(shell.cwd, 'out/changes.csv'), 'utf8')).toContain(`"'=HYPERLINK(""x"") (#7)"`);
      });
    }));

  test('says what could not be read, and holds what could', () =>
    withHistory(async (shell) => {
      const { code, out, err } = await shell.picket(...year);
      expect(code).toBe(0);
      expect(out).toContain('1 without the approval of a second person and 2 whose reviews could not be read');
      expect(err).toContain('GITHUB_TOKEN and GITHUB_REPOSITORY are not set');
      const reviews = evidenceOf(shell)['changes'];
      expect(reviews).toMatchObject([
        { review: 'approved' },
        { review: 'unknown' },
        { review: 'unknown' },
        { review: 'nobody' },
      ]);
      await onGitHub(shell, {}, async () => {
        expect((await shell.picket(...year)).err).toMatch(
          /The reviews of 4 of 4 changes, .* could not be read: GitHub/,
        );
      });
    }));

  test('has deployments, drift that is open or was taken back, and rules that were switched off at once', () =>
    withHistory(async (shell) => {
      expect((await shell.picket('deploy', '--yes')).code).toBe(0);
      const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';
      await shell.picket('emulator', 'edit', id, 'severity=Low');
      const first = await shell.picket(...year);
      expect(first.code).toBe(0);
      expect(evidenceOf(shell)['drift']).toMatchObject([{ workspace: 'local', closed: '', source: 'the workspace' }]);
      expect((await shell.picket('deploy', '--yes', '--overwrite', id)).code).toBe(0);
      await shell.picket('disable', id, '--now', '--until', '4h', '--reason', 'Floods', '--ticket', 'INC-1');
      expect((await shell.picket(...year)).code).toBe(0);
      const { drift, deployments, exceptions } = evidenceOf(shell);
      expect(drift).toMatchObject([
        { opened: '', closed: '2026-11-22T12:00:00.000Z', source: 'the log of deployments' },
      ]);
      expect(deployments).toMatchObject([{ sequence: 1, identity: 'ana' }, { sequence: 2 }]);
      expect(exceptions).toMatchObject([
        { kind: 'switched off' },
        { kind: 'switched off at once', reason: 'Floods (INC-1)' },
      ]);
      const page = readFileSync(join(shell.cwd, 'out/index.html'), 'utf8');
      expect(page).toContain('Audit of <span dir="auto">detections</span>');
    }));

  test('has a rule that git no longer has with since when, and the end of it', () =>
    withHistory(async (shell) => {
      expect((await shell.picket('deploy', '--yes')).code).toBe(0);
      git(shell, '2026-06-01', 'cy', 'mv', 'analytics-rules/rule-08.yaml', 'analytics-rules/eight.yaml');
      commit(shell, '2026-06-01', 'cy', 'Rename it');
      git(shell, '2026-11-20', 'bo', 'rm', '-q', 'analytics-rules/eight.yaml');
      commit(shell, '2026-11-20', 'bo', 'Take it out');
      expect((await shell.picket(...year)).code).toBe(0);
      const gone = { kind: 'gone', rule: 'Rule 08', opened: '2026-11-20T10:00:00+00:00', by: 'bo <bo@contoso.com>' };
      expect(evidenceOf(shell)['drift']).toMatchObject([{ ...gone, closed: '', days: 2 }]);
      expect(readFileSync(join(shell.cwd, 'out/drift.csv'), 'utf8')).toContain(
        'gone from git,local,Rule 08,2026-11-20',
      );
      await rm(join(shell.cwd, '.git'), { recursive: true });
      expect((await shell.picket(...year)).code).toBe(0);
      expect(evidenceOf(shell)['drift']).toMatchObject([{ kind: 'gone', opened: '', days: null }]);
      const loss = 'rule: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a008, loss: rule-deleted, reason: Noise, expires: 2026-12-24';
      await shell.write('picket.yaml', `${config}approvals: [{${loss}}]\n`);
      expect((await shell.picket('deploy', '--yes', '--prune', '--allow-deletes', '1')).code).toBe(0);
      expect((await shell.picket(...year)).code).toBe(0);
      expect(evidenceOf(shell)['drift']).toMatchObject([
        { kind: 'gone', rule: 'Rule 08', closed: '2026-11-22T12:00:00.000Z', source: 'the log of deployments' },
      ]);
    }));

  test('has a rule that the service switched off, and one that is off after its override', () =>
    withHistory(async (shell) => {
      expect((await shell.picket('deploy', '--yes')).code).toBe(0);
      await shell.picket('emulator', 'disable', '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007', '--by-service', 'Too slow');
      await shell.picket('disable', 'Rule 08', '--now', '--until', '1h', '--reason', 'Floods');
      shell.later(3 * 86_400_000);
      expect((await shell.picket(...year)).code).toBe(0);
      const { drift } = evidenceOf(shell);
      expect(drift).toMatchObject([
        { kind: 'switched-off', rule: 'Rule 07', closed: '' },
        { kind: 'override-over', rule: 'Rule 08', opened: '2026-11-22T13:00:00Z', days: 2, by: 'ana' },
      ]);
    }));

  test('has the rules that a deployment left alone, with the code of why', () =>
    withHistory(async (shell) => {
      const [seven, eight] = ['07', '08'].map((number) => `5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a0${number}`);
      expect((await shell.picket('deploy', '--yes')).code).toBe(0);
      await shell.picket('emulator', 'edit', `${seven}`, 'severity=Low');
      const path = 'analytics-rules/rule-08.yaml';
      await shell.write(path, readFileSync(join(shell.cwd, path), 'utf8').replace('Medium', 'High'));
      await shell.picket('deploy', '--yes');
      expect((await shell.picket(...year)).code).toBe(0);
      const refused = { id: seven, name: 'Rule 07', status: 'skipped', code: 'drift' };
      const { deployments } = evidenceOf(shell);
      expect(deployments).toMatchObject([
        { sequence: 1 },
        { sequence: 2, changes: [{ id: eight, status: 'written' }, refused] },
      ]);
      expect(JSON.stringify(deployments).match(/"code"/g)).toHaveLength(1);
      expect(readFileSync(join(shell.cwd, 'out/deployments.csv'), 'utf8')).toContain('update Rule 07: skipped (drift)');
      await shell.picket('deploy', '--yes');
      expect((await shell.picket(...year)).code).toBe(0);
      expect(evidenceOf(shell)['deployments']).toMatchObject([{}, {}, { sequence: 3, changes: [refused] }]);
      expect((await shell.picket('audit', 'verify')).code).toBe(0);
    }));

  test('has what rules and overlays left out for a time', () =>
    withHistory(async (shell) => {
      const path = 'analytics-rules/rule-07.yaml';
      const seven = readFileSync(join(shell.cwd, path), 'utf8');
      const exclusion = 'where: {Account: scanner}, until: 2026-12-24, owner: ana, reason: Scans';
      await shell.write(path, `${seven}exclude: [{${exclusion}}]\n`);
      await shell.write('picket.yaml', `${config}groups: {loud: {overlays: [{exclude: [{${exclusion}}]}]}}\n`);
      commit(shell, '2026-05-01', 'bo', 'Leave the scanner out');
      git(shell, '2026-05-02', 'bo', 'mv', path, 'analytics-rules/seven.yaml');
      commit(shell, '2026-05-02', 'bo', 'Rename it');
      await shell.write('analytics-rules/seven.yaml', seven);
      commit(shell, '2026-06-01', 'cy', 'Take it in again');
      expect((await shell.picket(...year)).code).toBe(0);
      expect(evidenceOf(shell)['exceptions']).toMatchObject([
        { kind: 'switched off', ended: '2026-05-01T10:00:00+00:00' },
        {
          kind: 'exclusion',
          rule: 'every rule',
          workspace: 'group loud',
          state: 'in force',
          by: 'bo <bo@contoso.com>',
        },
        {
          kind: 'exclusion',
          rule: /name: (.*)/.exec(seven)?.[1],
          since: '2026-05-01T10:00:00+00:00',
          ended: '2026-06-01T10:00:00+00:00',
        },
      ]);
    }));

  test('has what a rule left out before its file came into the project', () =>
    withHistory(async (shell) => {
      const seven = readFileSync(join(shell.cwd, 'analytics-rules/rule-07.yaml'), 'utf8');
      const ten = seven.replaceAll('07', '10');
      await shell.write('drafts/rule-10.yaml', `${ten}exclude: [{where: {Account: scanner}, reason: Scans}]\n`);
      git(shell, '2026-05-01', 'bo', 'add', '.');
      git(shell, '2026-05-01', 'bo', 'commit', '-q', '-m', 'A draft');
      git(shell, '2026-05-02', 'bo', 'mv', 'drafts/rule-10.yaml', 'analytics-rules/rule-10.yaml');
      await shell.write('analytics-rules/rule-10.yaml', ten);
      commit(shell, '2026-05-02', 'bo', 'Take the draft');
      expect((await shell.picket(...year)).code).toBe(0);
      expect(evidenceOf(shell)['exceptions']).toContainEqual(
        expect.objectContaining({ kind: 'exclusion', reason: 'Scans', ended: '2026-05-02T10:00:00+00:00' }),
      );
    }));

  test('has of each workspace what is otherwise there, where an overlay makes two rules of one file', () =>
    withHistory(async (shell) => {
      const workspace = (name: string, more = ''): string =>
        `  ${name}: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-${name}, emulator: {state: ${name}.jsonl}${more}}\n`;
      const overlay = ', overlays: [{select: {names: [Rule 08]}, set: {severity: Low}}]';
      await shell.write(
        'picket.yaml',
        `${config}workspaces:\n${workspace('dev')}${workspace('prod', overlay)}${workspace('test')}`,
      );
      expect((await shell.picket('deploy', '-w', '*', '--concurrency', '1', '--yes')).code).toBe(0);
      for (const name of ['dev', 'prod'])
        await shell.picket('emulator', 'edit', '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a008', 'severity=Low', '-w', name);
      expect((await shell.picket(...year, '-w', '*')).code).toBe(0);
      expect(evidenceOf(shell)['drift']).toMatchObject([{ workspace: 'dev', rule: 'Rule 08' }]);
    }));

  test('says at once that the log was altered', () =>
    withHistory(async (shell) => {
      await shell.picket('deploy', '--yes');
      const path = 'evidence/00000001.json';
      await shell.write(path, readFileSync(join(shell.cwd, path), 'utf8').replace('"ana"', '"bob"'));
      const { code, err } = await shell.picket(...year);
      expect(code).toBe(1);
      expect(err).toContain('error: Record 1 was altered');
    }));

  test('works without git, and asks for what it needs', () =>
    inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      expect((await shell.picket(...year)).err).toContain('note: The history cannot be read: ');
      execFileSync('git', ['init', '--quiet'], { cwd: shell.cwd });
      expect((await shell.picket(...year)).err).toContain('cannot be read: There is no commit yet in this git repo');
      await shell.write(
        'picket.yaml',
        "workspaces: {prod: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-prod, emulator: {url: 'http://127.0.0.1:1'}}}\n",
      );
      await shell.write('analytics-rules/rule.yaml', 'id: [\n');
      const { err } = await shell.picket(...year, '-w', 'prod');
      expect(err).toContain('Drift and overrides of prod were not read: its content has errors.');
      expect(readFileSync(join(shell.cwd, 'out/index.html'), 'utf8')).toContain('<span dir="auto">Detections</span>');
      expect(await shell.picket('audit', '--from', 'may', '--out', 'out')).toMatchObject({ code: 3 });
      expect(await shell.picket('audit', '--from', '2026-02-31', '--to', '2026-01-01', '--out', 'x')).toMatchObject({
        code: 3,
      });
      expect((await shell.picket('audit')).err).toContain('picket audit --from');
    }));
});
