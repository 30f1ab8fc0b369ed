import { newBudget, member, type MapNode, type Node } from './nodes.ts';
import { SigmaFault } from '../fault.ts';
import type { ConditionText, Detection, Logsource, SigmaMetadata } from './model.ts';
import { readDetection } from './detection.ts';

/** The text of a scalar as written, without surrounding white space; undefined for anything else. */
export const textAt = (node: Node | undefined, key: string): string | undefined => {
  const value = member(node, key);
  return value?.kind === 'scalar' && value.type !== 'null' ? value.text.trim() : undefined;
};

/** The texts of a list, or of a lone scalar; values of other kinds are left out. */
export const textsAt = (node: Node | undefined, key: string): string[] => {
  const value = member(node, key);
  const items = value?.kind === 'list' ? value.items : value === undefined ? [] : [value];
  return items.flatMap((item) => (item.kind === 'scalar' && item.type !== 'null' ? [item.text.trim()] : []));
};

const optional = <Key extends string>(key: Key, value: string | undefined): { readonly [key in Key]?: string } => {
  const result: { [key in Key]?: string } = {};
  if (value !== undefined && value !== '') result[key] = value;
  return result;
};

/** What a document says about itself; nothing of it is required to convert a rule. */
export const readMetadata = (node: MapNode, path: string, index: number): SigmaMetadata => ({
  path,
  index,
  at: node.at,
  title: textAt(node, 'title') ?? '',
  ...optional('id', textAt(node, 'id')),
  ...optional('name', textAt(node, 'name')),
  ...optional('status', textAt(node, 'status')),
  ...optional('level', textAt(node, 'level')?.toLowerCase()),
  ...optional('description', textAt(node, 'description')),
  ...optional('author', textAt(node, 'author') ?? textsAt(node, 'author').join(', ')),
  ...optional('license', textAt(node, 'license')),
  ...optional('date', textAt(node, 'date')),
  ...optional('modified', textAt(node, 'modified')),
  references: textsAt(node, 'references'),
  tags: textsAt(node, 'tags'),
  falsepositives: textsAt(node, 'falsepositives'),
});

/** The log source; a rule has to name a category, a product or a service. */
export const readLogsource = (node: MapNode): Logsource => {
  const source = member(node, 'logsource');
  const logsource: Logsource = {
    ...optional('category', textAt(source, 'category')),
    ...optional('product', textAt(source, 'product')),
    ...optional('service', textAt(source, 'service')),
  };
  if (Object.keys(logsource).length === 0)
    throw new SigmaFault(
      'other:SigmaLogsourceError',
      '`logsource` has to name a category, a product or a service.',
      source?.at ?? node.at,
    );
  return logsource;
};

/** The conditions of a detection: one, or a list of them. */
const readConditions = (node: Node): ConditionText[] => {
  const value = member(node, 'condition');
  const items = value?.kind === 'list' ? value.items : value === undefined ? [] : [value];
  const conditions = items.flatMap((item) =>
    item.kind === 'scalar' && item.type !== 'null' ? [{ text: item.text, at: item.at }] : [],
  );
  if (conditions.length === 0 || conditions.length !== items.length)
    throw new SigmaFault(
      'other:SigmaConditionError',
      'A detection needs a `condition`: a text, or a list of texts.',
      value?.at ?? node.at,
    );
  return conditions;
};

/** Search identifiers and conditions of the mapping under `key` (`detection` or `filter`). */
export const readDetections = (
  rule: MapNode,
  key: 'detection' | 'filter',
  notIdentifiers: readonly string[],
): { readonly detections: ReadonlyMap<string, Detection>; readonly conditions: readonly ConditionText[] } => {
  const node = member(rule, key);
  if (node?.kind !== 'map')
    throw new SigmaFault(
      'other:SigmaDetectionError',
      `A rule needs \`${key}\`, a mapping of search identifiers and a condition.`,
      node?.at ?? rule.at,
    );
  const detections = new Map<string, Detection>();
  const budget = newBudget();
  for (const entry of node.entries)
    if (!notIdentifiers.includes(entry.key)) detections.set(entry.key, readDetection(entry.value, budget));
  if (detections.size === 0)
    throw new SigmaFault('other:SigmaDetectionError', `\`${key}\` defines no search identifier.`, node.at);
  return { detections, conditions: readConditions(node) };
};
