import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkOf } from '../../src/core/engine/marker.ts';
import { objectOf, textOf } from '../../src/core/json.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';
const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');
const hour = 3_600_000;

const projectOf = (name: string, projectId: string): string =>
  [
    'project:',
    `  name: ${name}`,
    `  id: ${projectId}`,
    'workspaces:',
    '  prod:',
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    '    workspaceName: law-night',
    '    emulator:',
    '      state: .picket/emulator/night.jsonl',
    '',
  ].join('\n');

const own = projectOf('detections', '3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9');

/** Two rules that run, deployed by the project. */
const deployed = async (shell: Shell): Promise<void> => {
  shell.env['USER'] = 'ana@contoso.com';
  await shell.write('picket.yaml', own);
  for (const number of ['07', '08'])
    await shell.write(`analytics-rules/rule-${number}.yaml`, rule.replaceAll('NN', number));
  expect(await deploy(shell)).toMatchObject({ code: 0 });
};

const deploy = (shell: Shell, ...more: readonly string[]) => shell.picket('deploy', '-w', 'prod', '--yes', ...more);

const off = (shell: Shell, ...more: readonly string[]) =>
  shell.picket('disable', id, '-w', 'prod', '--now', '--until', '8h', '--reason', 'Floods the queue', ...more);

const on = (shell: Shell) => shell.picket('enable', id, '-w', 'prod', '--now');

const portalOf = async (shell: Shell): Promise<Portal> =>
  createPortal({
    store: await fileStore(join(shell.cwd, '.picket/emulator/night.jsonl')),
    clock: { now: () => noon, sleep: async () => undefined },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'rg',
      workspaceName: 'law-night',
    },
    caller: 'analyst@contoso.com',
  });

/** Somebody deletes metadata of the workspace. */
const forget = async (shell: Shell, isLost: (name: string) => boolean): Promise<void> => {
  const portal = await portalOf(shell);
  for (const { name } of await portal.resources('metadata')) if (isLost(name)) await portal.remove('metadata', name);
};

/** Whether the rule runs, by what the workspace answers. */
const runs = async (shell: Shell): Promise<boolean> => {
  const { code, out } = await shell.picket('show', id, '-w', 'prod');
  expect(code).toBe(0);
  return out.includes('"enabled": true');
};

const inProject = (work: (shell: Shell) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await deployed(shell);
    await work(shell);
  });

