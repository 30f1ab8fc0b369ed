import { ownMember } from '../../core/json.ts';
import { member, type MapNode, type Node } from './nodes.ts';
import { SigmaFault } from '../fault.ts';
import { textAt, textsAt } from './metadata.ts';
import { correlationTypes, type CorrelationBound, type SigmaCorrelationRule, type SigmaMetadata } from './model.ts';

const operators: Readonly<Record<string, CorrelationBound['operator']>> = {
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  eq: '==',
  neq: '!=',
};

const readBounds = (condition: Node | undefined): CorrelationBound[] => {
  if (condition?.kind !== 'map') return [];
  return condition.entries.flatMap(({ key, value, at }) => {
    const operator = ownMember(operators, key);
    if (operator === undefined) {
      if (key === 'field' || key === 'percentile') return [];
      throw new SigmaFault(
        'other:SigmaCorrelationConditionError',
        `\`${key}\` is no comparison of a correlation: use ${Object.keys(operators).join(', ')} or field.`,
        at,
      );
    }
    if (value.kind !== 'scalar' || value.type !== 'integer')
      throw new SigmaFault('other:SigmaCorrelationConditionError', `\`${key}\` needs a whole number.`, value.at);
    return [{ operator, count: Number(value.text) }];
  });
};

const readAliases = (node: Node | undefined): ReadonlyMap<string, ReadonlyMap<string, string>> =>
  new Map(
    node?.kind !== 'map'
      ? []
      : node.entries.map(({ key, value }) => [
          key,
          new Map(
            value.kind !== 'map'
              ? []
              : value.entries.flatMap((entry) =>
                  entry.value.kind === 'scalar' ? [[entry.key, entry.value.text] as const] : [],
                ),
          ),
        ]),
  );

/** A correlation document. Throws a placed SigmaFault. Source: Sigma correlation rules specification 2.1. */
export const readCorrelation = (document: MapNode, metadata: SigmaMetadata): SigmaCorrelationRule => {
  const node = member(document, 'correlation');
  const refuse = (message: string, at = node?.at ?? document.at): never => {
    throw new SigmaFault('other:SigmaCorrelationRuleError', message, at);
  };
  const written = textAt(node, 'type') ?? '';
  const type =
    correlationTypes.find((known) => known === written) ??
    refuse(`\`${written}\` is no type of correlation: ${correlationTypes.join(', ')} are.`, member(node, 'type')?.at);
  const rules = textsAt(node, 'rules');
  if (rules.length === 0) refuse('A correlation has to name the rules it correlates.');
  const timespan = textAt(node, 'timespan') ?? refuse('A correlation needs a `timespan` such as 5m.');
  if (!/^\d{1,6}[smhdwMy]$/.test(timespan))
    refuse(
      `\`${timespan}\` is no time span: write a number and one of s, m, h, d, w, M, y.`,
      member(node, 'timespan')?.at,
    );
  const condition = member(node, 'condition');
  const bounds = readBounds(condition);
  const isTemporal = type === 'temporal' || type === 'temporal_ordered';
  if (!isTemporal && bounds.length === 0)
    refuse(`A correlation of type ${type} needs a condition such as \`gte: 10\`.`);
  const [field, ...fields] = textsAt(condition, 'field');
  if (fields.length > 0)
    refuse('A correlation over several fields is not converted: name one.', member(condition, 'field')?.at);
  if (type.startsWith('value_') && field === undefined)
    refuse(`A ${type} needs \`field\` in its condition: what is ${type === 'value_count' ? 'counted' : 'computed'}.`);
  const percentile = Number(textAt(condition, 'percentile') ?? Number.NaN);
  if (type === 'value_percentile' && !(percentile >= 0 && percentile <= 100))
    refuse('A value_percentile needs `percentile` in its condition: a number from 0 to 100.');
  return {
    ...metadata,
    kind: 'correlation',
    type,
    rules,
    groupBy: [...new Set(textsAt(node, 'group-by'))],
    timespan,
    bounds,
    ...(field === undefined ? {} : { field }),
    ...(type === 'value_percentile' ? { percentile } : {}),
    aliases: readAliases(member(node, 'aliases')),
    generate: textAt(node, 'generate') === 'true' || textAt(document, 'generate') === 'true',
  };
};
