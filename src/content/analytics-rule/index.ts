import { documentKeysOf, fieldAt } from '../../core/fields/field-table.ts';
import type { ContentDefinition } from '../../core/content-type.ts';
import type { NormalizeContext } from '../../core/lint-rule.ts';
import { complete } from './complete.ts';
import { againstCustomDetection } from './forms/custom-detection.ts';
import { toDialect } from './forms/dialects.ts';
import { firstFile } from './forms/first-file.ts';
import { foreign } from './forms/foreign.ts';
import { parameterKeys, withParameters } from './forms/rule-parameters.ts';
import { placeholder } from './forms/rule-variables.ts';
import { describe } from './describe.ts';
import { keyOrder, toRuleValue } from './from-arm.ts';
import { kqlLint } from './kql/index.ts';
import { lint } from './lint/index.ts';
import { bodyOf, mergeLive, raiseVersion } from './merge-live.ts';
import type { AnalyticsRule, AnalyticsRuleDraft } from './model.ts';
import { normalize, frozenForm, unknownProperties } from './normalize.ts';
import { parse } from './parse.ts';
import { probe } from './probe.ts';
import { render } from './render.ts';
import { reads, resource } from './resource.ts';
import { fields } from './fields.ts';
import { risk } from './risk/index.ts';
import { schema } from './schema.ts';
import { printRule } from './to-yaml.ts';
import { fixedId, upstream } from './upstream.ts';
import { mappedColumns } from './values/entities.ts';
import type { Canonical } from '../../core/engine/managed-type.ts';
import type { JsonObject } from '../../core/json.ts';
import { stripAutoDisabled } from './auto-disabled.ts';
import { enabledField, switchedOffByDefender, writtenByService } from './risk/switch.ts';
import { isCosmetic } from './cosmetic.ts';
import { scheduleLimits } from './schedule-limits.ts';
import { NORMALISER_VERSION, shapeFor, unknownKindShape } from './shape.ts';
import { withLiveSettings } from './template-bound.ts';

/** What comparing alert rules takes, at a moment (`now`, milliseconds since 1970) that start times are judged by. */
export const canonicalAt = (context: NormalizeContext): Canonical => ({
  version: NORMALISER_VERSION,
  normalize: (body) => normalize(body, context),
  frozen: Object.fromEntries(
    Array.from({ length: NORMALISER_VERSION - 1 }, (_, index) => [
      index + 1,
      (body: JsonObject) => frozenForm(index + 1, body, context),
    ]),
  ),
  stripAutoDisabled: (body, written) => {
    const stripped = stripAutoDisabled(body, written);
    const reason = stripped.reason ?? switchedOffByDefender(stripped.body, written);
    return reason === undefined ? stripped : { ...stripped, reason };
  },
  enabled: enabledField,
  writtenByService,
  isCosmetic,
  withLiveSettings,
  unknownProperties,
});

/** What a rule says and nothing else does. */
const keysOfRules = ['severity', 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'];

const anomaly =
  'Anomaly rules are the service’s own: they are switched and tuned in the portal, and no file deploys them.';

/** Analytics rules: YAML in the format of Microsoft's public Azure-Sentinel repository, deployed as alertRules. */
export const analyticsRule = {
  name: 'analytics-rule',
  words: { one: 'analytics rule', many: 'analytics rules', short: 'rule' },
  directory: 'analytics-rules',
  folders: ['AnalyticsRules', 'Analytics Rules', 'Analytic Rules', 'Detections'],
  schema,
  resource,
  reads,
  after: ['parser', 'summary-rule'],
  queries: [{ key: 'query', at: '/properties/query' }],
  columnsOf: mappedColumns,
  recognise: (raw) => keysOfRules.every((key) => (raw[key] ?? null) !== null),
  summary: ({ id, name, version, tags = [] }) => ({ id, name, version, tags }),
  parse,
  complete,
  render,
  normalize,
  canonical: canonicalAt,
  describe,
  alternative: { words: 'custom detections of Defender XDR', against: againstCustomDetection },
  risk,
  file: {
    order: keyOrder,
    documentary: documentKeysOf(fields).filter((key) => key !== 'id'),
    print: printRule,
    valueOf: toRuleValue,
    keyOf: (property) => fieldAt(fields, property)?.key ?? property,
    merge: mergeLive,
    raise: raiseVersion,
  },
  imports: {
    packaged: 'alone',
    idOf: fixedId,
    refusal: ({ kind }) => (kind === 'Anomaly' ? anomaly : undefined),
  },
  upstream,
  probe,
  firstFile,
  foreign,
  dialects: {
    words:
      'azure-sentinel: 1h, gt, relevantTechniques; service: PT1H, GreaterThan, techniques; pascal-case: DisplayName',
    convert: toDialect,
    bodyOf,
    parameterKeys,
    fillIn: withParameters,
    variablesIn: (text) => [...text.matchAll(placeholder)].map(([, name = '']) => name),
  },
  schedule: scheduleLimits,
  portal: {
    shapeOf: ({ kind }) => shapeFor(kind).members['properties'] ?? unknownKindShape,
    examples: 'severity=Low, enabled=false, or incidentConfiguration.createIncident=false',
  },
  lint: [...lint, ...kqlLint],
} as const satisfies ContentDefinition<AnalyticsRuleDraft, AnalyticsRule>;
