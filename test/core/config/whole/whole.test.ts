import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Config } from '../../../../src/core/config/config.ts';
import { layersFor } from '../../../../src/core/config/layers.ts';
import { defaultConfig, readConfig, type ConfigResult } from '../../../../src/core/config/read-config.ts';
import { isObject, objectOf, type JsonObject } from '../../../../src/core/json.ts';
import type { Diagnostic } from '../../../../src/core/diagnostic.ts';
import { readDocument } from '../../../../src/core/text/read-document.ts';
import { changesOf, leaves } from '../../../changes.ts';
import { updateExpected } from '../../../expected.ts';

const container = 'https://contoso.blob.core.windows.net/evidence/';
const subscriptionId = '11111111-2222-3333-4444-555555555555';
const place = { subscriptionId, resourceGroup: 'rg-soc', workspaceName: 'law-soc' };

/** A picket.yaml in which every key occurs. */
const rich: JsonObject = {
  $schema: './schemas/picket.schema.json',
  project: { name: 'soc', id: '3F1D6A4E-0c2b-4f7a-8f51-6f1f1a5f2c11' },
  content: ['rules', { folder: 'more', type: 'parser' }, { folder: 'others' }],
  schema: { tables: ['t'], parsers: ['p'], watchlists: ['w'], locks: 'l' },
  workspaces: {
    prod: {
      ...place,
      tenantId: 'contoso.com',
      cloud: 'usgov',
      apiVersion: '2025-10-01-preview',
      credential: 'app',
      content: ['own', { folder: 'typed', type: 'watchlist' }],
      include: { paths: ['x/**'], ids: ['i'], tags: ['t'] },
      exclude: { paths: ['y/[ab]?/{c,d}'], tags: ['u'] },
      groups: ['eu', 'base'],
      ownership: 'markers',
      lifecycle: { experimental: 'deployed', test: 'not-deployed' },
      parameters: { limit: 5, names: ['a', 'b'] },
      overlays: [
        {
          select: {
            ids: ['i'],
            paths: ['x/*'],
            names: ['N*'],
            tags: ['t'],
            severities: ['High'],
            tactics: ['Impact'],
            tables: ['SigninLogs'],
            types: ['analytics-rule'],
          },
          enabled: false,
          set: { severity: 'Low' },
          lists: {
            tactics: { remove: ['Impact'], put: ['Discovery'] },
            entityMappings: { key: 'entityType', put: [{ entityType: 'IP' }] },
          },
        },
        { exclude: [{ where: { User: 'a' }, reason: 'why', until: '2027-03-01' }] },
      ],
      optOut: [{ rule: 'analytics-rule/r', reason: 'why', until: '2027-03-01', owner: 'ana' }],
    },
    'customers/contoso': { ...place, cloud: 'china', ownership: 'none', emulator: { state: 's.json', settings: {} } },
    test: { ...place, emulator: { url: 'http://localhost:1234' } },
  },
  parameters: {
    limit: { type: 'int', default: 1, description: 'How many.' },
    names: { type: 'list' },
    since: { type: 'timespan', default: '1h' },
  },
  groups: {
    eu: {
      inherits: ['base'],
      credential: 'app',
      parameters: { limit: 2 },
      optOut: [{ rule: 'r', reason: 'why', until: '2027-03-02' }],
    },
    base: { overlays: [{ enabled: true }], lifecycle: { removed: 'disabled' } },
  },
  credentials: {
    app: { tenantId: subscriptionId, clientId: subscriptionId, secretVariable: 'SECRET' },
    other: { tenantId: subscriptionId, clientId: subscriptionId, certificateVariable: 'CERTIFICATE' },
  },
  severities: { 'rule/x': 'off', 'kql/*': 'note', 'repo/y': 'error' },
  ignoreDrift: [{ rule: 'r', workspace: 'prod', fields: ['severity'], reason: 'why', expires: '2027-03-01' }],
  approvals: [{ rule: 'r', loss: 'severity-lowered', reason: 'why', expires: '2027-03-01T10:00:00Z' }],
  limits: { deletes: 12, disables: 8, deletesPercent: 10, changesPercent: 99.5, scheduledRules: 1024, nrtRules: 60 },
  fleet: { concurrency: 3, waves: ['eu', 'customers/*', '10%', 'all'], maxFailures: '5%' },
  disabled: [{ rule: 'r', workspace: 'test', until: '2027-03-01', reason: 'noise' }],
  playbooks: 'stack',
  sigma: { windowsEvents: 'both' },
  deployments: { container, credential: 'app', emulator: { url: 'http://localhost:1' } },
  requireTests: { severities: ['High'], statuses: ['production'] },
};

