import { isArray, type JsonObject, objectOf } from '../../../core/json.ts';
import { valueAt } from '../../../core/pointer.ts';
import type { QuotaOf, Risk } from '../../../core/engine/risk.ts';
import { lookAlikes, templateOf } from './look-alikes.ts';
import { coverageLosses } from './losses.ts';
import { isOn, switchOff } from './switch.ts';
import { parseDuration } from '../../../core/duration.ts';
import type { HealthRule } from '../../../core/service/health.ts';
import type { LiveResource } from '../../../core/resource.ts';
import { stripAutoDisabled } from '../auto-disabled.ts';

const wayOut =
  'Give the rule in git a new id (the old one cannot be used again for about a day after a delete), deploy it, and remove the old rule with --prune.';

/** What a rule keeps for life: its kind and its link to a template. */
const keptForLife: NonNullable<Risk['keptForLife']> = ({ at, before, after }) => {
  const said = `from ${JSON.stringify(before ?? null)} to ${JSON.stringify(after ?? null)}`;
  if (at === '/kind')
    return { code: 'kind-change', message: `The kind of a rule cannot change: ${said}.`, hint: wayOut };
  return at === '/properties/alertRuleTemplateName'
    ? {
        code: 'template-link-change',
        message: `The template that a rule is linked to (alertRuleTemplateName) cannot change: ${said}.`,
        hint: `Write the live link into the file. Or: ${wayOut}`,
      }
    : undefined;
};

const ofKind =
  (kind: string): QuotaOf['counts'] =>
  (body) =>
    isOn(body) && body['kind'] === kind;

const room = 'Disable or remove some; disabled rules do not count.';

/** Enabled rules that one workspace takes (Microsoft Learn, service limits of Microsoft Sentinel; disabled ones do not count). */
const quotas: readonly QuotaOf[] = [
  {
    name: 'scheduled',
    label: 'enabled',
    words: 'enabled scheduled rules',
    setting: 'scheduledRules',
    limit: 512,
    wayOut: room,
    counts: ofKind('Scheduled'),
  },
  {
    name: 'nrt',
    label: 'NRT',
    words: 'enabled NRT rules',
    setting: 'nrtRules',
    limit: 50,
    wayOut: room,
    counts: ofKind('NRT'),
  },
];

const techniques = (body: JsonObject): readonly string[] =>
  isOn(body)
    ? ['/properties/techniques', '/properties/subTechniques'].flatMap((at) => {
        const value = valueAt(body, at);
        return isArray(value) ? value.filter((item) => typeof item === 'string') : [];
      })
    : [];

const minute = 60_000;

/** What judging the runs of a rule takes. */
const pulse = (live: LiveResource): HealthRule => {
  const { body, reason } = stripAutoDisabled(live.body);
  const properties = objectOf(body['properties']);
  const { displayName, enabled, queryFrequency, lastModifiedUtc } = properties;
  const modified = typeof lastModifiedUtc === 'string' ? Date.parse(lastModifiedUtc) : Number.NaN;
  const every = typeof queryFrequency === 'string' ? parseDuration(queryFrequency) : undefined;
  return {
    id: live.name,
    name: typeof displayName === 'string' ? displayName : live.name,
    enabled: enabled !== false,
    autoDisabled: reason,
    // An NRT rule runs every minute (Microsoft Learn, "Quick threat detection with near-real-time rules").
    frequency: body['kind'] === 'NRT' ? minute : every,
    modified: Number.isNaN(modified) ? undefined : modified,
  };
};

/** What is at stake with an analytics rule. */
export const risk: Risk = {
  coverage: {
    losses: coverageLosses,
    pulse,
    deleted: { loss: 'rule-deleted', message: 'is deleted' },
    disabled: 'rule-disabled',
    techniques,
  },
  quotas,
  saidWith: { '/properties/alertRuleTemplateName': ['/properties/templateVersion'] },
  switchOff,
  keptForLife,
  lookAlikes,
  templateOf,
  mentions: { collection: 'automationRules', words: 'Automation rules' },
};
