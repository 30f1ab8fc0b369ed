import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../../src/core/engine/change.ts';
import { markerName, markerResource, printRecord, recordOf } from '../../../src/core/engine/marker.ts';
import { overrideResource } from '../../../src/core/engine/override.ts';
import type { OverrideLog } from '../../../src/core/engine/override-log.ts';
import { PicketError, type ServiceFailureClass } from '../../../src/core/errors.ts';
import type { LiveResource } from '../../../src/core/resource.ts';
import { canonical, live, project, ruleType, target } from '../../core/rules.ts';
import { fakeWorkspace, type FakeWorkspace, type Fault } from '../../fakes/workspace.ts';
import { a, deployed, planOf, rule, run } from './applying.ts';

const entry = { by: 'ana', at: '2026-11-22T11:00:00Z', until: '2026-11-22T20:00:00Z', reason: 'Floods' };
const older = { ...entry, at: '2026-11-01T11:00:00Z', settled: true as const };
const log: OverrideLog = [entry, older];
const settled: OverrideLog = [{ ...entry, settled: true }, older];

const recordWith = (entries: OverrideLog) =>
  overrideResource(entries, { resource: ruleType.resource, rule: live(a, rule('One')), project, limit: 4000 });

/** Settles the record of a rule that was off past git: the change has nothing else to write. */
const settling = async (fault?: Fault, at = 0, recordLimit?: number) => {
  let index = -1;
  let isOn = false;
  const before = recordWith(log);
  const workspace = fakeWorkspace({
    target,
    resources: [before],
    fault: () => {
      if (!isOn) return undefined;
      index += 1;
      return index === at ? fault : undefined;
    },
  });
  const there = workspace.read('metadata', before.name);
  if (there === undefined) throw new Error('it is there');
  const change: Change = {
    action: 'refresh',
    type: 'rule',
    id: a,
    displayName: 'One',
    reason: '',
    fields: [],
    losses: [],
    warnings: [],
    writes: [{ operation: 'record', before: there, log: settled }],
  };
  const made = { ...(await planOf(workspace, {})), changes: [change] };
  isOn = true;
  const outcomes = await run(workspace, made, recordLimit === undefined ? {} : { recordLimit });
  const { customVersion } = Object(workspace.read('metadata', before.name)?.body['properties'] ?? {});
  const text = String(customVersion);
  return {
    ends: outcomes.map(({ status, reason, failure, hint }) => [status, reason, failure, hint]),
    writes: workspace.writes().length,
    entries: text.split('"by"').length - 1,
    isSettled: text.split('settled').length - 1 === text.split('"by"').length - 1,
  };
};

const failed = (failure: ServiceFailureClass) => ['failed', `injected: ${failure}`, failure, undefined];

describe('the record of a rule that was off past git', () => {
  test('is written as it follows from what was planned against', async () => {
    expect(await settling()).toEqual({
      ends: [['written', undefined, undefined, undefined]],
      writes: 1,
      entries: 2,
      isSettled: true,
    });
  });

  test('is written without its older entries where the service, or Picket, finds it too long', async () => {
    const short = { ends: [['written', undefined, undefined, undefined]], entries: 1, isSettled: true };
    expect(await settling({ failure: 'invalid' }, 2)).toEqual({ ...short, writes: 2 });
    expect(await settling(undefined, 0, 200)).toEqual({ ...short, writes: 1 });
  });

  test.each<[string, Fault, number, readonly unknown[], number]>([
    ['the first read', { failure: 'forbidden' }, 0, failed('forbidden'), 0],
    ['the second read', { failure: 'unavailable' }, 1, failed('unavailable'), 0],
    ['the write', { failure: 'forbidden' }, 2, failed('forbidden'), 1],
    ['the write, which somebody came before', { failure: 'precondition' }, 2, failed('precondition'), 1],
  ])('stays as it is where %s fails, and the outcome says so', async (_what, fault, at, end, writes) => {
    expect(await settling(fault, at)).toEqual({ ends: [end], writes, entries: 2, isSettled: false });
  });

  test.each([0, 1])('is left to whoever changed it before read %d', async (at) => {
    const name = recordWith(log).name;
    const moved = ['the record of its being switched off was changed meanwhile', 'conflict', 'Plan again.'];
    const status = at === 0 ? 'skipped' : 'failed';
    const changed = recordWith([{ ...entry, until: '2026-11-23T20:00:00Z' }]);
    const edits = [
      (there: FakeWorkspace) => there.edit('metadata', name, changed.body),
      (there: FakeWorkspace) => there.edit('metadata', name),
    ];
    for (const edit of edits)
      expect(await settling({ edit }, at)).toMatchObject({ ends: [[status, ...moved]], writes: 0 });
  });
});

/** An etag as the service makes them, and the version that it names. */
const versioned = (second: string) => ({
  etag: `"0300bf09-0000-0300-0000-${second}0000"`,
  version: `0300bf090300${second}`,
});

describe('a rule that is not as the plan saw it', () => {
  const [before, after] = [versioned('69a00000'), versioned('69a00100')];
  const edited = rule('One', { query: 'AuditLogs' });

  /** Updates a rule that somebody has written meanwhile, with or without a marker that knows of it. */
  const updated = async (named: string | undefined, marked: 'readable' | 'gone' | 'unread' = 'readable') => {
    const workspace = await deployed({ [a]: rule('One') });
    const made = await planOf(workspace, { [a]: rule('One', { severity: 'High' }) });
    const [change] = made.changes;
    if (change?.before === undefined) throw new Error('an update');
    const name = markerName(ruleType.resource, a);
    const record = printRecord({
      ...recordOf({
        normalizer: canonical.version,
        sent: canonical.normalize(edited),
        live: canonical.normalize(edited),
        held: {},
      }),
      ...(named === undefined ? {} : { version: named }),
    });
    const marker = markerResource({
      name,
      kind: ruleType.resource.marker.kind,
      rule: { id: live(a, edited).id },
      contentId: a,
      version: undefined,
      project,
      record,
    });
    const there: LiveResource = { ...live(a, edited), etag: after.etag };
    const moved: FakeWorkspace = {
      ...workspace,
      get: async (type) => {
        if (type === 'alertRules') return there;
        if (marked === 'unread')
          throw new PicketError('service', 'No connection', { code: 'x', failure: 'connection' });
        return marked === 'gone' ? undefined : { ...marker, id: `/${name}`, etag: '"m"' };
      },
      put: () =>
        Promise.reject(new PicketError('service', 'Another etag', { code: 'precondition', failure: 'precondition' })),
    };
    const changes = [{ ...change, before: { ...change.before, etag: before.etag } }];
    const [outcome] = await run(moved, { ...made, changes });
    return outcome?.reason;
  };

  test.each<[string, Parameters<typeof updated>]>([
    ['another version', [before.version]],
    ['no version', [undefined]],
    ['nothing, since it is gone', [after.version, 'gone']],
    ['nothing, since it cannot be read', [after.version, 'unread']],
  ])('was edited by a person where its marker names %s', async (_what, given) => {
    expect(await updated(...given)).toBe(
      'changed in the workspace after the plan was made: query; plan again to see both sides',
    );
  });

  test('was deployed where its marker names the version that runs', async () => {
    expect(await updated(after.version)).toBe(
      'another deployment by Picket wrote it, which the reads of this plan did not show: query; plan again',
    );
  });
});
