import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { begunIn, noteWrites } from '../../../../src/app/change/kept/begun-writes.ts';
import { openProject } from '../../../../src/app/project.ts';
import { recordedIn } from '../../../../src/core/engine/begun.ts';
import type { Outcome } from '../../../../src/core/engine/change.ts';
import { inFolder } from '../../../cli/io.ts';
import { target } from '../../../core/rules.ts';
import { fakeWorkspace } from '../../../fakes/workspace.ts';
import { a, b, deployed, planOf, rule } from '../applying.ts';

const now = Date.UTC(2026, 10, 22, 12);

type End = Pick<Outcome, 'status' | 'failure'>;

describe('of what a run is about to write', () => {
  const notedAfter = async (ids: readonly string[], ends: Readonly<Record<string, End>>) => {
    const content = Object.fromEntries(ids.map((id) => [id, rule(id)]));
    const plan = await planOf(fakeWorkspace({ target }), content);
    return inFolder(async (shell) => {
      await shell.write('picket.yaml', 'project: { name: noted, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\n');
      const project = await openProject({ cwd: shell.cwd }, { from: 'nearest' });
      const place = { project, workspace: { name: 'prod' }, connection: { workspace: { target } } };
      const noted = async () => {
        const begun = await begunIn(place);
        const files = await readdir(join(shell.cwd, '.picket/writing/prod')).catch(() => []);
        return { ids: begun.map(({ id }) => id), files: files.length };
      };
      const forget = await noteWrites(place, plan, now);
      const before = await noted();
      const outcomes = plan.changes.flatMap(({ type, id, displayName, action }): Outcome[] => {
        const end = ends[id];
        return end === undefined ? [] : [{ type, id, displayName, action, ...end }];
      });
      await forget(outcomes);
      return { before, after: await noted() };
    });
  };

  test('a rule that runs has the record of its marker, and a new one none', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    const after = { [a]: rule('One', { severity: 'High' }), [b]: rule('Two') };
    const plan = await planOf(workspace, after);
    const records = (await workspace.list('metadata')).map(recordedIn);
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', 'project: { name: noted, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\n');
      const project = await openProject({ cwd: shell.cwd }, { from: 'nearest' });
      const place = { project, workspace: { name: 'prod' }, connection: { workspace: { target } } };
      await noteWrites(place, plan, now);
      const begun = await begunIn(place);
      expect(begun.map(({ id, began, body, recorded }) => ({ id, began, body, recorded }))).toEqual(
        plan.changes.map(({ id, writes }) => ({
          id,
          began: now,
          body: writes.flatMap((write) => (write.operation === 'put' ? [write.resource.body] : []))[0],
          recorded: id === a ? records[0] : undefined,
        })),
      );
      expect(records).toEqual([expect.stringMatching(/./)]);
    });
  });

  const marked: End = { status: 'written' };

  test.each<[string, readonly string[], Readonly<Record<string, End>>, readonly string[]]>([
    ['nothing is noted where nothing is written', [], {}, []],
    ['the only rule is forgotten once it has its marker', [a], { [a]: marked }, []],
    ['the only rule is kept where its marker failed', [a], { [a]: { status: 'written', failure: 'invalid' } }, [a]],
    ['a rule is kept where nobody knows its end', [a, b], { [a]: marked, [b]: { status: 'unknown' } }, [b]],
    ['a rule is kept that has no end', [a, b], { [b]: { status: 'unchanged' } }, [a]],
    ['a rule is kept that failed', [a], { [a]: { status: 'failed' } }, [a]],
    ['a rule is forgotten that was not begun', [a, b], { [a]: { status: 'not-attempted' }, [b]: marked }, []],
  ])('%s', async (_what, ids, ends, kept) => {
    expect(await notedAfter(ids, ends)).toEqual({
      before: { ids: [...ids], files: ids.length === 0 ? 0 : 1 },
      after: { ids: kept, files: kept.length === 0 ? 0 : 1 },
    });
  });
});
