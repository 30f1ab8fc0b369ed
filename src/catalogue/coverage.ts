import { byText } from '../core/json.ts';
import type { AttackFacts, CatalogueRule } from './model.ts';

type CoveringRule = Pick<
  CatalogueRule,
  'id' | 'name' | 'detects' | 'enabled' | 'tactics' | 'techniques' | 'workspaces'
>;

/** One technique in one tactic's column. Counts are of rules; a parent counts the rules of its sub-techniques, too. */
export type Cell<Rule extends CoveringRule> = {
  readonly id: string;
  readonly name: string | undefined;
  readonly enabled: readonly Rule[];
  readonly disabled: readonly Rule[];
  /** Sub-techniques that rules name, by id. */
  readonly children: readonly Cell<Rule>[];
  /** How many sub-techniques ATT&CK has here. */
  readonly known: number;
  readonly retired: boolean;
};

export type Column<Rule extends CoveringRule> = {
  readonly tactic: string;
  /** Every technique of the tactic, by id; retired ones only where a rule names them. */
  readonly cells: readonly Cell<Rule>[];
  /** Enabled rules that name the tactic. */
  readonly rules: readonly Rule[];
  /** Techniques with an enabled rule, of those that are not retired. */
  readonly covered: number;
  readonly total: number;
};

export type Matrix<Rule extends CoveringRule> = {
  readonly domain: 'enterprise' | 'ics';
  readonly columns: readonly Column<Rule>[];
  /** Distinct techniques with an enabled rule, and all there are. */
  readonly covered: number;
  readonly total: number;
};

export type Coverage<Rule extends CoveringRule> = {
  readonly version: string;
  readonly matrices: readonly Matrix<Rule>[];
  readonly enabled: number;
  readonly disabled: number;
  /** Enabled rules that name no technique: they appear nowhere in a matrix. */
  readonly withoutTechnique: readonly Rule[];
  /** Techniques that rules name and ATT&CK does not have. */
  readonly unknown: readonly { readonly id: string; readonly rules: readonly Rule[] }[];
};

/** The domains of ATT&CK as people read them. */
export const domainNames = { enterprise: 'Enterprise', ics: 'Industrial control systems' } as const;

/** The technique that a sub-technique is of; itself for what is none. */
export const parentOf = (id: string): string => id.split('.')[0] ?? id;
const domainOf = (id: string): Matrix<CoveringRule>['domain'] => (id.startsWith('T0') ? 'ics' : 'enterprise');

/** The columns that a rule's technique counts in: its own tactics of those the technique has, otherwise all of these. */
const columnsFor = (rule: CoveringRule, tactics: readonly string[]): readonly string[] => {
  const own = tactics.filter((tactic) => rule.tactics.includes(tactic));
  return own.length === 0 ? tactics : own;
};

const index = <Rule extends CoveringRule>(
  rules: readonly Rule[],
  attack: AttackFacts,
): ReadonlyMap<string, ReadonlySet<Rule>> => {
  const found = new Map<string, Set<Rule>>();
  const add = (tactic: string, id: string, rule: Rule): void => {
    const key = `${tactic}/${id}`;
    const set = found.get(key) ?? new Set<Rule>();
    found.set(key, set.add(rule));
  };
  for (const rule of rules)
    for (const id of rule.techniques)
      for (const tactic of columnsFor(rule, attack.techniques.get(id)?.tactics ?? [])) {
        add(tactic, id, rule);
        if (id.includes('.')) add(tactic, parentOf(id), rule);
      }
  return found;
};

type Family = { readonly id: string; readonly children: readonly string[] };

