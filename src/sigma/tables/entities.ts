import type { TypedQuery } from './convert-tables.ts';
import type { EntityCandidate, EntityIdentifier, TableView } from './table-pipeline.ts';

export type ChosenEntity = {
  readonly entityType: string;
  readonly fieldMappings: readonly { readonly identifier: string; readonly columnName: string }[];
  /** In words: from which columns, and why. */
  readonly reason: string;
};

export type ChosenEntities = {
  readonly entities: readonly ChosenEntity[];
  /** `extend` lines for columns that have to be split first. */
  readonly lines: readonly string[];
};

/** The service takes ten entity mappings of three identifiers each (Microsoft Learn, "Map data fields to entities"). */
const maxEntities = 10;
const maxIdentifiers = 3;

const wordsOf = (text: string): string[] => Array.from(text.matchAll(/[A-Za-z_]\w*/g), (match) => match[0]);

const reads = (candidate: EntityCandidate, read: ReadonlySet<string>): boolean =>
  candidate.whenRead?.some((column) => read.has(column)) ?? false;

/**
 * Entities of a query: those whose columns it reads come first, then those that every alert of the table should have.
 * A candidate is left out when the table lacks one of its columns.
 */
export const chooseEntities = ({ view, context }: TypedQuery): ChosenEntities => {
  const candidates = view.entities.filter(
    (candidate) => candidate.whenRead === undefined || reads(candidate, context.read),
  );
  const ranked = [
    ...candidates.filter((candidate) => reads(candidate, context.read)),
    ...candidates.filter((candidate) => !reads(candidate, context.read)),
  ];
  const taken = new Set([...Object.keys(view.columns), ...context.extended.keys()]);
  const lines: string[] = [];
  const isThere = (identifier: EntityIdentifier): boolean =>
    identifier.column === undefined || Object.hasOwn(view.columns, identifier.column);
  const entities = ranked.slice(0, maxEntities).flatMap((candidate): ChosenEntity[] => {
    const identifiers = candidate.identifiers.slice(0, maxIdentifiers);
    if (!identifiers.every(isThere)) return [];
    const sources = new Set<string>();
    const fieldMappings = identifiers.map(({ identifier, column, expression, name }) => {
      if (column !== undefined) {
        sources.add(column);
        return { identifier, columnName: column };
      }
      let columnName = name ?? identifier;
      while (taken.has(columnName)) columnName += 'Entity';
      taken.add(columnName);
      lines.push(`extend ${columnName} = ${expression ?? '""'}`);
      for (const word of wordsOf(expression ?? '')) if (Object.hasOwn(view.columns, word)) sources.add(word);
      return { identifier, columnName };
    });
    const from = sources.size === 0 ? '' : ` from ${[...sources].join(', ')}`;
    return [
      { entityType: candidate.entityType, fieldMappings, reason: `${candidate.entityType}${from}: ${candidate.why}` },
    ];
  });
  return { entities, lines };
};

/**
 * Entities of a correlation: those of its table whose columns it groups by, since its result has no others. An entity
 * goes by its first identifier; further ones are left out where they are not grouped by.
 */
export const chooseGroupedEntities = (view: TableView, sources: ReadonlyMap<string, string>): ChosenEntities => {
  const lines: string[] = [];
  const taken = new Set(sources.values());
  const columnsIn = ({ column, expression }: EntityIdentifier): string[] =>
    column === undefined ? wordsOf(expression ?? '').filter((word) => Object.hasOwn(view.columns, word)) : [column];
  const entities = view.entities.flatMap((candidate): ChosenEntity[] => {
    const isGrouped = (identifier: EntityIdentifier): boolean =>
      columnsIn(identifier).every((column) => sources.has(column));
    const first = candidate.identifiers.find((identifier) => columnsIn(identifier).length > 0);
    if (first === undefined || !isGrouped(first)) return [];
    const from = new Set<string>();
    const fieldMappings = candidate.identifiers
      .filter(isGrouped)
      .slice(0, maxIdentifiers)
      .map((each) => {
        for (const column of columnsIn(each)) from.add(column);
        const grouped = each.column === undefined ? undefined : sources.get(each.column);
        if (grouped !== undefined) return { identifier: each.identifier, columnName: grouped };
        let columnName = each.name ?? each.identifier;
        while (taken.has(columnName)) columnName += 'Entity';
        taken.add(columnName);
        const expression = (each.expression ?? '""').replaceAll(/[A-Za-z_]\w*/g, (word) => sources.get(word) ?? word);
        lines.push(`extend ${columnName} = ${expression}`);
        return { identifier: each.identifier, columnName };
      });
    const reason = `${candidate.entityType} from ${[...from].join(', ')}: ${candidate.why}`;
    return [{ entityType: candidate.entityType, fieldMappings, reason }];
  });
  return { entities: entities.slice(0, maxEntities), lines };
};
