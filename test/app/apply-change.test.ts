import { describe, expect, test } from '@jest/globals';
import { markerName } from '../../src/core/marker.ts';
import { target } from '../core/rules.ts';
import { fakeWorkspace } from '../fakes/workspace.ts';
import { a, b, deploy, deployed, planOf, rule, run } from './applying.ts';

describe('apply, when somebody else writes at the same time', () => {
  const content = { [a]: rule('One', { severity: 'High' }) };

  test.each(['checked', 'ignored'] as const)(
    'an edit after the plan is not overwritten (conditions %s)',
    async (conditions) => {
      const workspace = await deployed({ [a]: rule('One') }, { conditions });
      const made = await planOf(workspace, content);
      workspace.edit('alertRules', a, rule('One', { query: 'AuditLogs' }));
      const [outcome] = await run(workspace, made);
      expect(outcome).toMatchObject({
        status: 'skipped',
        failure: 'conflict',
        reason: expect.stringContaining('query'),
      });
      expect(workspace.read('alertRules', a)?.body).toEqual(rule('One', { query: 'AuditLogs' }));
    },
  );

  test('an edit between the read and the write is caught by If-Match', async () => {
    const workspace = await deployed(
      { [a]: rule('One') },
      {
        fault: ({ method, type }) =>
          method === 'put' && type === 'alertRules'
            ? { edit: (there) => there.edit('alertRules', a, rule('One', { query: 'AuditLogs' })) }
            : undefined,
      },
    );
    const [outcome] = await deploy(workspace, content);
    expect(outcome).toMatchObject({ status: 'skipped', reason: expect.stringContaining('query') });
    expect(workspace.read('alertRules', a)?.body).toEqual(rule('One', { query: 'AuditLogs' }));
  });

  test('a moved etag over an equal body is no conflict', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    for (const verifyBeforeWrite of ['always', 'never'] as const) {
      const made = await planOf(workspace, content);
      workspace.edit('alertRules', a, rule('One'));
      const [outcome] = await run(workspace, made, { verifyBeforeWrite });
      expect(outcome).toMatchObject({ status: 'written' });
      await deploy(workspace, { [a]: rule('One') });
    }
  });

  test('a rule that was deleted after the plan is not created again by an update', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    const made = await planOf(workspace, content);
    workspace.edit('alertRules', a);
    const [outcome] = await run(workspace, made);
    expect(outcome).toMatchObject({ status: 'skipped', reason: expect.stringContaining('deleted') });
    expect(workspace.read('alertRules', a)).toBeUndefined();
  });

  test('a rule that was edited after the plan is not deleted', async () => {
    const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
    const made = await planOf(workspace, { [b]: rule('Two') }, { prune: 'delete' });
    workspace.edit('alertRules', a, rule('One', { severity: 'High' }));
    const [outcome] = await run(workspace, made);
    expect(outcome).toMatchObject({ action: 'delete', status: 'skipped' });
    expect(workspace.read('alertRules', a)).toBeDefined();
  });

  test('a rule that somebody else deleted meanwhile ends as unchanged, without its marker', async () => {
    const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
    const made = await planOf(workspace, { [b]: rule('Two') }, { prune: 'delete' });
    workspace.edit('alertRules', a);
    const [outcome] = await run(workspace, made);
    expect(outcome).toMatchObject({ status: 'unchanged' });
    expect(workspace.read('metadata', markerName(a))).toBeUndefined();
  });

  test('a create that finds the rule there takes it if it is the same, and leaves it alone if not', async () => {
    const made = await planOf(fakeWorkspace({ target }), { [a]: rule('One'), [b]: rule('Two') });
    const workspace = fakeWorkspace({
      target,
      resources: [
        { type: 'alertRules', name: a, body: rule('One') },
        { type: 'alertRules', name: b, body: rule('Two', { severity: 'Low' }) },
      ],
    });
    const outcomes = await run(workspace, made);
    expect(outcomes.map(({ status }) => status)).toEqual(['written', 'skipped']);
    expect(workspace.read('metadata', markerName(a))).toBeDefined();
    expect(workspace.read('metadata', markerName(b))).toBeUndefined();
  });

  test('a blocked id is reported with the words of the service', async () => {
    const message = "The rule with id 'x' was recently deleted.";
    const workspace = fakeWorkspace({
      target,
      fault: ({ method }) => (method === 'put' ? { failure: 'conflict', message } : undefined),
    });
    expect(await deploy(workspace, { [a]: rule('One') })).toMatchObject([{ status: 'failed', reason: message }]);
  });
});
