import { byText } from '../core/json.ts';
import type { AttackFacts, CatalogueModel, CatalogueRule } from './model.ts';
import { severityRank, tacticTitle } from './phrases.ts';

/** What the index can be narrowed by; the names are part of its addresses (`index.html#severity=High`). */
export const facetNames = [
  'severity',
  'tactic',
  'technique',
  'table',
  'connector',
  'tag',
  'owner',
  'status',
  'workspace',
] as const;
export type FacetName = (typeof facetNames)[number];

export type FacetValues = Readonly<Record<FacetName, readonly string[]>>;

export const facetLabels: Readonly<Record<FacetName, string>> = {
  severity: 'Severity',
  tactic: 'Tactic',
  technique: 'Technique',
  table: 'Table',
  connector: 'Connector',
  tag: 'Tag',
  owner: 'Owner',
  status: 'Status',
  workspace: 'Workspace',
};

/** The values of one rule. Its status is whether it is enabled, and the life cycle where the file states one. */
export const facetsOf = (rule: CatalogueRule): FacetValues => ({
  severity: rule.severity === undefined ? [] : [rule.severity],
  tactic: rule.tactics,
  technique: [...new Set(rule.techniques.flatMap((id) => [id.split('.')[0] ?? id, id]))],
  table: (rule.query?.facts?.tables ?? []).map(({ name }) => name),
  connector: rule.connectors.map(({ id }) => id),
  tag: rule.tags,
  owner: rule.owner === undefined ? [] : [rule.owner],
  status: [rule.enabled ? 'enabled' : 'disabled', ...(rule.status === undefined ? [] : [rule.status])],
  workspace: rule.workspaces,
});

/** A value to choose, with how it reads and how many rules have it. */
export type FacetOption = { readonly value: string; readonly label: string; readonly count: number };

const ordering = (name: FacetName, model: CatalogueModel) => {
  switch (name) {
    case 'severity':
      return (left: string, right: string) => severityRank(left) - severityRank(right) || byText(left, right);
    case 'tactic':
      return (left: string, right: string) =>
        model.attack.tactics.indexOf(left) - model.attack.tactics.indexOf(right) || byText(left, right);
    default:
      return byText;
  }
};

const labelOf = (name: FacetName, value: string, { attack }: CatalogueModel): string => {
  if (name === 'tactic') return tacticTitle(value);
  const called = name === 'technique' ? attack.names.get(value) : undefined;
  return called === undefined ? value : `${value} ${called}`;
};

/** The choices of every facet over all rules, in the order in which people look for them. */
export const facetOptions = (model: CatalogueModel): Readonly<Record<FacetName, readonly FacetOption[]>> => {
  const all = model.rules.map(facetsOf);
  const options = (name: FacetName): readonly FacetOption[] => {
    const counts = new Map<string, number>();
    for (const values of all)
      for (const value of new Set(values[name])) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts.keys()].toSorted(ordering(name, model)).map((value) => ({
      value,
      label: labelOf(name, value, model),
      count: counts.get(value) ?? 0,
    }));
  };
  return {
    severity: options('severity'),
    tactic: options('tactic'),
    technique: options('technique'),
    table: options('table'),
    connector: options('connector'),
    tag: options('tag'),
    owner: options('owner'),
    status: options('status'),
    workspace: options('workspace'),
  };
};

/** What the search box looks through for a rule, in lower case. */
export const searchText = (rule: CatalogueRule, { names }: AttackFacts): string => {
  const facets = facetsOf(rule);
  return [
    rule.name,
    rule.id,
    rule.path,
    rule.description,
    rule.author ?? '',
    rule.tactics.flatMap((tactic) => [tactic, tacticTitle(tactic)]).join(' '),
    facets.technique.map((id) => names.get(id) ?? '').join(' '),
    rule.query?.text ?? '',
    ...Object.values(facets).flat(),
  ]
    .join('\n')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ');
};
