import { describe, expect, test } from '@jest/globals';
import { assert, nat, property, shuffledSubarray, subarray, tuple } from 'fast-check';
import { groupOrder, layersFor, membersOf } from '../../../src/core/config/layers.ts';
import { readConfig } from '../../../src/core/config/read-config.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const container = 'https://evidence.blob.core.windows.net/log';

const read = (...lines: readonly string[]) =>
  readConfig(
    readDocument(
      'picket.yaml',
      [
        'workspaces:',
        '  prod:',
        '    subscriptionId: 11111111-2222-3333-4444-555555555555',
        '    resourceGroup: rg-soc',
        '    workspaceName: law-soc',
        ...lines,
      ].join('\n'),
    ).document,
  );

const problems = (...lines: readonly string[]) =>
  read(...lines).diagnostics.map(({ code, message, range }) => `${range?.start.line}: ${code}: ${message}`);

const names = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Groups that inherit from later names only, so that no circle is among them. */
const groups = tuple(...names.map((_, index) => subarray(names.slice(index + 1)))).map((inherits) =>
  Object.fromEntries(names.map((name, index) => [name, { inherits: inherits[index] ?? [] }])),
);

describe('the groups of a workspace', () => {
  test('come after what they inherit, in their order, before the workspace itself', () => {
    const { config, diagnostics } = read(
      '    groups: [eu, loud]',
      '    overlays: [{enabled: false}]',
      'groups:',
      '  base: {overlays: [{set: {severity: Low}}]}',
      '  eu: {inherits: [base]}',
      '  loud: {inherits: [base], overlays: [{set: {severity: High}}]}',
    );
    expect(diagnostics).toEqual([]);
    if (config === undefined) throw new Error('no configuration');
    expect(layersFor(config, 'prod').map(({ at, overlays }) => [at, overlays.length])).toEqual([
      ['/groups/base', 1],
      ['/groups/eu', 0],
      ['/groups/loud', 1],
      ['/workspaces/prod', 1],
    ]);
    expect(layersFor(config, 'local')).toEqual([]);
    expect(membersOf(config, 'base')).toEqual(['prod']);
  });

  test('may be none, like all that they and a workspace may say', () => {
    const { config, diagnostics } = read(
      '    groups: []',
      '    lifecycle: {}',
      '    parameters: {}',
      '    overlays: []',
      '    optOut: []',
      'groups: {empty: {inherits: [], lifecycle: {}, parameters: {}, overlays: [], optOut: []}}',
    );
    expect(diagnostics).toEqual([]);
    if (config === undefined) throw new Error('no configuration');
    expect(layersFor(config, 'prod').map(({ at }) => at)).toEqual(['/workspaces/prod']);
    expect(membersOf(config, 'empty')).toEqual([]);
  });

  test('are known by name', () => {
    expect(problems('    groups: [prodction]', 'groups: {production: {inherits: [bsae]}, base: {}}')).toEqual([
      '7: config/unknown-group: There is no group `bsae`: did you mean `base`?',
      '6: config/unknown-group: There is no group `prodction`: did you mean `production`?',
    ]);
  });

  test('do not inherit from themselves', () => {
    expect(problems('groups: {a: {inherits: [b]}, b: {inherits: [c]}, c: {inherits: [b]}}')).toEqual([
      '6: config/groups-in-a-circle: The group `b` inherits from itself: b → c → b.',
      '6: config/groups-in-a-circle: The group `c` inherits from itself: c → b → c.',
    ]);
  });

  test('are each there once, after all that they inherit', () => {
    assert(
      property(groups, shuffledSubarray(names), (known, chosen) => {
        const order = groupOrder(known, chosen);
        expect(new Set(order).size).toBe(order.length);
        for (const [index, name] of order.entries())
          for (const inherited of known[name]?.inherits ?? []) expect(order.slice(0, index)).toContain(inherited);
      }),
    );
  });

  test('give one order, however they are put together', () => {
    assert(
      property(groups, shuffledSubarray(names), nat(6), (known, chosen, cut) => {
        const first = groupOrder(known, chosen.slice(0, cut));
        const rest = groupOrder(known, chosen.slice(cut));
        expect(groupOrder(known, chosen)).toEqual([...first, ...rest.filter((name) => !first.includes(name))]);
      }),
    );
  });
});

