import { describe, expect, test } from '@jest/globals';
import { body, config, file, guid, portalOf, rule } from './onboarding.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const template = (number: number, more: Record<string, unknown> = {}) => {
  const { kind, properties } = body(rule(`Rule ${number}`));
  const { enabled: _enabled, suppressionEnabled: _off, suppressionDuration: _length, ...rest } = properties;
  return { kind, properties: { ...rest, status: 'Available', version: '2.0.0', ...more } };
};

/** A template as Content Hub installs it, with the rule in its ARM template, or without. */
const installed = (number: number, version: string, more?: Record<string, unknown>) => ({
  properties: {
    contentId: guid(100 + number),
    contentKind: 'AnalyticsRule',
    displayName: `Rule ${number}`,
    version,
    ...(more === undefined
      ? {}
      : {
          mainTemplate: {
            resources: [
              {
                type: 'Microsoft.SecurityInsights/AlertRuleTemplates',
                name: guid(100 + number),
                apiVersion: '2022-04-01-preview',
                ...template(number, more),
              },
            ],
          },
        }),
  },
});

const linked = (number: number): string =>
  `${file(guid(number), rule(`Rule ${number}`))}alertRuleTemplateName: ${guid(100 + number)}\n`;

describe('picket upstream', () => {
  test('says of each file how it stands to its template, and takes what only the template changed', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('prod'));
      const portal = await portalOf(shell, 'prod');
      const files = (number: number): string => `analytics-rules/rule-${number}.yaml`;
      const base = (number: number, text: string): Promise<void> =>
        shell.write(`.picket/upstream/${guid(number)}.json`, text);
      const old = (number: number, more: Record<string, unknown> = {}): string =>
        JSON.stringify({
          format: 1,
          template: guid(100 + number).toUpperCase(),
          version: '1.0.0',
          body: template(number, { version: '1.0.0', ...more }),
        });
      for (let number = 1; number <= 11; number += 1) await shell.write(files(number), linked(number));
      await shell.write(files(5), linked(5).replace('High', 'Highest'));
      await shell.write(files(6), file(guid(6), rule('Rule 6')));
      await shell.write(
        'watchlists/Vips/watchlist.yaml',
        'watchlistAlias: Vips\ndisplayName: Vips\nitemsSearchKey: User\n',
      );
      const changed = { severity: 'Low', description: 'By the template.' };
      // 1: nothing known of before; 2: no template; 3: not newer; 4: without a version; 5: errors; 6: no link.
      const gallery: readonly (readonly [number, Record<string, unknown>])[] = [
        [1, changed],
        [3, { ...changed, version: '1.0.0' }],
        [4, { ...changed, version: undefined }],
        [5, changed],
        [7, { ...changed, tactics: undefined, queryPeriod: 'PT2H' }],
        [8, changed],
        [9, changed],
        [10, changed],
        [11, {}],
      ];
      for (const [number, more] of gallery)
        await portal.seed('alertRuleTemplates', guid(100 + number), template(number, more));
      // 7: both changed one field, the template alone the others; 8 to 10: what was kept is of no use.
      await shell.write(files(7), linked(7).replace('High', 'Medium'));
      await base(7, old(7));
      await base(8, old(8).replace(guid(108).toUpperCase(), guid(99)));
      await base(1, '[]');
      await base(9, `{"template": "${guid(109)}"}`);
      await base(10, '{"template": 1');
      await base(11, old(11));
      await portal.seed('contentTemplates', 'hub-1', installed(1, '1.5.0', {}));
      await portal.seed('contentTemplates', 'hub-11', installed(11, '3.0.0', { severity: 'Low', version: '3.0.0' }));
      await portal.seed('contentTemplates', 'other', { properties: { contentKind: 'Playbook', contentId: guid(103) } });
      await shell.picket('upstream', '-w', 'prod');
      await shell.picket('upstream', guid(2), guid(6), 'Vips', '-w', 'prod');
      await shell.picket('upstream', guid(7), guid(11), '--conflicts', 'theirs', '-w', 'prod');
      await shell.picket('upstream', guid(7), guid(11), '--apply', '-w', 'prod');
      await shell.read(files(7));
      await shell.read(files(11));
      await shell.read(`.picket/upstream/${guid(11)}.json`);
      await shell.picket('upstream', guid(1), '--conflicts', 'ours', '--apply', '-w', 'prod');
      await shell.picket('upstream', guid(7), guid(8), '--conflicts', 'theirs', '--apply', '-w', 'prod');
      await shell.read(files(7));
      await shell.read(files(1));
      await shell.read(files(8));
      await shell.picket('upstream', '--apply', '-w', 'prod');
      await shell.picket('upstream', '-w', 'prod', '--type', 'watchlist');
      await portal.seed('contentTemplates', 'hub-2', installed(2, '4.0.0'));
      const { code, err } = await shell.picket('upstream', guid(2), '-w', 'prod');
      expect([code, err]).toEqual([expect.any(Number), expect.stringContaining('holds no rule that can be read')]);
    });
  });
});