describe('a rule that is switched off at once', () => {
  test('stays off under the next deployment, which has nothing to do and says why', () =>
    inProject(async (shell) => {
      expect(await off(shell, '--ticket', 'INC-7')).toMatchObject({
        code: 0,
        out: 'Rule 07 is off in prod until 2026-11-22T20:00:00Z: recorded there by ana@contoso.com.\n',
      });
      const { code, out } = await deploy(shell);
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringContaining(
          'Rule 07: off until 2026-11-22T20:00:00Z, by ana@contoso.com: Floods the queue (INC-7); recorded in the workspace.',
        ),
      });
      expect(out).toContain('0 to update');
      expect(await runs(shell)).toBe(false);
    }));

  test('is said by a deployment that nobody is asked about, and that writes something else', () =>
    inProject(async (shell) => {
      await off(shell);
      const text = rule.replaceAll('NN', '08');
      await shell.write('analytics-rules/rule-08.yaml', text.replace('severity: Medium', 'severity: High'));
      const said = 'note: Rule 07: off until 2026-11-22T20:00:00Z, by ana@contoso.com: Floods the queue;';
      const { code, out, err } = await deploy(shell);
      expect({ code, out }).toEqual({ code: 0, out: 'Deployed: 1 written.\n' });
      expect(err.split(said)).toHaveLength(2);
    }));

  test('is no drift, and drift says what it is', () =>
    inProject(async (shell) => {
      await off(shell);
      const { code, out } = await shell.picket('drift', '-w', 'prod');
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringContaining('Off past git, by an override\n  Rule 07'),
      });
      expect(JSON.parse((await shell.picket('drift', '-w', 'prod', '--format', 'json')).out)).toMatchObject({
        rules: [{ id, state: 'in-sync', override: { standing: 'in-force', by: 'ana@contoso.com' } }],
      });
    }));

  test('is said by health, which counts it as one that somebody switched off', () =>
    inProject(async (shell) => {
      await off(shell);
      const { out } = await shell.picket('health', '-w', 'prod');
      expect(out.replaceAll(/\s+/g, ' ')).toContain('Rule 07: off until 2026-11-22T20:00:00Z, by ana@contoso.com');
      expect(out).toContain('1 rule enabled, 1 disabled');
    }));

  test('stays off while another change of it is deployed, and while git moves back', () =>
    inProject(async (shell) => {
      await off(shell);
      const text = rule.replaceAll('NN', '07');
      await shell.write('analytics-rules/rule-07.yaml', text.replace('severity: Medium', 'severity: High'));
      expect(await deploy(shell)).toMatchObject({ code: 0, out: expect.stringContaining('1 written') });
      expect(await runs(shell)).toBe(false);
      await shell.write('analytics-rules/rule-07.yaml', text);
      expect(await deploy(shell, '--overwrite', 'all')).toMatchObject({ code: 0 });
      expect(await runs(shell)).toBe(false);
      expect(await deploy(shell)).toMatchObject({ code: 0, out: expect.stringContaining('0 to update') });
    }));

  test('is switched off again where somebody switched it on in the portal', () =>
    inProject(async (shell) => {
      await off(shell);
      await (await portalOf(shell)).editRule(id, { enabled: true });
      expect(await shell.picket('drift', '-w', 'prod')).toMatchObject({
        code: 2,
        out: expect.stringContaining('it runs, and the next deployment switches it off'),
      });
      expect((await shell.picket('plan', '-w', 'prod')).out).toContain('enabled: true → false');
      expect(await deploy(shell)).toMatchObject({ code: 0, out: expect.stringContaining('1 written') });
      expect(await runs(shell)).toBe(false);
    }));

  test('comes back with the first deployment after its time, which says so, once', () =>
    inProject(async (shell) => {
      await off(shell);
      shell.later(8 * hour);
      expect(await shell.picket('plan', '-w', 'prod')).toMatchObject({
        out: expect.stringContaining(
          'the override of ana@contoso.com at 2026-11-22T12:00:00Z ended on 2026-11-22T20:00:00Z (Floods the queue): it is switched on again',
        ),
      });
      expect(await deploy(shell)).toMatchObject({
        code: 0,
        out: expect.stringContaining('1 written'),
        err: expect.stringContaining('ended on 2026-11-22T20:00:00Z (Floods the queue); it is switched as git has it.'),
      });
      expect(await runs(shell)).toBe(true);
      await (await portalOf(shell)).editRule(id, { enabled: false });
      expect(await deploy(shell)).toMatchObject({ code: 5, out: expect.stringContaining('switched-off') });
      expect(await runs(shell)).toBe(false);
    }));

  test('comes back by enable, which ends the record of it', () =>
    inProject(async (shell) => {
      await off(shell);
      expect(await on(shell)).toMatchObject({ code: 0, out: 'Rule 07 is on in prod.\n' });
      expect(await runs(shell)).toBe(true);
      expect(await deploy(shell)).toMatchObject({ code: 0, out: expect.not.stringContaining('off until') });
      expect(await on(shell)).toMatchObject({ code: 0, out: 'Rule 07 was on already in prod.\n' });
    }));

  test('can be off for longer: the newest word counts', () =>
    inProject(async (shell) => {
      await off(shell);
      expect(await off(shell, '--until', '2026-11-24')).toMatchObject({ code: 3 });
      const longer = ['--now', '--until', '2026-11-24', '--reason', 'Still'];
      expect(await shell.picket('disable', id, '-w', 'prod', ...longer)).toMatchObject({
        code: 0,
        out: 'Rule 07 was off already, and stays off in prod until 2026-11-24T23:59:59Z: recorded there by ana@contoso.com.\n',
      });
      shell.later(24 * hour);
      await deploy(shell);
      expect(await runs(shell)).toBe(false);
    }));

  test('stays off where git has it off when the override ends', () =>
    inProject(async (shell) => {
      await off(shell);
      await shell.picket('disable', id, '-w', 'prod', '--until', '2026-12-24', '--reason', 'Tuning');
      expect(await deploy(shell)).toMatchObject({ code: 0 });
      expect(await on(shell)).toMatchObject({
        code: 0,
        out: expect.stringContaining('stays off in prod: git has it off'),
      });
      expect(await deploy(shell)).toMatchObject({ code: 0 });
      expect(await runs(shell)).toBe(false);
    }));
});

