import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { plantEverywhere } from './planting.ts';
import type { RanJob } from './runner.ts';
import { jobOf, prepareStages, results, rule, ruleId, said, type Stage } from './stage.ts';

const onStage = prepareStages();

const asked = { rule: 'Rule 1', workspace: 'prod', hours: '4', reason: 'Floods the queue; $(id) `id`' };

/** Somebody begins the run by hand. */
const dispatch = (stage: Stage, inputs: Readonly<Record<string, string>> = asked) => ({
  ...stage.schedule(),
  name: 'workflow_dispatch',
  payload: { inputs },
});

const start = (stage: Stage, inputs: Readonly<Record<string, string>> = asked) =>
  stage.run('emergency.yml', dispatch(stage, inputs), { inputs });

const isOn = async (stage: Stage): Promise<boolean> => {
  const { properties } = await stage.portal.editRule(ruleId(1), {});
  return properties['enabled'] === true;
};

describe('emergency.yml', () => {
  test('switches the rule off first, and proposes the same for picket.yaml', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const jobs = await start(stage);
      expect([results(jobs), said(jobs)]).toEqual([
        { disable: 'success', 'pull-request': 'success' },
        expect.any(String),
      ]);
      const { environment, summary } = jobOf(jobs, 'disable');
      expect([environment, summary]).toEqual(['prod', expect.stringContaining('Rule 1 is off in prod until ')]);
      expect(await isOn(stage)).toBe(false);
      const [request] = stage.github.pullRequests;
      expect(request?.title).toMatch(/^Off in prod until \S+: Rule 1$/);
      const [branch] = [...stage.github.branches.keys()];
      expect(branch).toMatch(/^picket\/emergency\/prod-\d+$/);
      expect(stage.github.branches.get(branch ?? '')).toEqual([
        expect.objectContaining({
          path: 'picket.yaml',
          content: expect.stringContaining('Floods the queue; $(id) `id`'),
        }),
      ]);
    });
  });

  test('is honoured by a deployment of the commit from before', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      await start(stage);
      stage.commit({ 'analytics-rules/one.yaml': rule(1, 'High') });
      const jobs = await stage.run('deploy.yml', { ...stage.schedule(), name: 'workflow_dispatch' });
      expect(results(jobs)).toMatchObject({ plan: 'success', deploy: 'success' });
      expect(await isOn(stage)).toBe(false);
    });
  });

  test('is red, proposes nothing and says why where the workspace refuses or does not answer', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      await stage.portal.deny([
        'Microsoft.SecurityInsights/alertRules/write',
        'Microsoft.SecurityInsights/metadata/write',
      ]);
      const refused = await start(stage);
      expect(results(refused)).toEqual({ disable: 'failure', 'pull-request': 'skipped' });
      expect(jobOf(refused, 'disable').log).toContain('You may not write');
      stage.stopAzure();
      const unreachable = await start(stage);
      expect(results(unreachable)).toEqual({ disable: 'failure', 'pull-request': 'skipped' });
      expect(jobOf(unreachable, 'disable').log).toContain('error:');
      expect(stage.github.pullRequests).toEqual([]);
    });
  });

  test.each([
    ['a rule that nobody has', { rule: 'Rule 9' }, 'Nothing in prod is `Rule 9`'],
    ['a workspace that picket.yaml does not have', { workspace: 'prd' }, 'prd'],
    ['hours that are no number', { hours: 'some' }, 'some hours'],
    ['a rule that looks like an option', { rule: '--help' }, 'A rule is meant, and this is an option.'],
  ])('refuses %s', async (_, wrong, message) => {
    await onStage(async (stage) => {
      await stage.reset();
      const jobs = await start(stage, { ...asked, ...wrong });
      expect(results(jobs)).toEqual({ disable: 'failure', 'pull-request': 'skipped' });
      expect(said(jobs)).toContain(message);
      expect(await isOn(stage)).toBe(true);
    });
  });

  test('is red and says why wherever a program fails', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const event = dispatch(stage);
      const { untouched, wrong } = await plantEverywhere<RanJob>(async (planted) => {
        await stage.reset();
        return stage.run('emergency.yml', event, { inputs: asked, ...planted });
      });
      expect({ untouched, wrong }).toEqual({ untouched: [], wrong: [] });
    });
  });

  test('asks for what GitHub can show on a phone', () => {
    const text = readFileSync(join('.github/workflows/emergency.yml'), 'utf8');
    expect(text).not.toMatch(/run:[^\n]*\$\{\{/);
  });
});
