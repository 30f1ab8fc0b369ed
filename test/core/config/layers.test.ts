import { describe, expect, test } from '@jest/globals';
import { assert, nat, property, shuffledSubarray, subarray, tuple } from 'fast-check';
import { groupOrder, layersFor, membersOf } from '../../../src/core/config/layers.ts';
import { readConfig } from '../../../src/core/config/read-config.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

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
