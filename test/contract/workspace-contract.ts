import { describe, expect, test } from '@jest/globals';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import type { Workspace } from '../../src/core/ports.ts';
import type { LiveResource, Resource } from '../../src/core/resource.ts';

/** A workspace under test, and the hand of somebody else on it. */
export type Subject = {
  readonly workspace: Workspace;
  /** Changes properties of a rule behind the workspace's back. */
  readonly edit: (name: string, properties: JsonObject) => Promise<unknown>;
};

const id = (number: number): string => `bbbbbbbb-0000-4000-8000-${String(number).padStart(12, '0')}`;

const rule = (number: number, properties: JsonObject = {}): Resource => ({
  type: 'alertRules',
  name: id(number),
  body: {
    kind: 'Scheduled',
    properties: {
      displayName: `Rule ${number}`,
      enabled: true,
      severity: 'Medium',
      query: 'SigninLogs | where ResultType != 0',
      queryFrequency: 'PT1H',
      queryPeriod: 'PT1H',
      triggerOperator: 'GreaterThan',
      triggerThreshold: 0,
      suppressionEnabled: false,
      suppressionDuration: 'PT5H',
      ...properties,
    },
  },
});

const marker = (number: number, target: LiveResource): Resource => ({
  type: 'metadata',
  name: `analyticsrule-${id(number)}`,
  body: {
    properties: {
      parentId: target.id,
      kind: 'AnalyticsRule',
      source: { kind: 'SourceRepository', name: 'contract', sourceId: id(99) },
      customVersion: 'record',
    },
  },
});

const properties = ({ body }: LiveResource): JsonObject => (isObject(body['properties']) ? body['properties'] : {});
const etagOf = ({ etag }: LiveResource): string => etag ?? '';

/**
 * What every implementation of the Workspace port promises. `make` gives an empty workspace that checks etags.
 */
export const workspaceContract = (name: string, make: () => Promise<Subject> | Subject): void => {
  describe(`the workspace contract: ${name}`, () => {
    test('an empty workspace lists nothing and has nothing', async () => {
      const { workspace } = await make();
      expect(await workspace.list('alertRules')).toEqual([]);
      expect(await workspace.get('alertRules', id(1))).toBeUndefined();
    });

    test('what is put is answered, listed and got, with id, name and etag', async () => {
      const { workspace } = await make();
      const written = await workspace.put(rule(1), { kind: 'absent' });
      expect(written).toMatchObject({ type: 'alertRules', name: id(1) });
      expect(written.id).toMatch(new RegExp(`/alertRules/${id(1)}$`));
      expect(written.etag).toEqual(expect.any(String));
      expect(properties(written)).toMatchObject({ displayName: 'Rule 1', severity: 'Medium' });
      expect(await workspace.list('alertRules')).toEqual([written]);
      expect(await workspace.get('alertRules', id(1))).toEqual(written);
    });

    test('names are found in any letters', async () => {
      const { workspace } = await make();
      const written = await workspace.put(rule(1), { kind: 'absent' });
      expect(await workspace.get('alertRules', id(1).toUpperCase())).toEqual(written);
    });

    test('a list holds everything, in order of creation, whatever the size of a page', async () => {
      const { workspace } = await make();
      for (let number = 0; number < 7; number += 1) await workspace.put(rule(number), { kind: 'absent' });
      const names = (await workspace.list('alertRules')).map((live) => live.name);
      expect(names).toEqual(Array.from({ length: 7 }, (_, number) => id(number)));
    });

    test('types are kept apart', async () => {
      const { workspace } = await make();
      const written = await workspace.put(rule(1), { kind: 'absent' });
      const marked = await workspace.put(marker(1, written), { kind: 'absent' });
      expect(await workspace.list('alertRules')).toEqual([written]);
      expect(await workspace.list('metadata')).toEqual([marked]);
      expect(properties(marked)).toMatchObject({ parentId: written.id, customVersion: 'record' });
      expect(await workspace.list('automationRules')).toEqual([]);
    });

    test('a put replaces the whole resource and changes the etag', async () => {
      const { workspace } = await make();
      const first = await workspace.put(rule(1, { tactics: ['Execution'] }), { kind: 'absent' });
      const second = await workspace.put(rule(1, { severity: 'High' }), { kind: 'unchanged', etag: etagOf(first) });
      expect(second.etag).not.toBe(first.etag);
      expect(properties(second)['severity']).toBe('High');
      expect(properties(second)['tactics'] ?? []).toEqual([]);
    });

    test('a create of what exists is a failed precondition, and changes nothing', async () => {
      const { workspace } = await make();
      const first = await workspace.put(rule(1), { kind: 'absent' });
      await expect(workspace.put(rule(1, { severity: 'High' }), { kind: 'absent' })).rejects.toMatchObject({
        name: 'PicketError',
        kind: 'service',
        failure: 'precondition',
      });
      expect(await workspace.get('alertRules', id(1))).toEqual(first);
    });

    test('an update of what somebody else changed is a failed precondition, and changes nothing', async () => {
      const { workspace, edit } = await make();
      const first = await workspace.put(rule(1), { kind: 'absent' });
      await edit(id(1), { severity: 'Low' });
      const update = workspace.put(rule(1, { severity: 'High' }), { kind: 'unchanged', etag: etagOf(first) });
      await expect(update).rejects.toMatchObject({ name: 'PicketError', failure: 'precondition' });
      const live = await workspace.get('alertRules', id(1));
      expect(live === undefined ? undefined : properties(live)['severity']).toBe('Low');
    });

    test('a delete of what somebody else changed is a failed precondition, and changes nothing', async () => {
      const { workspace, edit } = await make();
      const first = await workspace.put(rule(1), { kind: 'absent' });
      await edit(id(1), { severity: 'Low' });
      const removal = workspace.remove('alertRules', id(1), { kind: 'unchanged', etag: etagOf(first) });
      await expect(removal).rejects.toMatchObject({ name: 'PicketError', failure: 'precondition' });
      expect(await workspace.get('alertRules', id(1))).toBeDefined();
    });

    test('a delete says whether there was anything', async () => {
      const { workspace } = await make();
      const first = await workspace.put(rule(1), { kind: 'absent' });
      const condition = { kind: 'unchanged', etag: etagOf(first) } as const;
      expect(await workspace.remove('alertRules', id(1), condition)).toBe('deleted');
      expect(await workspace.remove('alertRules', id(1), { kind: 'any' })).toBe('absent');
      expect(await workspace.get('alertRules', id(1))).toBeUndefined();
      expect(await workspace.list('alertRules')).toEqual([]);
    });

    test('a deleted id cannot be used again at once', async () => {
      const { workspace } = await make();
      await workspace.put(rule(1), { kind: 'absent' });
      await workspace.remove('alertRules', id(1), { kind: 'any' });
      await expect(workspace.put(rule(1), { kind: 'absent' })).rejects.toMatchObject({
        name: 'PicketError',
        message: expect.stringContaining('was recently deleted'),
      });
    });

    test('an aborted signal rejects, and writes nothing', async () => {
      const { workspace } = await make();
      const signal = AbortSignal.abort(new Error('stopped'));
      await expect(workspace.put(rule(1), { kind: 'absent' }, signal)).rejects.toBeDefined();
      await expect(workspace.list('alertRules', signal)).rejects.toBeDefined();
      expect(await workspace.list('alertRules')).toEqual([]);
    });
  });
};
