import { contentTypes, firstType } from '../../src/content/index.ts';
import { typeTable } from '../../src/core/engine/managed-type.ts';
import { toRuleValue } from '../../src/content/analytics-rule/from-arm.ts';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { mergeLive } from '../../src/content/analytics-rule/merge-live.ts';
import { printRule } from '../../src/content/analytics-rule/to-yaml.ts';
import { readJson } from '../../src/importers/read-json.ts';
import { rulesIn } from '../../src/importers/arm/rules.ts';
import { compare } from '../../src/core/engine/compare.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { LintContext } from '../../src/core/lint-rule.ts';
import { PicketError } from '../../src/core/errors.ts';
import { equalJson, isObject, parseJson, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { lintItems } from '../../src/core/lint.ts';
import { plan } from '../../src/core/plan/plan.ts';
import { readConfig } from '../../src/core/config/read-config.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import type { Resource } from '../../src/core/resource.ts';
import { readSavedPlan, savedPlanText } from '../../src/core/plan/saved-plan.ts';
import { checkSchema } from '../../src/core/schema/schema.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { emptySchema, loadKql, schemaOf } from '../../src/kql/index.ts';
import { reporters } from '../../src/report/index.ts';
import { builtInPipelines, convertSigma, parseSigma, toAnalyticsRule } from '../../src/sigma/index.ts';
import { checkText } from './check.ts';
import { kqlText } from './kql-text.ts';
import { at, mutate, type Random } from './mutate.ts';
import { oddJson } from './odd-json.ts';

/** One kind of input: how a text of it is made up, and what must hold of each. `check` throws or rejects for a fault. */
export type FuzzKind = {
  /** What takes time once and is no input's. */
  readonly begin?: () => Promise<unknown>;
  readonly make: (random: Random) => string;
  readonly check: (text: string) => unknown;
};

const context: LintContext = { apiVersion: '2023-12-01-preview', now: Date.UTC(2026, 10, 22) };
const type = firstType.managed(context);
const typeOf = typeTable(contentTypes.map((each) => each.managed(context)));
const { canonical } = type;
const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-fuzz',
  cloud: 'public',
} as const;
const project = { name: 'fuzz', id: '3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9' };

/** Errors that Picket means to give are none of a fuzz run's business. */
const meant = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PicketError) return undefined;
    throw error;
  }
};

const jsonIn = (text: string): JsonObject => {
  const value = parseJson(text);
  return isObject(value) ? value : {};
};

/** An error, or a value of which Picket says that only the service can know it. */
const isDoubt = ({ severity, code }: Diagnostic): boolean => severity === 'error' || code === 'schema/unknown-value';

/** The rule that a text stands for as it would be sent; undefined where Picket finds it wrong or doubtful. */
const renderedOf = (text: string): Resource | undefined => {
  const { document, diagnostics } = readDocument('fuzz.yaml', text);
  const raw = isObject(document.value) ? document.value : {};
  const item = { document, raw, draft: analyticsRule.parse(raw) };
  const found = [...diagnostics, ...checkSchema(analyticsRule.schema, document)];
  const linted = found.some(isDoubt) ? found : lintItems(analyticsRule.lint, [item], context);
  if (linted.some(isDoubt)) return undefined;
  const rule = analyticsRule.complete(item.draft);
  return rule === undefined ? undefined : analyticsRule.render(rule, context);
};

const clock = { now: () => context.now, sleep: () => Promise.resolve() };

/** What the emulator says to a rule; empty where it takes it. Queries are the same engine's on both sides, so are left out. */
const refusalOf = async ({ name, body }: Resource): Promise<string> => {
  const settings = { queries: 'accepted' } as const;
  const transport = createEmulator({ store: memoryStore(), settings, clock });
  const path = `/subscriptions/${target.subscriptionId}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law-fuzz/providers/Microsoft.SecurityInsights/alertRules/${encodeURIComponent(name)}`;
  const answer = await transport({
    method: 'PUT',
    url: `https://management.azure.com${path}?api-version=${context.apiVersion}`,
    headers: {},
    body: JSON.stringify(body),
  });
  return answer.status < 300 ? '' : `${answer.status} ${answer.body}`;
};

const checkService = async (text: string): Promise<void> => {
  const resource = await meant(() => renderedOf(text));
  if (resource === undefined) return;
  const refusal = await refusalOf(resource);
  if (refusal !== '') throw new Error(`Picket finds nothing wrong, and the emulator answers ${refusal}`);
};

