import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { canonical, idOf } from '../../core/rules.ts';
import { a, b, c, deploy, deployed, planOf, rule } from './applying.ts';

const failures = [
  'invalid',
  'forbidden',
  'conflict',
  'precondition',
  'throttled',
  'unavailable',
  'timeout',
  'connection',
  'protocol',
] as const;

test('whatever fails at whatever call, nothing outside the plan is written and the next run converges', async () => {
  const start = { [a]: rule('One'), [b]: rule('Two') };
  const content = { [a]: rule('One', { severity: 'High' }), [c]: rule('Three') };
  const foreign = idOf(9);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...failures),
      fc.constantFrom('before' as const, 'after' as const),
      fc.nat({ max: 10 }),
      async (failure, when, at) => {
        let calls = -1;
        const workspace = await deployed(start, {
          fault: ({ method }) => {
            if (method === 'list') return undefined;
            calls += 1;
            return calls === at ? { failure, when } : undefined;
          },
        });
        workspace.edit('alertRules', foreign, rule('Not ours'));
        const outcomes = await deploy(workspace, content, { prune: 'delete' });
        expect(outcomes).toHaveLength(3);
        expect(workspace.read('alertRules', foreign)?.body).toEqual(rule('Not ours'));
        const written = outcomes.filter(({ status }) => status === 'written');
        expect(written.map(({ id }) => workspace.read('alertRules', id)?.body)).toEqual(
          written.map(({ id, action }) => (action === 'delete' ? undefined : content[id])),
        );
        await deploy(workspace, content, { prune: 'delete' });
        const next = await planOf(workspace, content, { prune: 'delete' });
        expect(next).toMatchObject({ changes: [], refusals: [] });
      },
    ),
    { numRuns: 60 },
  );
});

test('for any base, git and live, a deployment that overwrites all leaves an empty plan', async () => {
  const content = fc.record({
    severity: fc.constantFrom('Low', 'Medium', 'High'),
    query: fc.constantFrom('A', 'B', ' B'),
    enabled: fc.boolean(),
    triggerThreshold: fc.option(fc.constantFrom(0, 1), { nil: null }),
    tactics: fc.constantFrom<string[]>([], ['X'], ['X', 'Y'], ['Y', 'X']),
  });
  await fc.assert(
    fc.asyncProperty(content, content, content, async (base, git, edited) => {
      const workspace = await deployed({ [a]: rule('One', base) });
      workspace.edit('alertRules', a, rule('One', edited));
      const wanted = { [a]: rule('One', git) };
      await deploy(workspace, wanted, { overwrite: 'all', cosmetic: 'include' });
      const next = await planOf(workspace, wanted, { cosmetic: 'include' });
      expect(next).toMatchObject({ changes: [], refusals: [] });
      expect(canonical.normalize(workspace.read('alertRules', a)?.body ?? {})).toEqual(
        canonical.normalize(rule('One', git)),
      );
    }),
    { numRuns: 60 },
  );
});
