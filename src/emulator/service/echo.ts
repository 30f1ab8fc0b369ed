import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { canonicalDuration } from '../checks/duration.ts';
import type { EchoSettings } from '../settings/settings.ts';
import { wordList } from '../word-list.ts';

const durationNames: ReadonlySet<string> = new Set(
  wordList('queryFrequency queryPeriod suppressionDuration lookbackDuration'),
);
const setLike: ReadonlySet<string> = new Set(
  wordList(
    'tactics techniques subTechniques entityMappings sentinelEntitiesMappings fieldMappings ' +
      'groupByEntities groupByAlertDetails groupByCustomDetails alertDynamicProperties ' +
      'displayNamesFilter displayNamesExcludeFilter severitiesFilter',
  ),
);
const texts: ReadonlySet<string> = new Set(['query', 'description']);

export const recase = (text: string, letters: 'verbatim' | 'upper' | 'lower'): string => {
  switch (letters) {
    case 'verbatim':
      return text;
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
  }
};

const inOrder = (items: readonly JsonValue[], order: EchoSettings['lists']): readonly JsonValue[] => {
  switch (order) {
    case 'verbatim':
      return items;
    case 'reversed':
      return items.toReversed();
    case 'sorted': {
      const key = (item: JsonValue): string => JSON.stringify(item);
      return items.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
    }
  }
};

const text = (name: string, value: string, echo: EchoSettings): string => {
  if (durationNames.has(name)) return echo.durations === 'canonical' ? canonicalDuration(value) : value;
  if (name === 'alertRuleTemplateName') return recase(value, echo.templateIds);
  if (!texts.has(name)) return value;
  const trimmed = name === 'description' && echo.description === 'trimmed' ? value.trim() : value;
  return echo.newlines === 'crlf' ? trimmed.replaceAll(/\r?\n/g, '\r\n') : trimmed;
};

const echoed = (name: string, value: JsonValue, echo: EchoSettings): JsonValue => {
  if (typeof value === 'string') return text(name, value, echo);
  if (isArray(value)) {
    const items = value.map((item) => echoed('', item, echo));
    if (!setLike.has(name)) return items;
    const first = items[0];
    const doubled =
      name === 'techniques' && echo.techniques === 'duplicated' && first !== undefined ? [...items, first] : items;
    return inOrder(doubled, echo.lists);
  }
  // The keys of custom details are the person's own: `query` or `description` there is no text of the rule.
  if (!isObject(value) || name === 'customDetails') return value;
  return applyEcho(value, echo);
};

/** The properties of a rule as the service keeps them after it changed what it was sent. */
export const applyEcho = (properties: JsonObject, echo: EchoSettings): JsonObject =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, echoed(name, value, echo)]));