describe('a rule that git no longer has', () => {
  const dropped = async (shell: Shell): Promise<void> => {
    await off(shell);
    await rm(join(shell.cwd, 'analytics-rules/rule-07.yaml'));
  };

  test('is said to stay off after its override, and is switched on by enable alone', () =>
    inProject(async (shell) => {
      await dropped(shell);
      expect((await shell.picket('plan', '-w', 'prod')).out).toContain(
        'recorded in the workspace. After that it stays off: git no longer has it.',
      );
      shell.later(9 * hour);
      const { code, out } = await deploy(shell);
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringContaining(
          `git no longer has it, so it stays off: picket enable ${id} -w prod --now switches it on.`,
        ),
      });
      expect(await runs(shell)).toBe(false);
      const ended = await on(shell);
      expect(ended).toMatchObject({ code: 0, out: 'Rule 07 is on in prod.\n' });
      expect(ended.err).toContain('picket deploy -w prod --prune removes it');
      expect(await runs(shell)).toBe(true);
      expect((await deploy(shell)).out).not.toContain('override');
    }));

  test('has its override ended before its time, and can be switched off anew', () =>
    inProject(async (shell) => {
      await dropped(shell);
      const ended = await on(shell);
      expect(ended).toMatchObject({ code: 0, out: 'Rule 07 is on in prod.\n' });
      expect(ended.err).toContain('Ended: off until 2026-11-22T20:00:00Z, by ana@contoso.com: Floods the queue');
      expect(await off(shell)).toMatchObject({
        code: 0,
        err: expect.stringContaining('Git no longer has it, so that it stays off after that as well; to end it:'),
      });
      await (await portalOf(shell)).editRule(id, { enabled: true });
      shell.later(9 * hour);
      expect((await deploy(shell)).out).not.toContain('override');
    }));
});

describe('the switch of a rule that is not this project’s', () => {
  test('is refused to a second project, and its deployment leaves the rule off', () =>
    inProject(async (shell) => {
      await off(shell);
      await shell.write('picket.yaml', projectOf('other', '99999999-7b1c-4e0e-9a53-20c1f6a4b7d9'));
      expect(await off(shell)).toMatchObject({ code: 5, err: expect.stringContaining('belongs to detections') });
      const { out } = await deploy(shell);
      expect(out).toContain('Rule 07: Is off in the workspace and is managed by detections; it stays untouched.');
      expect(out).toContain('Rule 08: Runs in the workspace and is managed by detections; it stays untouched.');
      expect(out).toContain('detections, whose it is, has it off until 2026-11-22T20:00:00Z');
      expect(await runs(shell)).toBe(false);
    }));

  test('is not moved by the record of another project', () =>
    inProject(async (shell) => {
      await off(shell);
      const { out } = await shell.picket('drift', '-w', 'prod', '--format', 'json');
      expect(out).toContain('in-force');
      const portal = await portalOf(shell);
      const forged = {
        properties: {
          contentId: id,
          parentId: `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law-night/providers/Microsoft.SecurityInsights/alertRules/5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a008`,
          kind: 'AnalyticsRule',
          source: { kind: 'LocalWorkspace', name: 'stranger', sourceId: '99999999-0000-4e0e-9a53-20c1f6a4b7d9' },
          customVersion: 'picket-off/1 [] #000000',
        },
      };
      await portal.seed('metadata', 'picket-off-forged', forged);
      const deployedThen = await deploy(shell);
      expect(deployedThen).toMatchObject({ code: 0, out: expect.stringContaining('0 to update') });
      expect(deployedThen.out).toContain('Rule 08: stranger recorded a switching off of it');
    }));
});

describe('a rule that was switched off in the portal', () => {
  test('reads who did it and when, and other rules are deployed with --tolerate switched-off', () =>
    inProject(async (shell) => {
      await (await portalOf(shell)).editRule(id, { enabled: false });
      const said = 'off since 2026-11-22T12:00:00Z, by analyst@contoso.com';
      const { code, out } = await deploy(shell);
      expect({ code, out }).toEqual({ code: 5, out: expect.stringContaining(said) });
      expect((await shell.picket('drift', '-w', 'prod')).out).toContain(
        'off since 2026-11-22T12:00:00Z by analyst@contoso.com',
      );
      await shell.write(
        'analytics-rules/rule-08.yaml',
        rule.replaceAll('NN', '08').replace('severity: Medium', 'severity: High'),
      );
      const tolerant = await deploy(shell, '--tolerate', 'switched-off');
      expect(tolerant).toMatchObject({ code: 0, out: expect.stringContaining('1 written') });
      expect((await shell.picket('plan', '-w', 'prod', '--tolerate', 'switched-off')).out).toContain(
        `${said}; it stays off`,
      );
      expect(await runs(shell)).toBe(false);
    }));

  test('is put on the record afterwards', () =>
    inProject(async (shell) => {
      await (await portalOf(shell)).editRule(id, { enabled: false });
      expect(await off(shell)).toMatchObject({ code: 0, out: expect.stringContaining('was off already') });
      expect(await deploy(shell)).toMatchObject({ code: 0 });
      shell.later(9 * hour);
      expect(await deploy(shell)).toMatchObject({ code: 0 });
      expect(await runs(shell)).toBe(true);
    }));
});

