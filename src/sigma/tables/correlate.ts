import { convertByTables, queryText } from './convert-tables.ts';
import { placed, SigmaFault } from '../fault.ts';
import { extendName, kqlString } from './kql-text.ts';
import type { SigmaCorrelationRule, SigmaDetectionRule } from '../read/model.ts';
import { readField } from './read-field.ts';
import { isPeriod } from '../schedule.ts';
import type { TablePipeline, TableView } from './table-pipeline.ts';

/** What a correlation groups by: the columns of its result, and those columns of its tables that they hold. */
export type Grouping = {
  readonly columns: readonly string[];
  /** Column of every table that is read to column of the result, where all tables have it under that name. */
  readonly sources: ReadonlyMap<string, string>;
};

/** A correlation as one query over the rule's period, with the tables it reads and what it groups by. */
export type CorrelationQuery = {
  readonly text: string;
  readonly views: readonly TableView[];
  readonly grouping: Grouping;
};

type BaseQuery = {
  readonly text: string;
  readonly view: TableView;
  /** Field to the column of the table that it is. */
  readonly columns: ReadonlyMap<string, string>;
};

const maxRules = 20;

const groupColumn = (field: string): string => `Group_${extendName(field)}`;

const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** How a base rule reads a group-by field: through the correlation's aliases, then as one of its own. */
const fieldFor = (correlation: SigmaCorrelationRule, field: string, base: SigmaDetectionRule): string => {
  const alias = correlation.aliases.get(field);
  return alias?.get(base.name ?? '') ?? alias?.get(base.id ?? '') ?? field;
};

const baseQuery = (
  correlation: SigmaCorrelationRule,
  base: SigmaDetectionRule,
  letter: string,
  pipeline: TablePipeline,
): BaseQuery => {
  const [query, ...others] = convertByTables(base, pipeline);
  if (query === undefined || others.length > 0)
    throw new SigmaFault(
      'unsupported-value',
      `The rule \`${base.name ?? base.title}\` has several conditions, which a correlation cannot count as one.`,
      correlation.at,
    );
  const wanted = new Set([...correlation.groupBy, ...(correlation.field === undefined ? [] : [correlation.field])]);
  const before = new Set(query.context.extended.keys());
  const own = new Map<string, string>();
  const columns = [...wanted].map((field) => {
    try {
      const { text, column } = readField(query.context, fieldFor(correlation, field, base));
      if (column !== undefined) own.set(field, column);
      return `${groupColumn(field)} = tostring(${text})`;
    } catch (error) {
      throw placed(error, correlation.at);
    }
  });
  const added = [...query.context.extended]
    .filter(([name]) => !before.has(name))
    .map(([name, expression]) => `extend ${name} = ${expression}`);
  const lines = [
    ...query.lines,
    ...added,
    `project TimeGenerated, Event = "${letter}"${columns.map((column) => `, ${column}`).join('')}`,
  ];
  return { text: queryText({ view: query.view, lines }), view: query.view, columns: own };
};

const groupingOf = ({ groupBy }: SigmaCorrelationRule, queries: readonly BaseQuery[]): Grouping => ({
  columns: groupBy.map(groupColumn),
  sources: new Map(
    groupBy.flatMap((field): (readonly [string, string])[] => {
      const [first, ...others] = new Set(queries.map(({ columns }) => columns.get(field)));
      return first === undefined || others.length > 0 ? [] : [[first, groupColumn(field)]];
    }),
  ),
});

const boundsText = (correlation: SigmaCorrelationRule, counted: string): string =>
  correlation.bounds.map(({ operator, count }) => `${counted} ${operator} ${count}`).join(' and ');

/** KQL's length of a time span, whose units it has up to days. */
const kqlSpan = (timespan: string): string => {
  const weeks = /^(\d+)w$/.exec(timespan);
  return weeks === null ? timespan : `${Number(weeks[1]) * 7}d`;
};

/**
 * Each event with those of the group in the time span that begins with it. The rule looks back farther than the span, so
 * that a run sees every span that ended since the last one whole.
 */
const windowLines = ({ groupBy, timespan }: SigmaCorrelationRule): readonly string[] => {
  const by = groupBy.map(groupColumn);
  const key = by.length === 0 ? ['Together'] : by;
  const others = [
    'OtherTime = TimeGenerated',
    'OtherEvent = Event',
    ...by,
    ...(by.length === 0 ? ['Together = 1'] : []),
  ];
  return [
    ...(by.length === 0 ? ['extend Together = 1'] : []),
    `join kind=inner (Events | project ${others.join(', ')}) on ${key.join(', ')}`,
    `where OtherTime between (TimeGenerated .. ${kqlSpan(timespan)})`,
  ];
};

