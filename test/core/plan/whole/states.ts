import type { Desired } from '../../../../src/core/engine/change.ts';
import type { CompareInput } from '../../../../src/core/engine/compare.ts';
import { wholeRecordOf } from '../../../../src/core/engine/marker.ts';
import type { Override } from '../../../../src/core/engine/override.ts';
import type { OverrideEntry } from '../../../../src/core/engine/override-log.ts';
import type { LiveResource } from '../../../../src/core/resource.ts';
import { body, desired, idOf, live, marker, project } from '../../rules.ts';

const id = idOf(1);
const base = body();
const other = { name: 'other', id: '99999999-2222-4222-8333-444444444444' };

const withProperties = (resource: LiveResource, properties: object): LiveResource => ({
  ...resource,
  body: { properties: { ...Object(resource.body['properties']), ...properties } },
});

const sources = (source: object): LiveResource => withProperties(marker(id, base), { source, customVersion: 'none' });

type Named<Value> = Readonly<Record<string, Value>>;

/** What git has of one rule. */
export const inGit: Named<Desired | undefined> = {
  nothing: undefined,
  'the same': { ...desired(id, base), needs: [{ type: 'rule', id: idOf(2) }] },
  'another severity': desired(id.toUpperCase(), body({ severity: 'High' })),
  'another layout': desired(id, body({ query: ' SigninLogs' })),
  'it off': { ...desired(id, body({ enabled: false })), version: undefined },
};

/** What the workspace has of it. */
export const running: Named<LiveResource | undefined> = {
  nothing: undefined,
  'the same': live(id, base),
  'a low severity': live(id, body({ severity: 'Low' })),
  'another query, unknown properties': { ...live(id, body({ query: 'AuditLogs', x: 1, y: [] })), etag: undefined },
  'it off': live(id, body({ enabled: false })),
  'it switched off': live(id, body({ displayName: 'AUTO DISABLED Rule', enabled: false })),
};

/** The marker beside it. */
export const marked: Named<readonly LiveResource[]> = {
  'no marker': [],
  'our marker': [marker(id, base)],
  'a marker of the whole': [marker(id, base, base, project, wholeRecordOf)],
  'a marker that cannot be read': [withProperties(marker(id, base), { customVersion: 'cut off' })],
  "another project's": [marker(id, base, base, other)],
  "Content Hub's and the name taken": [
    { ...sources({ kind: 'Solution', name: 'Entra' }), name: 'template' },
    {
      ...withProperties(marker(id, base), { parentId: '/templates/x', kind: 'AnalyticsRuleTemplate' }),
    },
  ],
  "Repositories'": [sources({ kind: 'SourceRepository', name: 'Repositories', sourceId: 'r' })],
};

const entry: OverrideEntry = {
  by: 'ana',
  at: '2026-11-22T11:00:00Z',
  until: '2999-11-22T20:00:00Z',
  reason: 'floods',
};

const record = { ...marker(id, base), name: 'picket-off-rule' };

/** What is recorded of it being off. */
export const recorded: Named<Override | undefined> = {
  '': undefined,
  ', to be off': { standing: 'in-force', project: 'detections', log: [entry], resource: record },
  ', no longer off': {
    standing: 'over',
    project: 'detections',
    log: [{ ...entry, until: '2026-12-01T00:00:00Z', ticket: 'INC-1' }],
    resource: record,
  },
  ', off by another project': { standing: 'foreign', project: 'other', log: [entry], resource: record },
};

export type State = readonly [words: string, input: Partial<CompareInput>];

/** Each way in which git, the workspace and what is recorded can stand to one another; what is recorded beside only where it is ours. */
export const states: readonly State[] = Object.entries(inGit).flatMap(([git, wanted]) =>
  Object.entries(running).flatMap(([there, resource]) =>
    Object.entries(marked).flatMap(([whose, metadata]) =>
      Object.entries(recorded).flatMap(([off, override]): readonly State[] =>
        override !== undefined && whose !== 'our marker' && whose !== 'no marker'
          ? []
          : [
              [
                `git has ${git}, there runs ${there}, ${whose}${off}`,
                {
                  desired: wanted === undefined ? [] : [wanted],
                  live: resource === undefined ? [] : [resource],
                  metadata,
                  ...(override === undefined ? {} : { overrides: new Map([[id.toLowerCase(), override]]) }),
                },
              ],
            ],
      ),
    ),
  ),
);
