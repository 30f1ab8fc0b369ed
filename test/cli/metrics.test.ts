import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, jest, test } from '@jest/globals';
import schema from '../../schemas/metrics.schema.json' with { type: 'json' };
import { isArray, isObject, type JsonObject } from '../../src/core/json.ts';
import { incidentsQuery } from '../../src/core/service/incidents.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import { loadKql, shippedSchema } from '../../src/kql/index.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const template = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');
const hour = 3_600_000;
const at = (ago: number): string => new Date(noon - ago).toISOString();
const id = (number: string): string => `5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a0${number}`;

const config = [
  'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
  'deployments: {folder: evidence}',
  `disabled: [{rule: ${id('08')}, until: 2026-12-24, reason: Floods}]`,
  '',
].join('\n');

const git = (shell: Shell, when: string, ...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=ana', '-c', 'user.email=ana@contoso.com', ...args], {
    cwd: shell.cwd,
    stdio: 'ignore',
    env: { ...process.env, GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when },
  });
};

const commit = (shell: Shell, when: string): void => {
  git(shell, when, 'add', 'analytics-rules', 'picket.yaml');
  git(shell, when, 'commit', '-q', '-m', 'Rules');
};

/** The hands of a person, so many milliseconds after noon. */
const portalOf = async (shell: Shell, after = 0): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(shell.cwd, '.picket/emulator/local.json')),
    clock: { now: () => noon + after, sleep: async () => undefined },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000000',
      resourceGroup: 'local',
      workspaceName: 'picket-local',
    },
  });

const column = (name: string) => ({ name, type: 'string' });

/** Two rules, one with an owner, deployed three hours after they were committed. */
const withDeployment = (work: (shell: Shell) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    const first = template.replaceAll('NN', '07');
    await shell.write('analytics-rules/rule-07.yaml', `${first}metadata: {owner: soc}\nlifecycle: production\n`);
    await shell.write('analytics-rules/rule-08.yaml', template.replaceAll('NN', '08'));
    git(shell, at(3 * hour), 'init', '-q', '-b', 'main');
    commit(shell, at(3 * hour));
    expect(await shell.picket('deploy', '-w', 'local', '--yes')).toMatchObject({ code: 0 });
    await work(shell);
  });

const figuresOf = (text: string, by: string, group: string): JsonObject => {
  const value: unknown = JSON.parse(text);
  const groups = isObject(value) && isArray(value['groups']) ? value['groups'].filter(isObject) : [];
  const found = groups.find((each) => each['by'] === by && each['group'] === group)?.['figures'];
  return isObject(found) ? found : {};
};