describe('a record that is lost', () => {
  test('alone leaves the rule off, and deployments say that nothing recorded says until when', () =>
    inProject(async (shell) => {
      await off(shell);
      await forget(shell, (name) => name.startsWith('picket-off-'));
      expect(await deploy(shell)).toMatchObject({
        code: 5,
        out: expect.stringContaining('and nothing recorded says until when. switched-off'),
      });
      expect(await runs(shell)).toBe(false);
    }));

  test('together with the marker leaves the rule off until it is taken over, which says what comes next', () =>
    inProject(async (shell) => {
      await off(shell);
      await forget(shell, () => true);
      expect(await deploy(shell)).toMatchObject({
        code: 6,
        out: expect.stringContaining('belongs to nobody, and differs from git in enabled.'),
      });
      expect(await shell.picket('adopt', id, '-w', 'prod', '--yes')).toMatchObject({
        code: 0,
        err: expect.stringContaining('Rule 07 is off in prod, and git has it on: the next deployment switches it on.'),
      });
      expect(await runs(shell)).toBe(false);
    }));
});

describe('a record that nobody can read', () => {
  test('does not count, is said by the plan, and ends with enable', () =>
    inProject(async (shell) => {
      expect(await off(shell)).toMatchObject({ code: 0 });
      const portal = await portalOf(shell);
      const isRecord = ({ name }: { readonly name: string }): boolean => name.startsWith('picket-off-');
      const record = (await portal.resources('metadata')).find(isRecord);
      await portal.seed('metadata', record?.name ?? '', {
        properties: { ...objectOf(record?.properties), customVersion: 'picket-off/1 what' },
      });
      expect((await shell.picket('plan', '-w', 'prod')).out).toContain('cannot be read, and does not count');
      expect(await on(shell)).toMatchObject({ code: 0 });
      expect((await (await portalOf(shell)).resources('metadata')).some(isRecord)).toBe(false);
      expect(await runs(shell)).toBe(true);
    }));
});

describe('a rule whose marker another version of Picket wrote', () => {
  test.each([
    ['an older', 1],
    ['a newer', 999],
  ])('%s one: stays off under deployments, and comes back with the end of its override', (_, version) =>
    inProject(async (shell) => {
      await off(shell);
      const portal = await portalOf(shell);
      for (const { name, properties } of await portal.resources('metadata')) {
        const text = textOf(properties['customVersion']) ?? '';
        if (!text.startsWith('picket/1 ')) continue;
        const other = text.slice(0, text.lastIndexOf(' ')).replace(/ n\d+ /, ` n${version} `);
        const customVersion = `${other} ${checkOf(other)}`;
        await portal.seed('metadata', name, { properties: { ...properties, customVersion } });
      }
      expect((await deploy(shell, '--overwrite', 'all')).out).not.toContain('refused');
      expect(await runs(shell)).toBe(false);
      expect((await shell.picket('plan', '-w', 'prod')).out).toContain('Rule 07: off until 2026-11-22T20:00:00Z');
      shell.later(9 * hour);
      expect(await deploy(shell, '--overwrite', 'all')).toMatchObject({ code: 0 });
      expect(await runs(shell)).toBe(true);
    }),
  );
});

describe('a rule that another project takes over while it is off', () => {
  test('is said to come on with the next deployment, and whose override that ends', () =>
    inProject(async (shell) => {
      await off(shell);
      await shell.write('picket.yaml', projectOf('other', '99999999-7b1c-4e0e-9a53-20c1f6a4b7d9'));
      const { code, err } = await shell.picket('adopt', id, '-w', 'prod', '--yes');
      expect({ code, err }).toEqual({
        code: 0,
        err: expect.stringContaining(
          'the next deployment switches it on; detections had it off until 2026-11-22T20:00:00Z, by ana@contoso.com: Floods the queue, which ends here.',
        ),
      });
      expect(await runs(shell)).toBe(false);
      // Who takes over the rule may keep it off by a record of their own.
      expect(await off(shell)).toMatchObject({ code: 0, out: expect.stringContaining('was off already') });
      expect(await deploy(shell)).toMatchObject({ code: 6 });
      expect(await runs(shell)).toBe(false);
    }));
});