/** What else may stand in it, by its key. */
const others = {
  id: ['00000000-0000-0000-0000-000000000000'],
  cloud: ['azure', 'US Gov'],
  until: ['2027-02-30', '2027-03-01T25:00:00Z', '1 March 2027'],
  expires: ['2027-13-01'],
  workspace: ['prd'],
  groups: [['eu', 'eu'], ['us'], 'eu'],
  inherits: [['eu'], ['bas']],
  credential: ['ap'],
  paths: [['!x'], ['a{b'], ['[', 'x/'], []],
  ownership: ['marker', 'none'],
  emulator: [
    { url: 'http://localhost:1', settings: {} },
    { state: 'x', url: 'y' },
  ],
  type: ['analytics-rules', 'integer'],
  default: ['x', [1], true],
  limit: ['5', 1.5, null],
  names: [[1, 'a'], []],
  lifecycle: [{ production: 'off' }, { live: 'deployed' }],
  waves: [['10 %', '0%', '101%'], ['nobody', 'all', 'all'], ['prd']],
  maxFailures: [0, 3, '200%', '5 %', -1],
  concurrency: [101, 1.5],
  deletesPercent: [101, 100],
  severities: [{ 'yaml/*': 'off' }, { 'schema/x*': 'off', x: 'warn' }, ['high']],
  deployments: [
    { folder: 'a', branch: 'b', container },
    { branch: 'b', credential: 'app', emulator: {} },
    { folder: 'a' },
    {},
  ],
  container: ['http://contoso.com/x', `${container}?sig=x`],
  windowsEvents: ['Event', 'WindowsEvent'],
  loss: ['lowered'],
  rule: ['a b', 'rules/r', 'x:y'],
  where: ['User ==', { User: 1 }, { 'a b': 'c' }],
  schema: [{}, { tables: 'x' }],
  content: ['rules', [{ type: 'parser' }], []],
  project: [{}],
};

const diagnosticText = ({ severity, code, message }: Diagnostic): string => `${severity} ${code} ${message}`;

const text = (value: unknown): string => JSON.stringify(value) ?? '';

const read = (value: JsonObject): ConfigResult =>
  readConfig(readDocument('picket.yaml', JSON.stringify(value, null, 1)).document);

/** A configuration as lines, with the layers of each workspace. */
const configLines = (config: Config): readonly string[] => [
  ...leaves(objectOf(JSON.parse(text(config)))),
  ...Object.keys(config.workspaces).flatMap((name) =>
    layersFor(config, name).map(
      (layer, index) => `layer ${index} of ${name}: ${layer.name} at ${layer.at} ${layer.overlays.length}`,
    ),
  ),
];

/** The layers of workspaces that picket.yaml does not have, or whose groups it does not have. */
const missing = (): readonly string[] => {
  const layer = { lifecycle: {}, parameters: {}, overlays: [], optOut: [] };
  const config = { groups: {}, workspaces: { prod: { groups: ['gone'], layer }, bare: {}, toString: { groups: [] } } };
  return ['prod', 'bare', 'toString', 'constructor', 'gone'].map(
    (name) =>
      `${name}: ${
        layersFor(config, name)
          .map(({ at }) => at)
          .join() || 'no layer'
      }`,
  );
};

const said = (): readonly string[] => {
  const whole = read(rich);
  const known = whole.config === undefined ? [] : configLines(whole.config);
  const lines = [
    ...configLines(defaultConfig),
    ...missing(),
    '==== whole',
    ...whole.diagnostics.map(diagnosticText),
    ...known,
  ];
  const were = new Set(known);
  const hints = new Set<string | undefined>();
  for (const [what, value] of changesOf(rich, others)) {
    lines.push(`== ${what}`);
    if (!isObject(value)) continue;
    const { config, diagnostics } = read(value);
    for (const found of diagnostics) {
      const { range, related } = found;
      lines.push(`${diagnosticText(found)} at ${range?.start.line}:${range?.start.column} to ${range?.end.column}`);
      if (related !== undefined) lines.push(text(related));
      if (found.hint !== undefined && !hints.has(found.hint)) lines.push(`  ${found.hint}`);
      hints.add(found.hint);
    }
    if (config === undefined) continue;
    const fresh = configLines(config);
    const are = new Set(fresh);
    lines.push(...fresh.filter((line) => !were.has(line)));
    lines.push(...known.filter((line) => !are.has(line)).map((line) => `without ${line}`));
  }
  return lines.map((line) => line.replaceAll('\n', '\\n'));
};

const file = new URL('said.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('what picket.yaml stands for, and what is said of it after each change', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
