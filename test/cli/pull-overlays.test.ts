import { describe, expect, test } from '@jest/globals';
import { body, config, file, guid, portalOf, type Rule, rule, workspace } from './onboarding.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const own = { kind: 'SourceRepository', name: 'onboard', sourceId: '3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9' };

const layers = `parameters: { Who: { type: string, default: somebody } }
groups:
  shared:
    overlays:
      - { select: { ids: [${guid(1)}] }, set: { severity: High } }
  alone:
    overlays:
      - { select: { ids: [${guid(2)}] }, set: { severity: High } }
workspaces:
${workspace('prod')}    groups: [shared, alone]
    overlays:
      - { select: { ids: [${guid(3)}] }, set: { severity: High, description: Here. } } # kept
      - { select: { names: ['Four*'] }, set: { severity: High } }
      - { select: { ids: [${guid(5)}] }, set: { customDetails: { User: UserId } } }
      - { select: { ids: [${guid(7)}] }, set: { severity: High } }
      - { select: { ids: [${guid(8)}] }, set: { tactics: [Impact, Persistence] } }
${workspace('test')}    groups: [shared]
`;

describe('picket pull', () => {
  test('sends what the workspace says to where its files and picket.yaml say it, and says what has no place', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', `project: { name: onboard, id: ${own.sourceId} }\n${layers}`);
      const portal = await portalOf(shell, 'prod');
      const both = async (number: number, text: string, live: Rule, more: object = {}): Promise<void> => {
        await shell.write(`analytics-rules/rule-${number}.yaml`, text);
        const { kind, properties } = body(live);
        await portal.createRule(guid(number), { kind, properties: { ...properties, ...more } });
      };
      const low = { severity: 'Low' };
      await both(1, file(guid(1), rule('One')), rule('One', low));
      await both(2, file(guid(2), rule('Two')), rule('Two', low));
      await both(3, file(guid(3), rule('Three')), rule('Three', low), { description: 'There.' });
      await both(4, file(guid(4), rule('Four')), rule('Four', low));
      await both(44, file(guid(44), rule('Four too')), rule('Four too', low), { queryPeriod: 'PT2H' });
      await both(5, `${file(guid(5), rule('Five'))}customDetails: { Host: Computer }\n`, rule('Five'), {
        customDetails: { Host: 'Computer', User: 'Account' },
      });
      await both(6, file(guid(6), rule('Six')).replace('"Six"', '{{param.Who}}'), rule('Six', low));
      await both(7, file(guid(7), rule('Seven')).replace(/^severity.*\n/m, ''), rule('Seven', low), {
        description: 'There.',
      });
      await both(8, file(guid(8), rule('Eight')), rule('Eight'), { tactics: [] });
      await shell.picket('pull', '-w', 'prod', '--only', 'all');
      await shell.read('picket.yaml');
      await shell.read('analytics-rules/rule-44.yaml');
      const { out } = await shell.picket('pull', '-w', 'prod', '--only', 'all');
      expect(out).not.toContain('updated ');
    });
  });

  test('says what a file cannot say, and what it would be otherwise', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      const portal = await portalOf(shell, 'prod');
      const live = async (number: number, kind: string, more: object): Promise<void> => {
        const { properties } = body(rule(`Live ${number}`));
        await portal.createRule(guid(number), { kind, properties: { ...properties, ...more } });
      };
      await live(1, 'Scheduled', { newSetting: { deep: [1] }, other: null, none: {} });
      await live(2, 'Unheard', {});
      await live(3, 'Scheduled', { queryFrequency: 'often' });
      await live(4, 'Scheduled', { tactics: 'Impact' });
      await live(5, 'Scheduled', {});
      await portal.autoDisable(guid(5), 'the table is gone');
      await live(6, 'Scheduled', { severity: 'Low' });
      await shell.write('analytics-rules/six.yaml', file(guid(6), rule('Live 6')).replace('1.0.0', '"1.0"'));
      await live(7, 'Scheduled', { severity: 'Low', newSetting: 1 });
      await shell.write('analytics-rules/seven.yaml', file(guid(7), rule('Live 7')));
      await portal.seed('metadata', `analyticsrule-${guid(7)}`, {
        properties: {
          parentId: `/x/alertRules/${guid(7)}`,
          kind: 'AnalyticsRule',
          contentId: guid(7),
          customVersion: 'cut off',
          source: own,
        },
      });
      await shell.picket('pull', '-w', 'prod', '--only', 'all');
      await shell.read('analytics-rules/six.yaml');
      await shell.read('analytics-rules/live-1.yaml');
      await shell.read('analytics-rules/live-5.yaml');
      const { code, out } = await shell.picket('pull', '-w', 'prod', '--only', 'drifted', '--format', 'json');
      expect([code, JSON.parse(out)]).toMatchObject([6, { command: 'pull' }]);
    });
  });
});
