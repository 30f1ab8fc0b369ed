import type { Io } from '../../core/io.ts';
import { objectOf, textOf } from '../../core/json.ts';
import type { OwnedContent } from '../../core/report.ts';
import type { Session } from '../session.ts';
import { ownersIn } from './codeowners.ts';

type Named = { readonly path?: string | undefined; readonly displayName: string };

/**
 * Who answers for content, by the path of its file: its `metadata.owner`, else whom CODEOWNERS names. What has no file here,
 * or no owner, is left out; empty where nothing is left.
 */
export const ownersOf = async (
  io: Pick<Io, 'cwd'>,
  { project, content }: Pick<Session, 'project' | 'content'>,
  named: readonly Named[],
): Promise<{ readonly owners?: readonly OwnedContent[] }> => {
  const codeowners = await ownersIn(project, io);
  const written = new Map(
    content.items.map(({ document, raw }) => [document.path, textOf(objectOf(raw['metadata'])['owner'])?.trim()]),
  );
  const found = new Map<string, string[]>();
  for (const { path, displayName } of named) {
    if (path === undefined) continue;
    const own = written.get(path) || undefined;
    for (const owner of own === undefined ? (codeowners?.(path) ?? []) : [own])
      found.set(owner, [...(found.get(owner) ?? []), displayName]);
  }
  const owners = [...found].map(([owner, names]) => ({ owner, names: names.toSorted() }));
  return owners.length === 0 ? {} : { owners: owners.toSorted((one, other) => (one.owner < other.owner ? -1 : 1)) };
};