const checkLive = async (text: string): Promise<void> => {
  const body = jsonIn(text);
  const once = canonical.normalize(body);
  if (!equalJson(canonical.normalize(once), once)) throw new Error('normalize is not idempotent');
  canonical.unknownProperties(body);
  const name = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001';
  const live = { type: 'alertRules', name, id: `/x/alertRules/${name}`, etag: '"1"', body } as const;
  const value = toRuleValue(canonical.stripAutoDisabled(body).body, name);
  const printed = printRule(value);
  const { document, diagnostics } = readDocument('fuzz.yaml', printed);
  if (diagnostics.some(({ code }) => code === 'yaml/syntax'))
    throw new Error(`what pull writes is no YAML: ${diagnostics.map(({ message }) => message).join(' ')}`);
  mergeLive(document, body, context);
  const desired = await meant(() => renderedOf(printed));
  const verdicts = compare({
    desired:
      desired === undefined
        ? []
        : [{ type: type.name, resource: { ...desired, name }, displayName: 'x', version: '1.0.0', path: 'x.yaml' }],
    live: [live],
    metadata: [],
    project,
    ownership: 'markers',
    type,
  });
  const made = plan(verdicts, {
    workspace: 'fuzz',
    target,
    ownership: 'markers',
    content: 'complete',
    types: [type],
    typeOf,
    now: context.now,
    adopt: { ids: 'all' },
  });
  const report = {
    command: 'plan',
    version: '0',
    diagnostics: [],
    files: 1,
    workspace: 'fuzz',
    verdicts,
    plan: made,
  } as const;
  const options = { columns: 100, colour: false, source: () => undefined };
  for (const reporter of Object.values(reporters)) reporter(report, options);
};

const checkPlan = (original: string, text: string): void => {
  if (text === original) return;
  try {
    readSavedPlan(text, type.name);
  } catch (error) {
    if (error instanceof PicketError) return;
    throw error;
  }
  if (!equalJson(parseJson(text), parseJson(original))) throw new Error('a plan that was tampered with is read');
};

const checkSigma = (text: string): void => {
  const parsed = parseSigma(text, 'fuzz.yml');
  for (const pipeline of Object.values(builtInPipelines))
    for (const conversion of convertSigma([parsed], pipeline, { placeholders: { a: ['x', '*y*'] } }))
      if (!('error' in conversion) && 'views' in pipeline)
        for (const query of conversion.converted) readDocument('made.yaml', toAnalyticsRule(query).text);
};

const checkArm = (text: string): void => {
  const json = readJson(Buffer.from(text));
  if (!json.ok) return;
  for (const { body, name } of rulesIn(json.value)?.items ?? []) printRule(toRuleValue(body, name ?? ''));
};

const checkConfig = (text: string): void => {
  const { document } = readDocument('picket.yaml', text);
  readConfig(document);
};

/** The tables of made-up queries. */
const tables = schemaOf({
  tables: ['SigninLogs', 'AuditLogs', 'SecurityEvent'].map((name) => ({
    name,
    columns: [
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'UserPrincipalName', type: 'string' },
      { name: 'ResultType', type: 'string' },
      { name: 'Account', type: 'dynamic' },
    ],
    source: 'user',
    open: false,
    hidden: [],
  })),
});

const checkKql = async (text: string): Promise<void> => {
  const kql = await loadKql();
  // A table that nobody knows is taken for one of any columns, and the query bound once more for each: an eighth of them.
  const facts = kql.analyze(text, text.length % 8 === 0 ? emptySchema : tables);
  for (const { message } of facts.diagnostics) if (message === '') throw new Error('a finding says nothing');
  const laidOut = kql.format(text);
  if (!equalJson([...kql.tokens(laidOut)], [...kql.tokens(text)])) throw new Error('the layout changes the query');
};

const config: JsonObject = {
  project,
  content: ['analytics-rules'],
  severities: { 'rule/*': 'warning' },
  limits: { deletes: 3, planAge: '2h' },
  approvals: [{ rule: project.id, loss: 'rule-deleted', reason: 'x', expires: '2027-01-01' }],
  disabled: [{ rule: project.id, until: '2027-01-01', reason: 'x' }],
  ignoreDrift: [{ rule: project.id, fields: ['severity'], expires: '2027-01-01', reason: 'x' }],
  workspaces: {
    prod: {
      ...target,
      cloud: 'public',
      include: { paths: ['a/**/*.yaml'] },
      exclude: { ids: [project.id] },
      ownership: 'markers',
    },
    local: { ...target, emulator: { state: 'state.jsonl', settings: { queries: 'accepted' } }, overlay: {} },
  },
};

