import {
  endedLog,
  extendedLog,
  overrideWords,
  overWords,
  parseOverrides,
  printOverrides,
  settledLog,
  type OverrideLog,
} from '../../../../src/core/engine/override-log.ts';
import {
  bodyToday,
  hasHold,
  overrideResource,
  overridesIn,
  recordedBy,
  switchOf,
  type Override,
} from '../../../../src/core/engine/override.ts';
import type { LiveResource } from '../../../../src/core/resource.ts';
import { objectOf } from '../../../../src/core/json.ts';
import { changesOf } from '../../../changes.ts';
import { body, canonical, desired, live, marker, now, project, ruleType } from '../../rules.ts';
import { checked, id, other, resourceOf, text } from './common.ts';

const entry = { by: 'ana', at: '2027-01-10T11:00:00.123Z', until: '2027-01-20T20:00:00.5Z', reason: 'floods' };
const logs: Readonly<Record<string, OverrideLog>> = {
  'in force': [entry],
  'with a ticket': [
    { ...entry, ticket: 'INC-1' },
    { ...entry, settled: true },
  ],
  over: [{ ...entry, until: '2027-01-15T00:00:00Z' }],
  'not over yet': [{ ...entry, until: '2027-01-15T00:00:00.001Z' }],
  ended: [
    { ...entry, ended: { by: 'bob', at: '2027-01-12T00:00:00.9Z' } },
    { ...entry, by: 'zoë' },
  ],
  settled: [{ ...entry, settled: true }],
  'ended and settled': [{ ...entry, ended: { by: 'bob', at: '2027-01-12T00:00:00Z' }, settled: true }],
};

export const overrides = (): readonly string[] => {
  const of = { resource: ruleType.resource, rule: { id: 'x/alertRules/Rule', name: 'Ru le' }, project, limit: 2000 };
  const owners: Readonly<Record<string, readonly LiveResource[]>> = {
    'no marker': [],
    'our marker': [
      {
        ...marker(id, body()),
        body: objectOf({
          properties: {
            parentId: '/x/alertRules/rule',
            source: { kind: 'SourceRepository', sourceId: project.id.toUpperCase() },
          },
        }),
      },
    ],
    "another project's": [
      resourceOf({
        properties: { parentId: '/x/alertRules/rule', source: { kind: 'SourceRepository', sourceId: other.id } },
      }),
    ],
    'a local marker': [
      resourceOf({
        properties: { parentId: '/x/alertRules/rule', source: { kind: 'LocalWorkspace', sourceId: other.id } },
      }),
    ],
  };
  const both = {
    'both markers': [...(owners['our marker'] ?? []), ...(owners["another project's"] ?? [])],
    'both the other way round': [...(owners["another project's"] ?? []), ...(owners['our marker'] ?? [])],
  };
  const short = (found: Override | undefined): string =>
    found === undefined
      ? 'none'
      : `${found.standing} by ${found.project}${found.log === undefined ? '' : ' with a log'}`;
  return [
    text(overrideResource([entry], of)),
    ...Object.entries(logs).flatMap(([words, log]) => {
      const printed = printOverrides(log, 2000);
      return [
        `== ${words}: ${printed}`,
        text(parseOverrides(printed)),
        printOverrides(log, printed.length),
        printOverrides(log, printed.length - 1),
        overWords(log),
        overrideWords(log[0]),
        text(settledLog(log)),
        text(endedLog(log, { by: 'cid', at: '2027-01-14T00:00:00Z' })),
        text(extendedLog({ ...entry, by: 'dan', at: '2027-01-16T00:00:00Z' }, log)),
        ...Object.entries({ ...owners, ...both }).flatMap(([whose, metadata]) =>
          [project, other].map((by) => {
            const resource = { ...resourceOf(overrideResource(log, { ...of, project: by }).body, 'picket-off') };
            const all = { resource: ruleType.resource, now };
            const ours = overridesIn([resource, ...metadata], { ...all, project }).get('rule');
            const alone = overridesIn([...metadata, resource], { ...all, project: undefined }).get('rule');
            return `${whose}, recorded by ${by.name}: ${short(ours)}, ${short(alone)}, ${recordedBy(resource, project) === undefined ? 'not' : ''} ours`;
          }),
        ),
      ];
    }),
    ...[
      ...changesOf(
        JSON.parse(
          text([{ ...entry, ticket: 'T', ended: { by: 'bob', at: '2027-01-12T00:00:00Z' }, settled: true }, entry]),
        ),
        {
          by: [5],
          at: ['soon', 5],
          until: ['soon'],
          reason: [5],
          ticket: [5],
          ended: ['x', { by: 'x' }],
          settled: ['x'],
        },
      ),
    ].map(
      ([words, value]) => `${words}: ${text(parseOverrides(checked(`picket-off/1 ${JSON.stringify(value) ?? ''}`)))}`,
    ),
    ...['picket-off/2 []', 'picket-off/1', '', 'picket-off/1 {}', 'picket-off/1 x'].map(
      (words) => `${words}: ${text(parseOverrides(checked(words)))}`,
    ),
  ];
};

/** What an override makes of a body, and of the switch of what runs. */
export const switches = (): readonly string[] => {
  const bodies = [body(), body({ enabled: true }), body({ enabled: false })];
  const standings: readonly (Override | undefined)[] = [
    undefined,
    ...(['in-force', 'over', 'settled', 'foreign', 'owner', 'unreadable'] as const).map((standing): Override => ({
      standing,
      project: 'detections',
      log: [entry],
      resource: resourceOf({}),
    })),
    { standing: 'in-force', project: 'detections' },
    { standing: 'in-force', project: 'detections', log: [entry] },
  ];
  return standings.flatMap((override) => [
    `${override?.standing ?? 'no override'} ${Object.keys(override ?? {}).length}: ${hasHold(override) ? 'held' : 'not held'} ${text(bodyToday(body(), override, canonical))} ${text(bodyToday(body(), override, {}))}`,
    ...bodies.map((git) =>
      bodies
        .map((there) =>
          text(
            switchOf(
              { live: live(id, there), desired: desired(id, git), ...(override === undefined ? {} : { override }) },
              canonical,
            ),
          ),
        )
        .join(' '),
    ),
  ]);
};
