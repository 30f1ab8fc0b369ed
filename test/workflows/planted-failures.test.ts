import { describe, expect, test } from '@jest/globals';
import { plantEverywhere } from './planting.ts';
import type { RanJob } from './runner.ts';
import { prepareStages, rule, ruleId, type Stage } from './stage.ts';

const onStage = prepareStages();

const changed = { 'analytics-rules/one.yaml': rule(1, 'High') };

type Way = {
  /** What was there before the run; gives the event that begins it. */
  readonly prepare: (stage: Stage) => Promise<Parameters<Stage['run']>[1]>;
  readonly workflow: string;
  readonly vars?: Readonly<Record<string, string>>;
  /** Before each run, where a run changes the workspace. */
  readonly restore?: (stage: Stage) => Promise<void>;
};

const drifted: Way['prepare'] = async (stage) => {
  await stage.reset();
  await stage.portal.editRule(ruleId(1), { severity: 'High' });
  return stage.schedule();
};

const ways: readonly (readonly [name: string, way: Way])[] = [
  [
    'a pull request',
    {
      prepare: async (stage) => {
        await stage.reset();
        return stage.propose(changed);
      },
      workflow: 'pull-request.yml',
      vars: { PICKET_UPLOAD_SARIF: 'true' },
    },
  ],
  [
    'a merge',
    {
      prepare: async (stage) => {
        await stage.reset();
        await stage.run('pull-request.yml', stage.propose(changed));
        return stage.merge();
      },
      workflow: 'deploy.yml',
      restore: (stage) => stage.reset(),
    },
  ],
  ['drift that becomes an issue', { prepare: drifted, workflow: 'drift.yml' }],
  [
    'drift that becomes a pull request',
    { prepare: drifted, workflow: 'drift.yml', vars: { PICKET_DRIFT: 'pull-request' } },
  ],
  [
    'the catalogue',
    {
      prepare: async ({ schedule }) => ({ ...schedule(), name: 'workflow_dispatch' }),
      workflow: 'catalogue.yml',
    },
  ],
];

describe('a failure anywhere in the workflow of', () => {
  test.each(ways)(
    '%s makes the run red and is said',
    async (_, { prepare, workflow, vars = {}, restore }) => {
      await onStage(async (stage) => {
        const event = await prepare(stage);
        const { untouched, wrong } = await plantEverywhere<RanJob>(async (planted) => {
          await restore?.(stage);
          return stage.run(workflow, event, { vars, ...planted });
        });
        expect(wrong).toEqual([]);
        // The gate says what the other jobs came to; every failure above was one of its inputs.
        expect(untouched).toEqual(workflow === 'pull-request.yml' ? ['picket: Every job did what it should'] : []);
      });
    },
    900_000,
  );
});