const sigma: JsonObject = {
  title: 'A rule',
  id: project.id,
  status: 'test',
  level: 'high',
  tags: ['attack.t1059.001', 'attack.execution'],
  logsource: { category: 'process_creation', product: 'windows' },
  detection: {
    sel: { 'Image|endswith': ['\\a.exe', '\\b.exe'], 'CommandLine|contains|all': ['-x', '%a%'], EventID: 1 },
    also: [{ 'User|cased': 'x' }, { 'CommandLine|re': 'a.*b' }, 'keyword'],
    filter: { 'ParentImage|expand': '%a%', 'Hashes|contains': 'SHA256=00', 'DestinationIp|cidr': '10.0.0.0/8' },
    timeframe: '5m',
    condition: '(sel or 1 of al*) and not filter',
  },
};

const modifiers = [
  'contains',
  'all',
  'cased',
  're',
  'base64offset',
  'wide',
  'utf16le',
  'windash',
  'cidr',
  'expand',
  'gt',
  'exists',
  'fieldref',
  'neq',
  'hour',
  'i',
];

/** A modifier more on some keys of a detection. */
const modified = (value: JsonValue, random: Random): JsonValue => {
  if (Array.isArray(value)) return value.map((item: JsonValue) => modified(item, random));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      random() < 0.1 ? `${key}|${at(modifiers, random) ?? ''}` : key,
      modified(item, random),
    ]),
  );
};

const print = (value: JsonValue): string => JSON.stringify(value);

/** Every kind of input by its name. `rules` are texts of valid rule files, which most kinds grow from. */
export const fuzzKinds = (rules: readonly string[]): Readonly<Record<string, FuzzKind>> => {
  const some = (random: Random): string => at(rules, random) ?? '';
  const values = rules.flatMap((text) => {
    const { value } = readDocument('x.yaml', text).document;
    return isObject(value) ? [value] : [];
  });
  const bodies = rules.flatMap((text): readonly JsonObject[] => {
    const resource = renderedOf(text);
    return resource === undefined ? [] : [resource.body];
  });
  const saved = savedPlanText(
    plan([], {
      workspace: 'fuzz',
      target,
      ownership: 'markers',
      content: 'complete',
      types: [type],
      typeOf,
      now: context.now,
    }),
    { toolVersion: '0', apiVersions: { alertRules: context.apiVersion }, content: 'x', flags: ['--prune'] },
    { typeOf, now: context.now },
  );
  const odd = (from: readonly JsonValue[], random: Random): string => print(oddJson(at(from, random) ?? {}, random));
  return {
    rule: { make: (random) => mutate(some(random), some(random), random), check: checkText },
    kql: { begin: () => checkKql('SigninLogs | take 1'), make: (random) => kqlText(random), check: checkKql },
    config: {
      make: (random) => (random() < 0.5 ? odd([config], random) : mutate(print(config), some(random), random)),
      check: checkConfig,
    },
    live: { make: (random) => odd(bodies, random), check: checkLive },
    plan: {
      make: (random) => (random() < 0.5 ? print(oddJson(jsonIn(saved), random)) : mutate(saved, saved, random)),
      check: (text) => checkPlan(saved, text),
    },
    sigma: {
      make: (random) =>
        random() < 0.8
          ? print(oddJson(modified(sigma, random), random))
          : mutate(JSON.stringify(sigma, null, 1), some(random), random),
      check: checkSigma,
    },
    arm: {
      make: (random) =>
        print(
          oddJson(
            {
              $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
              parameters: { b: { type: 'string', defaultValue: 'x' } },
              variables: { v: "[concat(parameters('b'), 'y')]" },
              resources: [
                {
                  type: 'Microsoft.SecurityInsights/alertRules',
                  name: "[guid('x')]",
                  ...at(bodies, random),
                },
                {
                  type: 'Microsoft.Resources/deployments',
                  properties: { template: { resources: [at(bodies, random) ?? {}] } },
                },
              ],
            },
            random,
          ),
        ),
      check: checkArm,
    },
    service: { make: (random) => odd(values, random), check: checkService },
  };
};
