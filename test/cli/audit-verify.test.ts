import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { append } from '../../src/app/change/kept/deployment-log.ts';
import { verifyChain } from '../../src/core/evidence/deployment-log.ts';
import { recordFolder } from '../../src/files/record-folder.ts';
import { recordBranch } from '../../src/git/record-branch.ts';
import { deploymentBy } from '../fakes/deployment.ts';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');

const project = (log: string): string =>
  ['project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}', `deployments: ${log}`, ''].join('\n');

const twice = async (shell: Shell, log: string): Promise<void> => {
  shell.env['USER'] = 'ana@contoso.com';
  await shell.write('picket.yaml', project(log));
  for (const number of ['07', '08']) {
    await shell.write(`analytics-rules/rule-${number}.yaml`, rule.replaceAll('NN', number));
    const { code, err } = await shell.picket('deploy', '--yes');
    expect(code).toBe(0);
    expect(err).toMatch(/Deployment log: record [12], [0-9a-f]{64}\n/);
  }
};

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const withRemote = async (
  work: (clones: readonly [string, string], remote: string) => Promise<void>,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'picket-log-'));
  try {
    const remote = join(folder, 'remote.git');
    git(folder, 'init', '-q', '--bare', remote);
    const clones = [join(folder, 'one'), join(folder, 'two')] as const;
    for (const clone of clones) git(folder, 'clone', '-q', remote, clone);
    await work(clones, remote);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe('the log of deployments', () => {
  test('has a record for each, which `audit verify` proves', () =>
    inFolder(async (shell) => {
      await twice(shell, '{folder: evidence}');
      const { code, out } = await shell.picket('audit', 'verify');
      expect(code).toBe(0);
      expect(out).toContain('2 records in the folder evidence: every one follows the one before it.');
      const record: unknown = JSON.parse(readFileSync(join(shell.cwd, 'evidence/00000002.json'), 'utf8'));
      expect(record).toMatchObject({
        sequence: 2,
        workspace: 'local',
        identity: 'ana@contoso.com',
        changes: [{ type: 'analytics-rule', action: 'create', status: 'written' }],
      });
    }));

  test('has a record of a deployment that found everything as git has it, and of what chose it', () =>
    inFolder(async (shell) => {
      await twice(shell, '{folder: evidence}');
      const { code, out, err } = await shell.picket('deploy', '--yes', '--overwrite', 'all');
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('0 to update') });
      expect(err).toMatch(/Deployment log: record 3, [0-9a-f]{64}\n/);
      const record: unknown = JSON.parse(readFileSync(join(shell.cwd, 'evidence/00000003.json'), 'utf8'));
      expect(record).toMatchObject({ changes: [], flags: ['--overwrite all'], identity: 'ana@contoso.com' });
      expect((await shell.picket('audit', 'verify')).out).toContain('3 records');
      const year = ['--from', '2026-01-01', '--to', '2026-12-31', '--out', 'out'];
      expect((await shell.picket('audit', ...year)).out).toContain('3 deployments');
      expect(readFileSync(join(shell.cwd, 'out/deployments.csv'), 'utf8')).toContain(
        `none: everything was as git has it,"'--overwrite all",`,
      );
      expect(readFileSync(join(shell.cwd, 'out/evidence.json'), 'utf8')).toContain('--overwrite all');
    }));

  test('has no record of what was refused, looked at or taken over without a change', () =>
    inFolder(async (shell) => {
      await twice(shell, '{folder: evidence}');
      expect((await shell.picket('plan')).code).toBe(0);
      expect((await shell.picket('adopt', 'analytics-rules/rule-07.yaml', '--yes')).err).not.toContain(
        'Deployment log',
      );
      const text = rule.replaceAll('NN', '07');
      await shell.write('analytics-rules/rule-07.yaml', text.replace('severity: Medium', 'severity: Wrong'));
      expect((await shell.picket('deploy', '--yes')).code).not.toBe(0);
      expect((await shell.picket('audit', 'verify')).out).toContain('2 records');
    }));

  test('that cannot be written ends also a deployment without a change with its code', () =>
    inFolder(async (shell) => {
      await twice(shell, '{folder: evidence}');
      await shell.write('picket.yaml', project('{folder: picket.yaml}'));
      const { code, err } = await shell.picket('deploy', '--yes');
      expect({ code, err }).toEqual({
        code: 6,
        err: expect.stringContaining('error: Nothing was changed, and the run is not in the deployment log: '),
      });
    }));

  test('is proven by `verify` alone, whole', () =>
    inFolder(async (shell) => {
      await shell.write('picket.yaml', project('{folder: evidence}'));
      const hash = 'a'.repeat(64);
      const { code, err } = await shell.picket('audit', '--from', '2026-01-01', '--out', 'x', '--contains', hash);
      expect(code).toBe(3);
      expect(err).toContain('--contains is for `picket audit verify`.');
      expect(err).toContain(`picket audit verify --contains ${hash}`);
      for (const [flag, value] of [
        ['from', '2026-01-01'],
        ['to', '2026-02-01'],
        ['out', 'x'],
      ] as const)
        expect(await shell.picket('audit', 'verify', `--${flag}`, value)).toMatchObject({
          code: 3,
          err: expect.stringContaining(`--${flag} is for the evidence`),
        });
    }));

  test('names the record that somebody altered', () =>
    inFolder(async (shell) => {
      await twice(shell, '{folder: evidence}');
      const path = join(shell.cwd, 'evidence/00000001.json');
      await writeFile(path, readFileSync(path, 'utf8').replace('ana@', 'bob@'));
      expect(await shell.picket('audit', 'verify')).toMatchObject({
        code: 1,
        out: 'Record 1 was altered: its hash is not that of what it says.\nThe log in the folder evidence has 1 fault.\n',
        err: '',
      });
    }));

  test('is proven in every format, and a fault is a finding in each', () =>
    inFolder(async (shell) => {
      await twice(shell, '{folder: evidence}');
      const said = async (format: string, code: number): Promise<string> => {
        const answer = await shell.picket('audit', 'verify', '--format', format);
        expect(answer.code).toBe(code);
        return answer.out;
      };
      const { last, ...rest } = JSON.parse(await said('json', 0));
      expect(rest).toEqual({ version: 1, command: 'audit', place: 'the folder evidence', records: 2, faults: [] });
      expect((await shell.picket('audit', 'verify', '--contains', last.hash)).code).toBe(0);
      expect(await said('github', 0)).toBe('');
      expect(await said('junit', 0)).toContain('tests="1" failures="0"');
      expect(await said('markdown', 0)).toContain(`The last is record 2, ${last.hash}`);
      await writeFile(join(shell.cwd, 'evidence/00000001.json'), '{}');
      expect(JSON.parse(await said('json', 1))).toMatchObject({
        faults: [{ sequence: 1, message: 'Record 1 cannot be read.' }],
      });
      expect(await said('github', 1)).toBe('::error title=audit/fault::Record 1 cannot be read.\n');
      expect(JSON.parse(await said('sarif', 1)).runs[0].results).toHaveLength(1);
      expect(await said('junit', 1)).toContain('tests="1" failures="1"');
      expect(await said('markdown', 1)).toContain('| fault | record 1 | Record 1 cannot be read. |');
      expect(await shell.picket('audit', '--format', 'json', '--from', '2026-01-01', '--out', 'x')).toMatchObject({
        code: 3,
        err: expect.stringContaining('--format is for `picket audit verify`.'),
      });
    }));

  test('is looked at by doctor, where picket.yaml keeps one', () =>
    inFolder(async (shell) => {
      await twice(shell, '{folder: evidence}');
      expect((await shell.picket('doctor')).out).toContain('2 records in the folder evidence');
      await shell.write('evidence/00000001.json', '{}');
      expect((await shell.picket('doctor')).out).toContain('Record 1 cannot be read.');
    }));

  test('misses a record that somebody kept the hash of', () =>
    inFolder(async (shell) => {
      await twice(shell, '{folder: evidence}');
      expect(await shell.picket('audit', 'verify', '--contains', 'c'.repeat(64))).toMatchObject({ code: 1 });
      expect(await shell.picket('audit', 'verify', '--contains', 'last')).toMatchObject({ code: 3 });
    }));

  test('has a record of a deployment that failed midway, or that was interrupted', () =>
    inFolder(async (shell) => {
      const statuses = async (): Promise<readonly string[]> =>
        verifyChain(await recordFolder(join(shell.cwd, 'evidence'), 'evidence').read()).records.flatMap(({ changes }) =>
          changes.map(({ name, status }) => `${name}: ${status}`),
        );
      await shell.write('picket.yaml', project('{folder: evidence}'));
      await shell.write('analytics-rules/rule-07.yaml', rule.replaceAll('NN', '07'));
      // The third listing is the one after the writes, which looks at what became of them.
      let listings = 0;
      shell.listen(({ type }) => {
        listings += Number(type === 'listing');
        if (listings === 3) throw new Error('this is a fault of the test');
      });
      expect((await shell.picket('deploy', '--yes')).code).not.toBe(0);
      expect(await statuses()).toEqual(['Rule 07: written']);
      await shell.write('analytics-rules/rule-08.yaml', rule.replaceAll('NN', '08'));
      shell.listen(({ type }) => {
        if (type === 'listed') shell.interrupt();
      });
      expect((await shell.picket('deploy', '--yes')).code).toBe(130);
      expect(await statuses()).toEqual(['Rule 07: written', 'Rule 08: not-attempted']);
    }));

  test('is nothing that a deployment fails for, and its absence is said', () =>
    inFolder(async (shell) => {
      await shell.write('picket.yaml', project('{folder: picket.yaml}'));
      await shell.write('analytics-rules/rule-07.yaml', rule.replaceAll('NN', '07'));
      const { code, err } = await shell.picket('deploy', '--yes');
      expect(code).toBe(6);
      expect(err).toContain('error: The deployment was made, and is not in the deployment log: ');
      expect((await shell.picket('plan')).code).toBe(0);
    }));

  test('lies in a container as well as elsewhere', () =>
    inFolder(async (shell) => {
      const container = 'https://evidence.blob.core.windows.net/log';
      await twice(shell, `{container: '${container}/', emulator: {state: blobs.json}}`);
      expect(await shell.picket('audit', 'verify')).toMatchObject({
        code: 0,
        out: expect.stringContaining(`2 records in the container ${container}: every one follows the one before it.`),
      });
      expect((await shell.picket('doctor')).out).toContain(`2 records in the container ${container}`);
    }));

  test('that may not be written leaves the deployment as it is and ends with its code; doctor asks for the role', () =>
    inFolder(async (shell) => {
      const denied = "settings: {denied: ['Microsoft.Storage/*/write']}";
      await shell.write(
        'picket.yaml',
        project(`{container: 'https://evidence.blob.core.windows.net/log', emulator: {state: blobs.json, ${denied}}}`),
      );
      await shell.write('analytics-rules/rule-07.yaml', rule.replaceAll('NN', '07'));
      const doctor = await shell.picket('doctor');
      expect(doctor.out).toContain('cannot be written (HTTP 403 AuthorizationPermissionMismatch)');
      expect(doctor.out).toContain('Storage Blob Data Contributor');
      const { code, err } = await shell.picket('deploy', '--yes');
      expect(code).toBe(6);
      expect(err).toContain('error: The deployment was made, and is not in the deployment log: The container');
    }));

  test('proves nothing where there is no record, and fails where nobody can read it', () =>
    inFolder(async (shell) => {
      await shell.write('picket.yaml', project('{folder: log}'));
      const kept = 'a'.repeat(64);
      expect(await shell.picket('audit', 'verify')).toMatchObject({
        code: 0,
        out: [
          'There is no record in the folder log: nothing is proven.',
          'After a first deployment this means that the log is gone; --contains HASH fails unless a record that you kept the hash of is there.',
          '',
        ].join('\n'),
      });
      expect(await shell.picket('audit', 'verify', '--contains', kept)).toMatchObject({ code: 1 });
      await shell.write('log/notes.json/readme.txt', 'Nothing of a log.');
      expect(await shell.picket('audit', 'verify')).toMatchObject({ code: 0 });
      await shell.write('file', 'No folder.');
      await shell.write('picket.yaml', project('{folder: file}'));
      const { code, err } = await shell.picket('audit', 'verify');
      expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('file cannot be read (ENOTDIR)') });
    }));

  test('lies in one place only', () =>
    inFolder(async (shell) => {
      await shell.write('picket.yaml', project("{folder: log, branch: log, credential: soc, container: 'log?sig=x'}"));
      const { code, out, err } = await shell.picket('validate');
      expect(code).not.toBe(0);
      expect(out + err).toContain('https://ACCOUNT.blob.core.windows.net/CONTAINER');
      await shell.write('picket.yaml', project('{folder: log, branch: log, credential: soc}'));
      const said = await shell.picket('validate');
      expect(said.out + said.err).toContain('The log of deployments lies in one place, and `folder` is one already.');
      expect(said.out + said.err).toContain('`credential` is for a `container`, and there is none.');
    }));

  test('is asked for where picket.yaml names none', () =>
    inFolder(async (shell) => {
      const { code, err } = await shell.picket('audit', 'verify');
      expect(code).toBe(3);
      expect(err).toContain('deployments: {branch: picket-deployments}');
    }));

  test('stays whole in a folder where many append at once, and after one was killed', () =>
    inFolder(async (shell) => {
      const folder = join(shell.cwd, 'log');
      const stores = Array.from({ length: 12 }, () => recordFolder(folder, 'log'));
      await Promise.all(stores.map((store, index) => append(store, deploymentBy(`run ${index}`))));
      // What a process leaves behind that is killed while it writes: a draft, and a head that lags behind.
      await writeFile(join(folder, '00000013.json.0.tmp'), '{"seq');
      const [first] = verifyChain(await recordFolder(folder, 'log').read()).records;
      await writeFile(join(folder, 'head.json'), JSON.stringify({ sequence: first?.sequence, hash: first?.hash }));
      await append(recordFolder(folder, 'log'), deploymentBy('afterwards'));
      const { records, faults } = verifyChain(await recordFolder(folder, 'log').read());
      expect(faults).toEqual([]);
      expect(records).toHaveLength(13);
      expect(new Set(records.map(({ identity }) => identity)).size).toBe(13);
      expect(readdirSync(folder)).toContain('00000013.json.0.tmp');
    }));

  test('stays whole in a branch that two clones push to at once', () =>
    withRemote(async ([one, two], remote) => {
      const stores = await Promise.all([one, two, one, two].map((clone) => recordBranch(clone, 'picket-deployments')));
      await Promise.all(stores.map((store, index) => append(store, deploymentBy(`run ${index}`))));
      const { records, faults } = verifyChain(await (await recordBranch(two, 'picket-deployments')).read());
      expect(faults).toEqual([]);
      expect(records.map(({ identity }) => identity).toSorted()).toEqual(['run 0', 'run 1', 'run 2', 'run 3']);
      expect(git(remote, 'rev-list', '--count', 'picket-deployments').trim()).toBe('4');
      expect(git(one, 'status', '--porcelain')).toBe('');
    }));

  test('is a local branch where there is no remote', () =>
    inFolder(async (shell) => {
      git(shell.cwd, 'init', '-q');
      await twice(shell, '{branch: picket-deployments}');
      expect(git(shell.cwd, 'ls-tree', '--name-only', 'picket-deployments')).toBe(
        '00000001.json\n00000002.json\nhead.json\n',
      );
      expect((await shell.picket('audit', 'verify')).code).toBe(0);
    }));
});