describe('what a workspace says of content', () => {
  const layer = (...lines: readonly string[]) => {
    const { config, diagnostics } = read(...lines);
    expect(diagnostics).toEqual([]);
    return config?.workspaces['prod']?.layer;
  };

  test('is nothing where it says none of it', () => {
    expect(layer()).toBeUndefined();
  });

  test('is kept whole: what is chosen, what is set, which items of lists are put or removed', () => {
    expect(
      layer(
        '    parameters: {threshold: 5}',
        '    lifecycle: {test: deployed, deprecated: disabled}',
        '    overlays:',
        '      - select: {ids: [a], paths: ["x/**"], names: [n], tags: [t], severities: [High], tactics: [Impact]}',
        '        set: {severity: Low}',
        '        lists: {entityMappings: {key: entityType, remove: [Account], put: [{entityType: Host}]}}',
        '      - enabled: false',
      ),
    ).toEqual({
      parameters: { threshold: 5 },
      lifecycle: { test: 'deployed', deprecated: 'disabled' },
      overlays: [
        {
          select: { ids: ['a'], paths: ['x/**'], names: ['n'], tags: ['t'], severities: ['High'], tactics: ['Impact'] },
          set: { severity: 'Low' },
          exclude: [],
          lists: { entityMappings: { key: 'entityType', remove: ['Account'], put: [{ entityType: 'Host' }] } },
        },
        { select: {}, enabled: false, set: {}, exclude: [], lists: {} },
      ],
      optOut: [],
    });
  });

  test('names who opts out of what, until when', () => {
    expect(
      layer(
        '    optOut:',
        '      - {rule: one, reason: Not licensed, until: 2027-03-01, owner: ana}',
        '      - {rule: two, reason: Too loud}',
      )?.optOut,
    ).toEqual([
      { rule: 'one', reason: 'Not licensed', until: '2027-03-01', owner: 'ana' },
      { rule: 'two', reason: 'Too loud' },
    ]);
  });

  test('has ends that are days', () => {
    expect(problems('    optOut: [{rule: one, reason: why, until: 2027-02-30}]')).toEqual([
      '6: config/no-such-date: `2027-02-30` is no day of the calendar.',
    ]);
  });
});

describe('names in picket.yaml are those of something', () => {
  test.each([
    [
      'a credential',
      ['    credential: custmer', 'credentials: {customer: {clientId: 11111111-2222-3333-4444-555555555555}}'],
      '6: config/unknown-credential: There is no credential `custmer`: did you mean `customer`?',
    ],
    [
      'a credential, of none',
      ['    credential: customer'],
      '6: config/unknown-credential: There is no credential `customer`.',
    ],
    ['a group, of none', ['    groups: [eu]'], '6: config/unknown-group: There is no group `eu`.'],
    [
      'a workspace',
      ['disabled: [{rule: r, workspace: prd, until: 2027-03-01, reason: why}]'],
      '6: config/unknown-workspace: There is no workspace `prd`: did you mean `prod`?',
    ],
    [
      'a workspace that is like none',
      ['disabled: [{rule: r, workspace: elsewhere, until: 2027-03-01, reason: why}]'],
      '6: config/unknown-workspace: There is no workspace `elsewhere`.',
    ],
    [
      'a wave',
      ['fleet: {waves: [canary]}'],
      '6: config/unknown-wave: `canary` is no wave: it is no group, no workspace, no share and not `all`.',
    ],
    [
      'a credential of a log',
      [`deployments: {container: ${container}, credential: soc}`],
      '6: config/unknown-credential: There is no credential `soc`.',
    ],
    [
      'a second log',
      [`deployments: {branch: log, container: ${container}}`],
      '6: config/several-logs: The log of deployments lies in one place, and `branch` is one already.',
    ],
    [
      'an emulator of no container',
      ['deployments: {emulator: {state: log.json}}'],
      '6: config/several-logs: `emulator` is for a `container`, and there is none.',
    ],
    [
      'settings of an emulator that runs by itself',
      [`deployments: {container: ${container}, emulator: {url: 'http://127.0.0.1:80', settings: {}}}`],
      '6: config/settings-of-remote-emulator: A running emulator has its own settings; these would have no effect.',
    ],
    [
      'a finding that may be off',
      ['severities: {"schema/*": off}'],
      '6: config/not-adjustable: `schema/*` cannot be switched off as a whole: a rule that cannot be read would vanish without a word.',
    ],
  ])('%s', (_what, lines, expected) => {
    expect(problems(...lines)).toEqual([expected]);
  });

  test('and what is there is taken', () => {
    const { config, diagnostics } = read(
      '    credential: customer',
      'credentials: {customer: {clientId: 11111111-2222-3333-4444-555555555555, tenantId: 22222222-2222-3333-4444-555555555555}}',
      'fleet: {concurrency: 3, waves: [prod, 10%, all], maxFailures: 2}',
    );
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({
      credentials: {
        customer: {
          clientId: '11111111-2222-3333-4444-555555555555',
          tenantId: '22222222-2222-3333-4444-555555555555',
        },
      },
      fleet: { concurrency: 3, waves: ['prod', '10%', 'all'], maxFailures: '2' },
    });
  });
});
