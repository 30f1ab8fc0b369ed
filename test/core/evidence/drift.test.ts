import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../../src/core/engine/change.ts';
import type { Override } from '../../../src/core/engine/override.ts';
import { closedDrift, openDrift } from '../../../src/core/evidence/drift.ts';
import { recordAfter, type DeployedChange } from '../../../src/core/evidence/deployment-log.ts';
import { deploymentBy } from '../../fakes/deployment.ts';
import { verdict } from '../../report/reports.ts';

const id = verdict(1).id;
const now = '2026-11-22T12:00:00Z';
const lastChange = { who: 'bo', at: '2026-11-20T11:00:00Z' };
const about = { workspace: 'prod', now, removals: new Map([[id.toLowerCase(), { at: '2026-11-01', author: 'cy' }]]) };

const entry = { by: 'ana', at: '2026-11-18T00:00:00Z', until: '2026-11-19T00:00:00Z', reason: 'Floods' };
const over: Override = { standing: 'over', project: 'x', log: [entry], pending: true };
const { pending: _pending, ...back } = over;

describe('the open drift of a rule', () => {
  test.each<[Partial<Verdict>, readonly object[]]>([
    [{ state: 'theirs', lastChange }, [{ kind: 'changed', opened: lastChange.at, by: 'bo', days: 2 }]],
    [{ state: 'theirs' }, [{ kind: 'changed', opened: '', by: '', days: undefined }]],
    [{ state: 'missing', lastChange }, [{ kind: 'missing', opened: lastChange.at }]],
    [{ state: 'gone', lastChange }, [{ kind: 'gone', opened: '2026-11-01', by: 'cy', days: 21 }]],
    [{ state: 'gone', id: 'another' }, [{ kind: 'gone', opened: '', days: undefined }]],
    [{ state: 'in-sync', lastChange, autoDisabled: 'x' }, [{ kind: 'switched-off', opened: lastChange.at }]],
    [{ state: 'in-sync', override: over }, [{ kind: 'override-over', opened: entry.until, by: 'ana', days: 3 }]],
    [
      {
        state: 'in-sync',
        override: { ...over, log: [{ ...entry, ended: { by: 'bo', at: '2026-11-18T06:00:00Z' } }] },
      },
      [{ kind: 'override-over', opened: '2026-11-18T06:00:00Z' }],
    ],
    [{ state: 'in-sync', override: back }, []],
    [{ state: 'in-sync', override: { ...over, standing: 'in-force' } }, []],
    [{ state: 'theirs', accepted: [] }, []],
    [{ state: 'new' }, []],
    [{ state: 'ours', autoDisabled: 'x' }, [{ kind: 'switched-off' }]],
    [{ state: 'theirs', autoDisabled: 'x' }, [{ kind: 'changed' }, { kind: 'switched-off' }]],
  ])('that is %j', (parts, expected) => {
    const found = openDrift(verdict(1, parts), about);
    expect(found).toMatchObject(expected.map((each) => ({ ...each, workspace: 'prod', closed: '' })));
  });
});

describe('drift that a deployment ended', () => {
  const change = (reason: string, more: Partial<DeployedChange> = {}): DeployedChange => ({
    type: 'analytics-rule',
    id,
    name: 'X',
    action: 'update',
    status: 'written',
    reason,
    ...more,
  });

  test.each([
    [change('severity: overwritten as told'), ['changed']],
    [change('severity: overwritten as told; off until 2026-12-01 by ana'), ['changed']],
    [change('it was deleted in the workspace and git still has it', { action: 'create' }), ['missing']],
    [change('git no longer has it', { action: 'delete' }), ['gone']],
    [change('git no longer has it', { action: 'disable' }), []],
    [change('switched on again as told'), ['switched-off']],
    [change('its time was over: it is switched on again'), ['override-over']],
    [change('severity: overwritten as told', { status: 'failed' }), []],
    [change('changed in git'), []],
  ])('by %j', (one, kinds) => {
    const record = recordAfter(undefined, deploymentBy('ana', { changes: [one] }));
    expect(closedDrift(record)).toEqual(
      kinds.map((kind) => ({
        kind,
        workspace: 'local',
        rule: 'X',
        opened: '',
        by: '',
        closed: record.at,
        days: undefined,
        source: 'the log of deployments',
      })),
    );
  });
});
