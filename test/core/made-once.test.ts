import { describe, expect, test } from '@jest/globals';
import type { LintContext } from '../../src/core/lint-rule.ts';
import { madeOnce } from '../../src/core/made-once.ts';
import type { Resource } from '../../src/core/resource.ts';

const context = (of: Partial<LintContext> = {}): LintContext => ({ apiVersion: 'v1', now: 1, noun: 'rule', ...of });

const place = (workspaceName: string): NonNullable<LintContext['workspace']> => ({
  subscriptionId: 's',
  resourceGroup: 'g',
  workspaceName,
  cloud: 'public',
});

const resource = (body: Resource['body']): Resource => ({ type: 'alertRules', name: 'a', body });

describe('a resource that is made for several workspaces', () => {
  test('is not made again while what it was made from is the same', () => {
    let times = 0;
    const made = madeOnce(({ apiVersion }) => {
      times += 1;
      return resource({ apiVersion });
    });
    const first = made(context({ workspace: place('a') }));
    expect(made(context({ workspace: place('b'), now: 2 }))).toBe(first);
    expect(times).toBe(1);
    expect(made(context({ apiVersion: 'v2' })).body).toEqual({ apiVersion: 'v2' });
  });

  test.each<readonly [string, (of: LintContext) => Resource]>([
    ['one member', ({ workspace }) => resource({ at: workspace?.workspaceName ?? '' })],
    ['all members', (of) => resource({ at: { ...of }.workspace?.workspaceName ?? '' })],
    ['whether it is there', (of) => resource({ at: 'workspace' in of ? (of.workspace?.workspaceName ?? '') : '' })],
  ])('is another one where it names the workspace, read by %s', (_, make) => {
    const made = madeOnce(make);
    const bodies = ['a', 'b', 'a'].map((name) => made(context({ workspace: place(name) })).body);
    expect(bodies).toEqual([{ at: 'a' }, { at: 'b' }, { at: 'a' }]);
    expect(made(context()).body).toEqual({ at: '' });
  });

  test('is one value where it comes to the same', () => {
    const made = madeOnce(({ now }) => resource({ isLate: now > 10 }));
    const first = made(context({ now: 1 }));
    expect(made(context({ now: 2 }))).toBe(first);
    expect(made(context({ now: 11 })).body).toEqual({ isLate: true });
  });
});
