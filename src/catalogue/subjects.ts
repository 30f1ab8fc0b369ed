import { byText } from '../core/json.ts';
import { parentOf } from './coverage.ts';
import type { AttackFacts, CatalogueRule } from './model.ts';
import { rulesInOrder, techniqueForm } from './phrases.ts';

/** A thing with how many rules have it. */
export type Counted = { readonly name: string; readonly rules: number };

/** A table of the workspace with everything that the rules say about it. */
export type TableSubject = {
  readonly name: string;
  /** False where no schema has it. */
  readonly known: boolean;
  readonly plan: string | undefined;
  readonly rules: readonly CatalogueRule[];
  /** Columns that rules name, the most used first. */
  readonly columns: readonly Counted[];
  /** Tables that the same rules read, the most frequent first. */
  readonly together: readonly Counted[];
};

/** A technique or one of its sub-techniques, with the rules that name exactly it. */
export type TechniquePart = {
  readonly id: string;
  readonly name: string | undefined;
  readonly rules: readonly CatalogueRule[];
};

/** A technique with its sub-techniques, as far as rules name them. */
export type TechniqueSubject = {
  readonly id: string;
  readonly name: string | undefined;
  /** Tactics that ATT&CK counts it to; empty for one that ATT&CK does not have. */
  readonly tactics: readonly string[];
  readonly state: 'current' | 'retired' | 'unknown';
  /** Every rule that names it or a part of it. */
  readonly rules: readonly CatalogueRule[];
  /** The technique itself first, where rules name it, then its parts by id. */
  readonly parts: readonly TechniquePart[];
};

/** What has a page of its own besides the rules. */
export type Subjects = { readonly tables: readonly TableSubject[]; readonly techniques: readonly TechniqueSubject[] };

const counts = (names: readonly string[]): readonly Counted[] => {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return [...found]
    .map(([name, rules]) => ({ name, rules }))
    .toSorted((left, right) => right.rules - left.rules || byText(left.name, right.name));
};

const grouped = <Key>(rules: readonly CatalogueRule[], keysOf: (rule: CatalogueRule) => Iterable<Key>) => {
  const found = new Map<Key, CatalogueRule[]>();
  for (const rule of rules)
    for (const key of new Set(keysOf(rule))) {
      const list = found.get(key);
      if (list === undefined) found.set(key, [rule]);
      else list.push(rule);
    }
  return found;
};

/** Tables of the workspace itself: what another one has is not this catalogue's. */
const tablesOf = ({ query }: CatalogueRule) =>
  (query?.facts?.tables ?? []).filter(({ elsewhere }) => elsewhere !== true);

const tableSubjects = (rules: readonly CatalogueRule[]): readonly TableSubject[] =>
  [...grouped(rules, (rule) => tablesOf(rule).map(({ name }) => name))]
    .map(([name, readers]): TableSubject => {
      const reads = readers.flatMap((rule) => tablesOf(rule).filter((table) => table.name === name));
      return {
        name,
        known: reads.every(({ known }) => known),
        plan: reads.find(({ plan }) => plan !== undefined)?.plan,
        rules: readers,
        columns: counts(reads.flatMap(({ columns }) => columns)),
        together: counts(
          readers
            .flatMap((rule) => [...new Set(tablesOf(rule).map((table) => table.name))])
            .filter((other) => other !== name),
        ),
      };
    })
    .toSorted((left, right) => byText(left.name, right.name));

const techniqueSubjects = (rules: readonly CatalogueRule[], attack: AttackFacts): readonly TechniqueSubject[] => {
  const named = grouped(rules, ({ techniques }) => techniques.filter((id) => techniqueForm.test(id)));
  const families = grouped(rules, ({ techniques }) => techniques.filter((id) => techniqueForm.test(id)).map(parentOf));
  return [...families]
    .map(([id, own]): TechniqueSubject => {
      const facts = attack.techniques.get(id);
      return {
        id,
        name: attack.names.get(id),
        tactics: attack.tactics.filter((tactic) => facts?.tactics.includes(tactic) === true),
        state: facts === undefined ? 'unknown' : facts.retired ? 'retired' : 'current',
        rules: own,
        parts: [...named.keys()]
          .filter((part) => parentOf(part) === id)
          .toSorted(byText)
          .map((part) => ({ id: part, name: attack.names.get(part), rules: named.get(part) ?? [] })),
      };
    })
    .toSorted((left, right) => byText(left.id, right.id));
};

/** Every table and technique that the rules name, by name; their rules in the order of lists. */
export const subjectsOf = (rules: readonly CatalogueRule[], attack: AttackFacts): Subjects => {
  const ordered = rulesInOrder(rules);
  return { tables: tableSubjects(ordered), techniques: techniqueSubjects(ordered, attack) };
};
