import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

jest.setTimeout(120_000);

const id = '6b5c1f5e-3f0e-4b1c-9a54-0d8a7f2e4c11';
const hour = 3_600_000;

const rule = `id: ${id}
name: Several failed sign-ins
description: One account fails to sign in many times.
severity: Medium
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
relevantTechniques: [T1110]
query: SigninLogs | where ResultType != "0" | summarize Count = count() by IPAddress
version: 1.0.0
kind: Scheduled
`;

const hunt = `id: ${id}
name: Sign-ins at night
description: Who signs in at night.
tactics: [InitialAccess]
query: SigninLogs | where hourofday(TimeGenerated) < 4
`;

const automation = `id: ${id}
displayName: Close tests
order: 10
triggeringLogic: {isEnabled: true, triggersOn: Incidents, triggersWhen: Created}
actions: [{order: 1, actionType: ModifyProperties, actionConfiguration: {severity: Low}}]
`;

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-types',
};

const config = (
  inWorkspace = '',
  below = '',
): string => `project: {name: seam, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}
content: [analytics-rules, hunting-queries, automation-rules]
workspaces:
  local: {subscriptionId: ${target.subscriptionId}, resourceGroup: rg, workspaceName: law-types, emulator: {state: state.jsonl}${inWorkspace}}
${below}`;

const collections = ['alertRules', 'savedSearches', 'automationRules'] as const;

type Walk = Shell & {
  /** What a command says, once it ended with the code. */
  readonly says: (code: number, ...argv: readonly string[]) => Promise<string>;
  /** The portal an hour after the last command; the next one runs an hour after that. */
  readonly portal: () => Promise<Portal>;
};

/** A deployed rule, hunting query and automation rule that all have one id. */
const withThree = (work: (walk: Walk) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    let passed = 0;
    const says: Walk['says'] = async (code, ...argv) => {
      const ran = await shell.picket(...argv);
      expect([argv.join(' '), ran.code, ran.code === code ? '' : ran.out + ran.err]).toEqual([
        argv.join(' '),
        code,
        '',
      ]);
      return ran.out + ran.err;
    };
    const portal: Walk['portal'] = async () => {
      shell.later(2 * hour);
      passed += 2 * hour;
      return createPortal({
        store: await fileStore(join(shell.cwd, 'state.jsonl')),
        clock: { now: () => noon + passed - hour, sleep: () => Promise.resolve() },
        target,
      });
    };
    await shell.write('picket.yaml', config());
    await shell.write('analytics-rules/failures.yaml', rule);
    await shell.write('hunting-queries/night.yaml', hunt);
    await shell.write('automation-rules/close.yaml', automation);
    await says(0, 'deploy', '--yes');
    await work({ ...shell, says, portal });
  });

/** All three are renamed in the portal. */
const editAll = async ({ portal }: Walk): Promise<void> => {
  const person = await portal();
  for (const collection of collections)
    for (const { name, kind, properties, envelope } of await person.resources(collection))
      await person.seed(collection, name, {
        ...envelope,
        ...(kind === null ? {} : { kind }),
        properties: { ...properties, displayName: 'By hand' },
      });
};

