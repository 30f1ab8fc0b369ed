import { expect, test } from '@jest/globals';
import { loadContent } from '../../../src/app/content/content.ts';
import { lintContext } from '../../../src/app/lint-context.ts';
import { openProject } from '../../../src/app/project.ts';
import { exceptionsToday } from '../../../src/app/show/exceptions-today.ts';
import { inFolder, noon, stillIo } from '../../cli/io.ts';

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001';
const ends = ['2026-12-24', '2026-11-01'];
const place = 'subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg';
const exclusion = (until: string): string =>
  `{where: {IPAddress: 10.0.0.1}, until: ${until}, reason: Scanner, owner: soc}`;

test('the exceptions of a rule are those that name it and hold today, each with its workspace', () =>
  inFolder(async ({ cwd, write }) => {
    await write(
      'picket.yaml',
      [
        'project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
        'disabled:',
        ...ends.map((until) => `  - {rule: ${id}, workspace: prod, until: ${until}, reason: Floods}`),
        `  - {rule: other, until: 2026-12-24, reason: Floods}`,
        'ignoreDrift:',
        ...ends.map((until) => `  - {rule: ${id}, expires: ${until}, reason: Known}`),
        'approvals:',
        ...ends.map((until) => `  - {rule: ${id}, loss: severity-lowered, expires: ${until}, reason: Agreed}`),
        'workspaces:',
        `  prod: {${place}, workspaceName: law-prod, optOut: [{rule: ${id}, reason: No logs}]}`,
        `  dev: {${place}, workspaceName: law-dev, overlays: [{select: {ids: [${id}]}, exclude: [${[...ends, '2027-01-01'].map(exclusion).join(', ')}]}]}`,
        '',
      ].join('\n'),
    );
    await write(
      'analytics-rules/one.yaml',
      `id: ${id}\nname: One\nkind: NRT\nversion: 1.0.0\nseverity: Low\nquery: SigninLogs\nexclude: [${ends.map(exclusion).join(', ')}]\n`,
    );
    const io = stillIo(cwd);
    const project = await openProject(io, { from: 'nearest' });
    const { items } = await loadContent(project, io, lintContext(io), { paths: [], queries: 'skip' });
    const about = { workspaces: ['prod', 'dev'], now: noon };
    expect(items.flatMap((item) => exceptionsToday(project, io, item, about))).toEqual([
      { kind: 'switched-off', workspace: 'prod' },
      { kind: 'accepted-drift' },
      { kind: 'approved-loss' },
      { kind: 'excluded-rows' },
      { kind: 'opted-out', workspace: 'prod' },
      { kind: 'excluded-rows', workspace: 'dev' },
      { kind: 'excluded-rows', workspace: 'dev' },
    ]);
  }));