const conditionLines = (correlation: SigmaCorrelationRule, letters: readonly string[]): readonly string[] => {
  const by = correlation.groupBy.map(groupColumn);
  const group = by.length === 0 ? '' : ` by ${by.join(', ')}`;
  // Without groups the last step gives a row for nothing as well.
  const spanLines = [
    `summarize FirstEvent = min(FirstEvent), LastEvent = max(LastEvent)${group}`,
    ...(by.length === 0 ? ['where isnotnull(FirstEvent)'] : []),
  ];
  const together = by.map((column) => `, ${column}`).join('');
  const times = 'FirstEvent = min(TimeGenerated), LastEvent = max(TimeGenerated)';
  switch (correlation.type) {
    case 'event_count':
      return [`summarize EventCount = count(), ${times}${group}`, `where ${boundsText(correlation, 'EventCount')}`];
    case 'value_count': {
      // An event without the field has no value to be counted, but KQL counts its empty text as one.
      const counted = groupColumn(correlation.field ?? '');
      return [
        `summarize ValueCount = count_distinctif(${counted}, isnotempty(${counted})), ${times}${group}`,
        `where ${boundsText(correlation, 'ValueCount')}`,
      ];
    }
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile': {
      const [, name = ''] = correlation.type.split('_');
      const number = `todouble(${groupColumn(correlation.field ?? '')})`;
      const rank = correlation.percentile === undefined ? '' : `, ${correlation.percentile}`;
      const column = `Value${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      return [
        `summarize ${column} = ${name}(${number}${rank}), ${times}${group}`,
        `where ${boundsText(correlation, column)}`,
      ];
    }
    case 'temporal':
      return [
        ...windowLines(correlation),
        `summarize RuleCount = count_distinct(OtherEvent), FirstEvent = min(OtherTime), LastEvent = max(OtherTime) by TimeGenerated${together}`,
        `where ${correlation.bounds.length === 0 ? `RuleCount == ${letters.length}` : boundsText(correlation, 'RuleCount')}`,
        ...spanLines,
      ];
    case 'temporal_ordered':
      // The letters of the events in their order; each rule's has to come behind the one before it.
      return [
        ...windowLines(correlation),
        'order by OtherTime asc',
        `summarize Sequence = strcat_array(make_list(OtherEvent), ""), FirstEvent = min(OtherTime), LastEvent = max(OtherTime) by TimeGenerated${together}`,
        `where Sequence matches regex ${kqlString(letters.join('.*'))}`,
        ...spanLines,
      ];
  }
};

/**
 * A correlation rule as KQL: its base rules' events of the period, grouped and counted. The rule's period has to be the
 * correlation's time span. Throws a SigmaFault where a base rule is missing or cannot be converted.
 */
export const correlate = (
  correlation: SigmaCorrelationRule,
  rules: readonly SigmaDetectionRule[],
  pipeline: TablePipeline,
): CorrelationQuery => {
  if (correlation.rules.length > maxRules)
    throw new SigmaFault('too-large', `A correlation of more than ${maxRules} rules is not converted.`, correlation.at);
  if (!isPeriod(correlation.timespan))
    throw new SigmaFault(
      'unsupported-value',
      `The time span \`${correlation.timespan}\` cannot be the period of a rule, which is from 5 minutes to 14 days.`,
      correlation.at,
    );
  const bases = correlation.rules.map((name) => {
    const base = rules.find((rule) => rule.name === name || rule.id === name || rule.title === name);
    if (base === undefined)
      throw new SigmaFault(
        'other:SigmaRuleNotFoundError',
        `The correlation names the rule \`${name}\`, which is no detection in the files given.`,
        correlation.at,
      );
    return base;
  });
  const letters = bases.map((_base, index) => letterOf(index));
  const queries = bases.map((base, index) => baseQuery(correlation, base, letterOf(index), pipeline));
  const lets = queries.map(({ text }, index) => `let Events${letterOf(index)} = ${text.replaceAll('\n', '\n    ')};`);
  const names = letters.map((letter) => `Events${letter}`);
  const all = names.length === 1 ? (names[0] ?? '') : `union ${names.join(', ')}`;
  const isTemporal = correlation.type === 'temporal' || correlation.type === 'temporal_ordered';
  if (isTemporal) lets.push(`let Events = ${all};`);
  const source = isTemporal ? 'Events' : all;
  const lines = conditionLines(correlation, letters);
  return {
    text: [...lets, source, ...lines.map((line) => `| ${line}`)].join('\n'),
    views: [...new Map(queries.map(({ view }) => [view.source, view])).values()],
    grouping: groupingOf(correlation, queries),
  };
};
