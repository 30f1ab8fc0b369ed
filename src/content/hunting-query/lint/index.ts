import type { LintRule, ItemRule } from '../../../core/lint-rule.ts';
import { advice } from '../../analytics-rule/kql/advice.ts';
import { anyQueryChecks } from '../../analytics-rule/kql/index.ts';
import { deprecatedFunction } from '../../analytics-rule/kql/unknown-names.ts';
import { confusableName, hiddenCharacter } from '../../analytics-rule/lint/characters.ts';
import { duplicateId } from '../../analytics-rule/lint/identity.ts';
import { duplicateName, nameSurroundingSpace } from '../../analytics-rule/lint/names.ts';
import { queryEmpty } from '../../analytics-rule/lint/query.ts';
import {
  tacticsMissing,
  techniqueRetired,
  techniqueUnknown,
  techniqueWithoutTactic,
} from '../../analytics-rule/lint/techniques.ts';
import type { AnalyticsRuleDraft } from '../../analytics-rule/model.ts';
import type { HuntingValues } from '../fields.ts';
import { cut, isGenerated } from '../body.ts';
import { analysedQuery } from '../../analytics-rule/kql/facts.ts';
import { hasTimes } from '../times.ts';
import { pointer } from '../../../core/pointer.ts';

/** The valid fields of a file; for the checks that both types share also as a rule with a query and without a schedule. */
export type HuntingDraft = AnalyticsRuleDraft & {
  readonly kind: 'NRT';
  readonly values: Partial<HuntingValues>;
  readonly invalid: readonly string[];
};

type HuntingCheck = ItemRule<HuntingDraft>;

const tagReserved: HuntingCheck = {
  id: 'rule/tag-reserved',
  scope: 'item',
  severity: 'error',
  summary: 'A tag has the name of one that is made from a field.',
  why:
    'A saved search holds description, tactics and techniques as tags of these names. Another one of the same name would ' +
    'stand against the field, and the portal shows one of the two.',
  *check({ draft: { values } }) {
    for (const { name, value } of values.tags ?? [])
      if (value !== undefined && isGenerated(name))
        yield {
          at: '/tags',
          message: `The tag \`${name}\` is made from a field of the file.`,
          hint: 'Write its value into description, tactics or relevantTechniques, and take the tag out.',
        };
  },
};

const most = 15;
const longest = 256;

const tagLimits: HuntingCheck = {
  id: 'rule/tag-limits',
  scope: 'item',
  severity: 'error',
  summary: 'The saved search has more tags, or longer ones, than the service takes.',
  why:
    'The service refuses a saved search with more than 15 tags (Azure/azure-rest-api-specs issue 21506), description, ' +
    'tactics and techniques among them, and one with a value of more than 256 characters ' +
    '(hashicorp/terraform-provider-azurerm issue 23562).',
  *check({ draft: { values } }) {
    const { tags = [], description = '', tactics = [], techniques = [] } = values;
    const own = [description, ...tactics.slice(0, 1), ...techniques.slice(0, 1)].filter((text) => text !== '').length;
    const named = tags.filter(({ value }) => value !== undefined);
    if (named.length + own > most)
      yield {
        at: '/tags',
        message: `The saved search would have ${named.length + own} tags; the service takes ${most}.`,
        hint: 'Tags that are plain texts are not sent, and do not count.',
      };
    for (const { name, value = '' } of named)
      if (value.length > longest)
        yield {
          at: '/tags',
          message: `The tag \`${name}\` has ${value.length} characters; the service takes ${longest}.`,
          hint: 'Shorten its value.',
        };
  },
};

const keys = ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold', 'enabled'];

const scheduleIdle: HuntingCheck = {
  id: 'rule/schedule-idle',
  scope: 'item',
  severity: 'warning',
  summary: 'The file has a schedule, a trigger or a switch, which hunting queries do not have.',
  why:
    'A hunting query runs when an analyst runs it. A file with a schedule is often an analytics rule that lies in the ' +
    'wrong folder: it would never raise an alert.',
  *check({ raw }) {
    const found = keys.filter((key) => (raw[key] ?? null) !== null);
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: pointer(first),
      part: 'key',
      message: `${found.map((key) => `\`${key}\``).join(', ')}: nothing of a hunting query runs by itself.`,
      hint: 'Take it out; an analytics rule belongs into a folder of analytics rules.',
    };
  },
};

const noTimeFilter: HuntingCheck = {
  id: 'kql/no-time-filter',
  scope: 'item',
  severity: 'note',
  summary: 'The query does not say how far back it looks.',
  why:
    'The hunting page runs a query over the interval that the analyst chose, other places over all that there is. A query ' +
    'that is meant for an interval says so, or uses {{StartTimeISO}} and {{EndTimeISO}}.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined || hasTimes(query.text) || query.facts.lookBacks.length > 0) return;
    if (query.facts.tables.length === 0 || query.facts.diagnostics.some(({ kind }) => kind === 'syntax')) return;
    if (/\b(?:TimeGenerated|Timestamp|ago|between)\b/.test(query.text.replaceAll(/\/\/[^\n]*/g, ''))) return;
    yield {
      at: query.at,
      message: 'The query reads whatever interval the page is set to.',
      hint: 'Filter by time, such as `| where TimeGenerated > ago(14d)`.',
    };
  },
};

const descriptionCut: HuntingCheck = {
  id: 'rule/description-cut',
  scope: 'item',
  severity: 'note',
  summary: 'The description is longer than a saved search takes.',
  why:
    'A saved search has no description of its own: it is a tag, and the value of a tag may have 256 characters. The file ' +
    'keeps the whole text, the workspace gets the sentences that fit into 255 and an ellipsis.',
  *check({ draft: { values } }) {
    const { description = '' } = values;
    const sent = cut(description);
    if (sent === description) return;
    yield {
      at: '/description',
      message: `The description has ${description.length} characters; the first ${sent.length - 2} are sent.`,
      hint: 'Nothing has to be done; to choose what is shown in the portal, say the essence in the first 255 characters.',
    };
  },
};

/** Every check of hunting queries beyond the schema: those of analytics rules that hold for any query, and their own. */
export const lint: readonly LintRule<HuntingDraft>[] = [
  nameSurroundingSpace,
  hiddenCharacter,
  queryEmpty,
  tacticsMissing,
  techniqueUnknown,
  techniqueRetired,
  techniqueWithoutTactic,
  descriptionCut,
  tagLimits,
  tagReserved,
  scheduleIdle,
  duplicateId,
  duplicateName,
  confusableName,
  ...anyQueryChecks,
  noTimeFilter,
  deprecatedFunction,
  advice,
];