describe('a rule that another project took over, and runs', () => {
  test('is not said to be off by the project that had it off, nor by a record that has ended', () =>
    inProject(async (shell) => {
      await off(shell);
      const theirs = projectOf('other', '99999999-7b1c-4e0e-9a53-20c1f6a4b7d9');
      await shell.write('picket.yaml', theirs);
      await shell.picket('adopt', id, '-w', 'prod', '--yes');
      await deploy(shell);
      expect(await runs(shell)).toBe(true);
      await shell.write('picket.yaml', own);
      for (const command of ['plan', 'drift']) {
        const { out } = await shell.picket(command, '-w', 'prod');
        expect(out).toContain("detections recorded a switching off of it, which is not that project's");
        expect(out).not.toContain('off until');
      }
      await shell.write('picket.yaml', theirs);
      await off(shell);
      await on(shell);
      await shell.write('picket.yaml', own);
      await shell.picket('plan', '-w', 'prod');
      for (const command of ['plan', 'drift'])
        expect((await shell.picket(command, '-w', 'prod')).out).not.toContain('off until');
    }));
});

describe('an interrupt while the workspace is read', () => {
  const resourcesOf = async (shell: Shell): Promise<readonly unknown[]> => {
    const portal = await portalOf(shell);
    return Promise.all((['alertRules', 'metadata'] as const).map((type) => portal.resources(type)));
  };

  test.each([
    ['disable', off, async () => ({ code: 0 })],
    ['enable', on, off],
  ])('leaves the rule and its record as they are: %s', (_, interrupted, before) =>
    inProject(async (shell) => {
      expect(await before(shell)).toMatchObject({ code: 0 });
      const was = await resourcesOf(shell);
      shell.listen(({ type }) => {
        if (type === 'listed') shell.interrupt();
      });
      expect(await interrupted(shell)).toMatchObject({ code: 130, out: '' });
      expect(await resourcesOf(shell)).toEqual(was);
    }),
  );
});

describe('mistakes at night', () => {
  test.each([
    ['no length of time', '0h', 'Floods', 'is no date'],
    ['a length of time beyond what a date can name', '999999999d', 'Floods', 'is no date'],
    ['a day that has passed', '2026-11-20', 'Floods', 'has passed'],
    ['a reason that does not fit', '8h', 'x'.repeat(401), '--reason has 401 characters; the workspace keeps 400'],
  ])('%s is refused before anything is written', (_, until, reason, message) =>
    inProject(async (shell) => {
      const ran = await shell.picket('disable', id, '-w', 'prod', '--now', '--until', until, '--reason', reason);
      expect(ran).toMatchObject({ code: 3, err: expect.stringContaining(message) });
      expect(await runs(shell)).toBe(true);
    }),
  );

  test('a reason that just fits is kept', () =>
    inProject(async (shell) => {
      const reason = 'x'.repeat(400);
      expect(
        await shell.picket('disable', id, '-w', 'prod', '--now', '--until', '8h', '--reason', reason),
      ).toMatchObject({ code: 0 });
      expect(await runs(shell)).toBe(false);
    }));

  test.each([
    ['refuses it', 'metadataWrites: refused', 'run this again'],
    ['holds no such text', 'customVersionLimit: 64', 'this workspace takes no such record'],
  ])('the record is said where the service %s, and the rule is off all the same', (_, setting, hint) =>
    inProject(async (shell) => {
      const state = 'state: .picket/emulator/night.jsonl';
      await shell.write('picket.yaml', own.replace(state, `${state}\n      settings:\n        ${setting}`));
      const { code, err } = await off(shell);
      expect(code).toBe(4);
      expect(err).toContain('Rule 07 is off in prod, and that could not be recorded');
      expect(err).toContain(hint);
      expect(await runs(shell)).toBe(false);
      await shell.write('picket.yaml', own);
      expect(await deploy(shell, '--tolerate', 'switched-off')).toMatchObject({ code: 0 });
      expect(await runs(shell)).toBe(false);
    }),
  );
});
