import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { recordAfter } from '../../../../src/core/evidence/deployment-log.ts';
import { evidenceJson, tablesOf, type Evidence } from '../../../../src/core/evidence/evidence.ts';
import {
  allowedByLayers,
  exceptionsOf,
  ofLayers,
  ofRule,
  type ConfigRevision,
} from '../../../../src/core/evidence/exceptions.ts';
import { deploymentBy } from '../../../fakes/deployment.ts';
import { updateExpected } from '../../../expected.ts';

const changed = { type: 'alertRules', id: 'x', name: 'X', action: 'create', status: 'written', reason: '' } as const;
const deployment = deploymentBy('ana', { project: 'p', workspace: 'prod', changes: [changed] });
const first = recordAfter(undefined, deployment);
const second = recordAfter(first, {
  ...deployment,
  run: 'https://run',
  commit: 'c1',
  uncommitted: true,
  flags: ['--prune', '--only x'],
  changes: [
    { ...changed, action: 'update', status: 'failed', reason: 'Azure said no.', code: 'auth' },
    { ...changed, name: 'Y' },
  ],
});
const third = recordAfter(second, { ...deployment, commit: 'c2', changes: [] });

const exclusion = { where: { Account: 'scanner' }, until: '2026-03-10', reason: 'scans' };
const selects = ['ids', 'paths', 'names', 'tags', 'severities', 'tactics', 'tables', 'types'];
const config = {
  approvals: [{ rule: 'r', loss: 'severity-lowered', reason: 'agreed', expires: '2026-12-31' }, 'none'],
  ignoreDrift: [{ rule: 'r', workspace: 'prod', reason: 'seen', expires: '2026-02-01T12:00:00Z' }],
  disabled: [{ rule: 'r', until: '2026-03-10', reason: 'noise' }, {}],
  exclude: [exclusion],
  groups: {
    canary: {
      overlays: [
        { select: Object.fromEntries(selects.map((key) => [key, ['a', 'b']])), exclude: [exclusion] },
        { set: { severity: 'Low' } },
      ],
      optOut: [{ rule: 'c', reason: 'not here', until: '2026-05-01', owner: 'bo' }],
    },
  },
  workspaces: { prod: { groups: ['canary'], overlays: [{ exclude: [exclusion, 'none'] }], optOut: [] } },
};
const { approvals, ...others } = config;
const revisions: readonly ConfigRevision[] = [
  { at: '2026-01-01T10:00:00Z', by: 'ana', value: config },
  { at: '2026-02-01T10:00:00Z', by: 'bo', value: others },
  { at: '2026-02-02T10:00:00Z', by: 'bo', value: undefined },
  { at: '2026-04-01T10:00:00Z', by: 'cy', value: { approvals } },
];
const times = [
  ['2026-01-01', '2026-06-01'],
  ['2025-01-01', '2025-12-31'],
  ['2026-02-01', '2026-02-01T11:00:00Z'],
  ['2026-03-11', '2027-06-01'],
].map(([from = '', to = '']) => ({ from: Date.parse(from), to: Date.parse(to) }));

const layers = revisions.map((revision) => ({ ...revision, value: allowedByLayers(revision.value) }));
const exceptions = times.flatMap((time) => [
  ...exceptionsOf(revisions, time),
  ...exceptionsOf(revisions, time, ofRule),
  ...exceptionsOf(layers, time, ofLayers),
]);

const evidence: Evidence = {
  title: 'detections',
  from: '2026-11-01',
  to: '2026-11-30',
  workspaces: ['prod'],
  changes: (['approved', 'own', 'nobody', 'unknown'] as const).map((review) => ({
    at: '2026-11-02T10:00:00Z',
    author: 'ana',
    approvers: ['bo', 'cy'],
    review,
    subject: 'rules: one',
    link: 'https://contoso.example/1',
    commit: 'c1',
    paths: ['rules/a.yaml', 'picket.yaml'],
  })),
  exceptions,
  drift: (['changed', 'missing', 'gone', 'switched-off', 'override-over', 'unknown'] as const).map((kind, index) => ({
    kind,
    workspace: 'prod',
    rule: 'X',
    opened: '2026-11-03',
    by: 'bo',
    closed: '2026-11-04',
    source: 'issue 1',
    days: index === 0 ? undefined : index,
  })),
  deployments: [first, second, third],
  faults: ['Record 2 is missing.'],
  unread: ['The forge.'],
};

const said = (): readonly string[] => [
  ...tablesOf(evidence).flatMap(({ name, title, head, rows }) => [
    `== ${name}: ${title}`,
    head.join(' | '),
    ...rows.map((row) => row.join(' | ')),
  ]),
  ...JSON.stringify(evidenceJson({ ...evidence, exceptions: exceptions.slice(0, 1) }), null, 1).split('\n'),
];

const file = new URL('said.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('everything that an auditor is given, as tables and in the machine format', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
