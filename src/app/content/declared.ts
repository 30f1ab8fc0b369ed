import { resolve } from 'node:path';
import type { CompleteItem } from '../../core/content-type.ts';
import type { Io } from '../../core/io.ts';
import type { Ref } from '../../core/ref.ts';
import { namesOf, type DeclaredSymbols, type SymbolSource } from '../../core/symbols.ts';
import { isBelow } from '../../files/discover.ts';
import type { EffectiveItem } from './effective.ts';
import type { Project } from '../project.ts';
import { foldersOf } from '../query-schema.ts';

/** What a file gives to queries, unless it is one that the schema of the project reads anyway. */
export type Declared = {
  readonly item: EffectiveItem;
  readonly symbols: DeclaredSymbols;
  /** True where a folder of symbols in picket.yaml holds the file too: what is wrong with it is said there. */
  readonly isDeclaredElsewhere: boolean;
};

/** What a file gives to queries by a source of symbols of its type; nothing where the type has none. */
export const symbolsOf = (
  { root, config }: Project,
  io: Pick<Io, 'cwd'>,
  item: EffectiveItem,
  source: SymbolSource | undefined,
): readonly Declared[] => {
  if (source === undefined) return [];
  const { path, text } = item.document;
  const isDeclaredElsewhere = foldersOf({ config }, source.setting).some((folder) =>
    isBelow(resolve(root, folder), resolve(io.cwd, path)),
  );
  return [{ item, symbols: source.read(path, text, item.raw), isDeclaredElsewhere }];
};

/** Looks up which rules give a name, without case. */
export const givers = (
  declared: readonly Declared[],
  rules: readonly { readonly rule: Pick<CompleteItem, 'id'>; readonly item: EffectiveItem }[],
): ((name: string) => readonly Ref[]) => {
  const refs = new Map(rules.map(({ rule, item }) => [item, { type: item.type.name, id: rule.id }]));
  const found = new Map<string, Ref[]>();
  for (const { item, symbols } of declared) {
    const ref = refs.get(item);
    for (const name of ref === undefined ? [] : namesOf(symbols))
      found.set(name.toLowerCase(), [...(found.get(name.toLowerCase()) ?? []), ...(ref === undefined ? [] : [ref])]);
  }
  return (name) => found.get(name.toLowerCase()) ?? [];
};