describe('content of three types with one id', () => {
  test('has a backup and a marker each, and one is rolled back alone', () =>
    withThree(async (walk) => {
      const git = (...args: readonly string[]): unknown =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...args], {
          cwd: walk.cwd,
        });
      await walk.write('.gitignore', 'state.jsonl*\n.picket\n');
      git('init', '-q', '-b', 'main');
      git('add', '.');
      git('commit', '-qm', 'one');
      await walk.write('analytics-rules/failures.yaml', rule.replace('Medium', 'High'));
      await walk.write('hunting-queries/night.yaml', hunt.replace('< 4', '< 5'));
      await walk.write('automation-rules/close.yaml', automation.replace('order: 10', 'order: 11'));
      git('add', '.');
      git('commit', '-qm', 'two');
      await walk.says(0, 'deploy', '--yes');
      const backups = readdirSync(join(walk.cwd, '.picket/backups/local'), { recursive: true, encoding: 'utf8' });
      expect(backups.filter((name) => name.endsWith(`${id}.json`))).toHaveLength(3);
      const markers = await (await walk.portal()).resources('metadata');
      expect(markers.map(({ name }) => name).toSorted()).toEqual(
        ['analyticsrule', 'automationrule', 'huntingquery'].map((type) => `${type}-${id}`),
      );

      expect(await walk.says(3, 'rollback', '--to', 'HEAD~1', '--only', id, '--yes')).toContain(`hunting-query/${id}`);
      await walk.says(0, 'rollback', '--to', 'HEAD~1', '--only', `hunting-query/${id}`, '--yes');
      const drift = await walk.says(2, 'drift');
      expect(drift).toContain('1 drifted, 0 unmanaged, 3 looked at');
      expect(drift).toContain('Sign-ins at night');
    }));

  test('is accepted as it drifted for the one that is named with its type, and for none by the id alone', () =>
    withThree(async (walk) => {
      await editAll(walk);
      const accepting = (text: string): string =>
        config('', `ignoreDrift: [{rule: ${text}, reason: Known, expires: 2027-01-01}]\n`);
      await walk.write('picket.yaml', accepting(id));
      expect(await walk.says(0, 'validate')).toContain(
        `warning \`${id}\` may be \`analytics-rule/${id}\` or \`automation-rule/${id}\` or \`hunting-query/${id}\`: it holds for none of them.`,
      );
      const open = await walk.says(2, 'drift');
      expect(open).toContain('3 drifted');
      expect(open).toContain('note: ignoreDrift in picket.yaml names');
      expect(await walk.says(2, 'drift', '--format', 'markdown')).toContain('> ignoreDrift in picket.yaml names');
      await walk.write('picket.yaml', accepting(`hunting-query/${id}`));
      expect(await walk.says(2, 'drift')).toContain('2 drifted, 1 accepted');
      // What the refusals say to do is what can be typed.
      const refused = await walk.says(5, 'deploy', '--yes');
      expect(refused).toContain(`picket pull analytics-rule/${id} -w local`);
      expect(refused).toContain(`--overwrite automation-rule/${id},`);
      expect(await walk.says(0, 'pull', `automation-rule/${id}`)).toContain('pull: 1 updated.');
      expect(await walk.read('hunting-queries/night.yaml')).toBe(hunt);
      expect(await walk.says(0, 'plan', '--overwrite', `hunting-query/${id}`)).toContain('1 to update');
    }));

  test('loses coverage by approval of the one that is named with its type', () =>
    withThree(async (walk) => {
      await walk.write('analytics-rules/failures.yaml', rule.replace('Medium', 'Low'));
      const approving = (text: string): string =>
        config('', `approvals: [{rule: ${text}, loss: severity-lowered, reason: Known, expires: 2027-01-01}]\n`);
      for (const text of [id, `hunting-query/${id}`]) {
        await walk.write('picket.yaml', approving(text));
        expect(await walk.says(5, 'plan')).toContain(`is not approved: analytics-rule/${id} severity-lowered.`);
      }
      await walk.write('picket.yaml', approving(`analytics-rule/${id}`));
      await walk.says(0, 'plan', '--out', 'plan.json');
      await walk.write('hunting-queries/night.yaml', hunt.replace('< 4', '< 6'));
      expect(await walk.says(5, 'deploy', '--plan', 'plan.json', '--yes')).toContain('no longer holds');
      await walk.write('hunting-queries/night.yaml', hunt);
      expect(await walk.says(0, 'deploy', '--plan', 'plan.json', '--yes')).toContain('Deployed: 1 written.');
    }));

  test('is adopted, switched off and kept from a workspace one by one', () =>
    withThree(async (walk) => {
      const person = await walk.portal();
      for (const { name } of await person.resources('metadata')) await person.remove('metadata', name);
      expect(await walk.says(0, 'adopt', `hunting-query/${id}`, '--yes')).toContain('Deployed: 1 written.');
      expect(await walk.says(0, 'adopt', '--all', '--yes')).toContain('Deployed: 2 written.');

      expect(
        await walk.says(0, 'disable', `automation-rule/${id}`, '--until', '2027-01-01', '--reason', 'Noise'),
      ).toContain('Close tests is to be off in local');
      expect(
        await walk.says(3, 'disable', `hunting-query/${id}`, '--until', '2027-01-01', '--reason', 'Noise'),
      ).toContain('Sign-ins at night is a hunting query, which has no switch and cannot be off.');
      expect(await walk.says(0, 'deploy', '--yes')).toContain('Deployed: 1 written.');
      const off = async (collection: 'alertRules' | 'automationRules'): Promise<string> =>
        JSON.stringify((await (await walk.portal()).resources(collection)).map(({ properties }) => properties));
      expect(await off('automationRules')).toContain('"isEnabled":false');
      expect(await off('alertRules')).toContain('"enabled":true');

      await walk.write('picket.yaml', config(`, optOut: [{rule: hunting-query/${id}, reason: Elsewhere}]`));
      expect(await walk.says(0, 'placements')).toContain('opted out: Sign-ins at night in local (Elsewhere)');
      for (const key of [
        'optOut: [{reason: Elsewhere, rule: ID}]',
        'exclude: {ids: [ID]}',
        'overlays: [{select: {ids: [ID]}, set: {description: Other}}]',
      ]) {
        await walk.write('picket.yaml', config(`, ${key.replace('ID', id)}`));
        expect(await walk.says(0, 'validate')).toContain('it holds for each of them. config/ambiguous-id');
        await walk.write('picket.yaml', config(`, ${key.replace('ID', `analytics-rule/${id}`)}`));
        expect(await walk.says(0, 'validate')).not.toContain('config/ambiguous-id');
      }
    }));

  test('is deleted with the one file that went, and made anew where one was deleted in the portal', () =>
    withThree(async (walk) => {
      await (await walk.portal()).remove('savedSearches', id);
      expect(await walk.says(0, 'deploy', '--yes')).toContain('create  Sign-ins at night');
      await rm(join(walk.cwd, 'automation-rules/close.yaml'));
      await walk.write('automation-rules/README.md', 'None at present.');
      expect(await walk.says(0, 'deploy', '--prune', '--yes')).toContain('delete  Close tests');
      expect(await walk.says(0, 'plan')).toContain('2 unchanged');
    }));
});