describe('picket metrics', () => {
  test('measure the time from merge to live of a rule whose file was renamed since', () =>
    withDeployment(async (shell) => {
      git(shell, at(hour), 'mv', 'analytics-rules/rule-07.yaml', 'analytics-rules/floods.yaml');
      git(shell, at(hour), 'commit', '-q', '-m', 'Rename');
      const { out } = await shell.picket('metrics', '--format', 'json');
      expect(figuresOf(out, 'owner', 'soc')).toMatchObject({ merge_to_live_hours_median: 3 });
    }));

  test('count each change of a rule, also one that only a merge made', () =>
    withDeployment(async (shell) => {
      const path = 'analytics-rules/rule-07.yaml';
      const text = await shell.read(path);
      const edit = async (threshold: number, when: string): Promise<void> => {
        await shell.write(path, text.replace('severity: ', `# ${threshold}\nseverity: `));
        git(shell, when, 'add', 'analytics-rules');
        git(shell, when, 'commit', '-q', '-m', `To ${threshold}`);
      };
      git(shell, at(2 * hour), 'checkout', '-q', '-b', 'side');
      await shell.write('analytics-rules/rule-08.yaml', `# side\n${template.replaceAll('NN', '08')}`);
      commit(shell, at(2 * hour));
      git(shell, at(2 * hour), 'checkout', '-q', 'main');
      await edit(1, at(2 * hour));
      git(shell, at(hour), 'merge', '-q', '--no-commit', '--no-ff', 'side');
      await edit(2, at(hour));
      const severities = text.replace(/^severity: .*$/m, 'severity: High');
      await shell.write(path, severities);
      git(shell, at(hour), 'add', 'analytics-rules');
      git(shell, at(hour), 'commit', '-q', '-m', 'Higher');
      expect(await shell.picket('deploy', '-w', 'local', '--yes')).toMatchObject({ code: 0 });
      const { out } = await shell.picket('metrics', '--no-tests', '--format', 'json');
      expect(figuresOf(out, 'owner', 'soc')).toMatchObject({ changes_live: 4, merge_to_live_hours_median: 1 });
    }));

  test('count every exception of today once for each rule and workspace, and none that has ended or is of another rule', () =>
    inFolder(async (shell) => {
      const [day, past] = ['2026-12-24', '2026-11-21'];
      const entries = (rest: string, end: string): string =>
        [id('07'), id('08')]
          .flatMap((rule) => [`{rule: ${rule}, ${end}: ${rule === id('07') ? day : past}, reason: r${rest}}`])
          .join(', ');
      const exclude = (until: string): string => `[{where: {IPAddress: a}, until: ${until}, reason: r}]`;
      const place = (name: string): string =>
        `{subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: ${name}, optOut: [${entries('', 'until')}]}`;
      await shell.write(
        'picket.yaml',
        [
          'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
          `disabled: [${entries('', 'until')}]`,
          `ignoreDrift: [${entries('', 'expires')}, {rule: ${id('07')}, workspace: b, expires: ${day}, reason: r}]`,
          `approvals: [${entries(', loss: rule-disabled', 'expires')}]`,
          `workspaces: {a: ${place('law-one')}, b: ${place('law-two')}}`,
          '',
        ].join('\n'),
      );
      for (const [number, until] of [
        ['07', day],
        ['08', past],
      ] as const)
        await shell.write(
          `analytics-rules/rule-${number}.yaml`,
          `${template.replaceAll('NN', number)}exclude: ${exclude(until)}\n`,
        );
      const { out, err } = await shell.picket('metrics', '--no-tests', '--format', 'json');
      expect(err).toBe('');
      const counts = (by: string, group: string) =>
        Object.fromEntries(
          Object.entries(figuresOf(out, by, group)).flatMap(([key, value]) =>
            key.startsWith('exceptions_') ? [[key.replace('exceptions_', ''), value]] : [],
          ),
        );
      const each = {
        switched_off: 1,
        switched_off_at_once: 0,
        accepted_drift: 1,
        approved_loss: 1,
        excluded_rows: 1,
        opted_out: 1,
      };
      expect(counts('workspace', 'a')).toEqual(each);
      expect(counts('workspace', 'b')).toEqual({ ...each, accepted_drift: 2 });
      expect(counts('all', '')).toEqual({ ...each, accepted_drift: 2, opted_out: 2 });
    }));

  test('measures what files, git and the log tell, without asking a workspace', () =>
    withDeployment(async (shell) => {
      const { code, out } = await shell.picket('metrics', '--format', 'json');
      expect(code).toBe(0);
      const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
      expect(validate(JSON.parse(out)) ? [] : validate.errors).toEqual([]);
      expect(figuresOf(out, 'all', '')).toMatchObject({
        rules: 2,
        enabled: 1,
        stage_production: 2,
        tested: 0,
        exceptions_switched_off: 1,
        changes_live: 2,
        merge_to_live_hours_median: 3,
        running: null,
        silent: null,
        drifted: null,
      });
      expect(figuresOf(out, 'owner', 'soc')).toMatchObject({ rules: 1, exceptions_switched_off: 0 });
      expect(figuresOf(out, 'owner', '(none)')).toMatchObject({ rules: 1, exceptions_switched_off: 1 });
      expect(JSON.parse(out)).toMatchObject({
        asked: [],
        unread: [
          'Mutants were not counted (`--mutants`).',
          'No workspace was asked: what runs, alerts and drifts is not known (`-w`).',
        ],
      });
      expect((await shell.picket('metrics', '--format', 'json')).out).toBe(out);
    }));

  test('adds what a workspace does, and says what of it could not be read', () =>
    withDeployment(async (shell) => {
      const portal = await portalOf(shell, 24 * hour);
      await portal.addRows({
        table: 'SentinelHealth',
        columns: ['RuleId', 'Runs', 'Failures', 'Alerts', 'Last', 'LastSuccess', 'Failure'].map(column),
        rows: [[id('07'), 24, 0, 0, at(hour), at(hour), '']],
      });
      const seen = await shell.picket('metrics', '-w', 'local', '--format', 'json');
      expect(figuresOf(seen.out, 'all', '')).toMatchObject({
        running: 1,
        silent: 1,
        alerts: 0,
        incidents_judged: 0,
        false_positive_rate: null,
      });
      await portal.addRows({
        table: 'SecurityIncident',
        columns: ['RuleId', 'Judged', 'FalsePositives'].map(column),
        rows: [[id('08'), 8, 2]],
      });
      await portal.editRule(id('08'), { severity: 'Low' });
      shell.later(72 * hour);
      const { out } = await shell.picket('metrics', '-w', '*', '--format', 'json', '--days', '7');
      expect(JSON.parse(out)).toMatchObject({ asked: ['local'], days: 7 });
      expect(figuresOf(out, 'workspace', 'local')).toMatchObject({
        incidents_judged: 8,
        false_positives: 2,
        false_positive_rate: 0.25,
        drifted: 1,
        drift_days_oldest: 2,
      });
      expect(figuresOf(out, 'owner', 'soc')).toMatchObject({
        incidents_judged: 0,
        false_positive_rate: null,
        drifted: 0,
      });
    }));

  test('counts a rule that is off past git as an exception, and as running no longer, in every format', () =>
    withDeployment(async (shell) => {
      const off = ['disable', id('07'), '-w', 'local', '--now', '--until', '4h', '--reason', '=floods'] as const;
      expect(await shell.picket(...off)).toMatchObject({ code: 0 });
      const files = ['json', 'csv', 'prometheus', 'markdown'].flatMap((format) => [
        '--format',
        `${format}=out.${format}`,
      ]);
      const { out } = await shell.picket('metrics', '-w', 'local', '--no-tests', '--format', 'pretty', ...files);
      for (const format of ['csv', 'markdown']) await shell.read(`out.${format}`);
      const said = (format: string): string => readFileSync(join(shell.cwd, `out.${format}`), 'utf8');
      expect(figuresOf(said('json'), 'all', '')).toMatchObject({ running: 0, exceptions_switched_off_at_once: 1 });
      expect(said('prometheus')).toContain('picket_running{by="all",group=""} 0');
      const [head = '', all = ''] = said('csv').split('\r\n');
      expect(all.split(',')[head.split(',').indexOf('running')]).toBe('0');
      expect(said('markdown')).toMatch(/\| All rules \| Rules .*\| Running \|/);
      expect(out).toMatch(/ all {2}2 .* 0 +0\n/);
    }));

  test('has no row for the emulated workspace that picket.yaml does not name', () =>
    withDeployment(async (shell) => {
      const prod = '{subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-prod';
      await shell.write('picket.yaml', `${config}workspaces: {prod: ${prod}, emulator: {state: prod.jsonl}}}\n`);
      const { out } = await shell.picket('metrics', '-w', '*', '--no-tests', '--format', 'json');
      expect(JSON.parse(out)).toMatchObject({ asked: ['prod'] });
      expect(figuresOf(out, 'workspace', 'local')).toEqual({});
      expect(figuresOf(out, 'workspace', 'prod')).toMatchObject({ rules: 2 });
    }));

  test('goes on where a workspace may not be read', () =>
    withDeployment(async (shell) => {
      await (await portalOf(shell)).deny(['Microsoft.SecurityInsights/*/read']);
      const { code, out } = await shell.picket('metrics', '-w', 'local', '--no-tests', '--format', 'json');
      expect(code).toBe(0);
      expect(figuresOf(out, 'all', '')).toMatchObject({ rules: 2, running: null });
      expect(JSON.parse(out)).toMatchObject({
        asked: [],
        unread: ['Tests were not run.', expect.stringContaining('The workspace local cannot be read')],
      });
    }));

  test('is a page of the catalogue, which says what is off past git', () =>
    withDeployment(async (shell) => {
      const off = ['disable', id('07'), '-w', 'local', '--now', '--until', '4h', '--reason', 'floods'] as const;
      expect(await shell.picket(...off)).toMatchObject({ code: 0 });
      expect(await shell.picket('docs', 'build', '--out', 'site', '-w', 'local')).toMatchObject({ code: 0 });
      const page = readFileSync(join(shell.cwd, 'site/metrics/index.html'), 'utf8');
      expect(page).toContain('aria-label="Enabled 1 of 2, Production 2 of 2, Tested 0 of 2, Merge to live 3 h');
      const rule = readFileSync(join(shell.cwd, `site/rules/${id('07')}/index.html`), 'utf8');
      expect(rule).toMatch(/In local it is off until [^<]+: floods/);
      const figures = readFileSync(join(shell.cwd, 'site/metrics/metrics.json'), 'utf8');
      expect(figuresOf(figures, 'owner', 'soc')).toMatchObject({ exceptions_switched_off_at_once: 1 });
    }));

  test('prints the exposition format and CSV, each line of it once', () =>
    withDeployment(async (shell) => {
      const { out } = await shell.picket('metrics', '--no-tests', '--format', 'prometheus', '--format', 'csv=out.csv');
      const lines = out.split('\n').slice(0, -1);
      expect(lines).toContain('picket_rules{by="owner",group="soc"} 1');
      expect(lines).toContain('picket_exceptions{by="all",group="",kind="switched-off"} 1');
      expect(lines).toContain('# TYPE picket_merge_to_live_hours_median gauge');
      expect(lines.filter((line) => !/^(?:# (?:HELP|TYPE) \w+ .+|\w+\{[^{}]*\} [\d.]+)$/.test(line))).toEqual([]);
      expect(new Set(lines).size).toBe(lines.length);
      const csv = readFileSync(join(shell.cwd, 'out.csv'), 'utf8').split('\r\n');
      expect(csv[0]).toMatch(/^by,group,rules,enabled,stage_experimental/);
      expect(csv).toContainEqual(expect.stringMatching(/^owner,soc,1,1,/));
    }));

  test('says where content has errors, and measures nothing', () =>
    withDeployment(async (shell) => {
      await shell.write('analytics-rules/rule-09.yaml', 'id: 1\n');
      const { code, out } = await shell.picket('metrics', '--format', 'csv');
      expect(code).toBe(1);
      expect(out).toContain('rule-09.yaml');
    }));

  test('refuses days that there are not, and mutants without tests', () =>
    inFolder(async (shell) => {
      expect((await shell.picket('metrics', '--days', '91')).err).toContain('from 1 to 90, not `91`');
      expect((await shell.picket('metrics', '--no-tests', '--mutants')).err).toContain('--mutants needs the tests');
    }));

  test('asks for incidents with a query that the engine takes', async () => {
    const facts = (await loadKql()).analyze(incidentsQuery, shippedSchema(await readShippedFacts()));
    expect(facts.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(facts.result?.columns.map(({ name }) => name).toSorted()).toEqual(['FalsePositives', 'Judged', 'RuleId']);
  });
});