const familiesOf = (attack: AttackFacts): ReadonlyMap<string, readonly Family[]> => {
  const children = new Map<string, string[]>();
  for (const id of attack.techniques.keys())
    if (id.includes('.')) children.set(parentOf(id), [...(children.get(parentOf(id)) ?? []), id]);
  const families = new Map<string, Family[]>();
  for (const [id, { tactics }] of attack.techniques)
    if (!id.includes('.'))
      for (const tactic of tactics)
        families.set(tactic, [...(families.get(tactic) ?? []), { id, children: children.get(id) ?? [] }]);
  for (const list of families.values()) list.sort((left, right) => byText(left.id, right.id));
  return families;
};

/**
 * Which techniques the rules cover, by tactic. A rule counts for each technique it names, and for the parent of a
 * sub-technique, in the columns of those of its tactics that the technique belongs to (in all of the technique's where
 * the rule names none of them). Only enabled rules cover; disabled ones are kept beside them. The matrix of industrial
 * control systems is there only if a rule names one of its techniques. `isOn` says which rules count as enabled, where that is
 * not what they say of themselves.
 */
export const coverageOf = <Rule extends CoveringRule>(
  rules: readonly Rule[],
  attack: AttackFacts,
  isOn: (rule: Rule) => boolean = ({ enabled }) => enabled,
): Coverage<Rule> => {
  const byCell = index(rules, attack);
  const families = familiesOf(attack);
  const cell = (tactic: string, { id, children }: Family): Cell<Rule> => {
    const all = [...(byCell.get(`${tactic}/${id}`) ?? [])];
    return {
      id,
      name: attack.names.get(id),
      enabled: all.filter(isOn),
      disabled: all.filter((rule) => !isOn(rule)),
      children: children
        .filter((child) => byCell.has(`${tactic}/${child}`))
        .toSorted(byText)
        .map((child) => cell(tactic, { id: child, children: [] })),
      known: children.filter((child) => attack.techniques.get(child)?.retired === false).length,
      retired: attack.techniques.get(id)?.retired ?? true,
    };
  };
  const column = (tactic: string, domain: Matrix<Rule>['domain']): Column<Rule> => {
    const cells = (families.get(tactic) ?? [])
      .filter(({ id }) => domainOf(id) === domain)
      .map((family) => cell(tactic, family))
      .filter(({ retired, enabled, disabled }) => !retired || enabled.length + disabled.length > 0);
    const active = cells.filter(({ retired }) => !retired);
    return {
      tactic,
      cells,
      rules: rules.filter((rule) => isOn(rule) && rule.tactics.includes(tactic)),
      covered: active.filter(({ enabled }) => enabled.length > 0).length,
      total: active.length,
    };
  };
  const matrix = (domain: Matrix<Rule>['domain']): Matrix<Rule> => {
    const columns = attack.tactics.map((tactic) => column(tactic, domain)).filter(({ cells }) => cells.length > 0);
    const active = columns.flatMap(({ cells }) => cells).filter(({ retired }) => !retired);
    return {
      domain,
      columns,
      covered: new Set(active.filter(({ enabled }) => enabled.length > 0).map(({ id }) => id)).size,
      total: new Set(active.map(({ id }) => id)).size,
    };
  };
  // What neither raises alerts nor names a tactic, such as a watchlist, lacks no technique.
  const detecting = rules.filter(
    ({ detects, tactics, techniques }) => detects || tactics.length > 0 || techniques.length > 0,
  );
  const named = [...new Set(rules.flatMap(({ techniques }) => techniques))].toSorted(byText);
  const usesIcs = named.some((id) => domainOf(id) === 'ics' && attack.techniques.has(id));
  return {
    version: attack.version,
    matrices: [matrix('enterprise'), ...(usesIcs ? [matrix('ics')] : [])],
    enabled: detecting.filter(isOn).length,
    disabled: detecting.filter((rule) => !isOn(rule)).length,
    withoutTechnique: detecting.filter((rule) => isOn(rule) && rule.techniques.length === 0),
    unknown: named
      .filter((id) => !attack.techniques.has(id))
      .map((id) => ({ id, rules: rules.filter(({ techniques }) => techniques.includes(id)) })),
  };
};
