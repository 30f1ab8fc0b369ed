import { join } from 'node:path';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { isReserved } from '../core/rule-names.ts';
import { discoverRules, shown } from '../files/discover.ts';
import { kindOf, readText } from '../files/disk.ts';
import { everyFolder } from './content/content-folders.ts';
import { explanations } from './check/explain.ts';
import { openProject } from './project.ts';

/** One thing that can be typed at a place of the command line, and what it is. */
export type Offer = { readonly value: string; readonly about?: string };

/** A line of a rule file without its key, comment and quotes: completion reads many files while somebody waits. */
const lineOf = (text: string, key: 'id' | 'name'): string | undefined => {
  const found = new RegExp(`^${key}:[ \\t]*(?:"([^"\\n]+)"|'([^'\\n]+)'|([^\\s'"#|>][^#\\n]*))`, 'm').exec(text);
  return found
    ?.slice(1)
    .find((value) => value !== undefined)
    ?.trim();
};

/** What a project without mistakes would offer; nothing where there is none. */
const quietly = async (work: () => Promise<readonly Offer[]>): Promise<readonly Offer[]> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PicketError) return [];
    throw error;
  }
};

/** The rules of the nearest project: by path and by name, and by id where one was begun. */
export const offeredRules = (io: Pick<Io, 'cwd'>, begun: string): Promise<readonly Offer[]> =>
  quietly(async () => {
    const { config, root } = await openProject(io, { from: 'nearest' });
    const folders = everyFolder(config).map((folder) => join(root, folder));
    const kinds = await Promise.all(folders.map(kindOf));
    const files = await discoverRules(
      io.cwd,
      folders.filter((_, index) => kinds[index] === 'folder'),
    );
    const wantsIds = /^[0-9a-f][0-9a-f-]*$/i.test(begun);
    const offers: Offer[] = [];
    for (const file of files) {
      const text = (await readText(file)) ?? '';
      const [id, name] = [lineOf(text, 'id'), lineOf(text, 'name')];
      if (id === undefined) continue;
      const path = shown(io.cwd, file);
      offers.push({ value: path, about: name ?? id });
      if (name !== undefined && !isReserved(name)) offers.push({ value: name, about: path });
      if (wantsIds) offers.push({ value: id, about: name ?? path });
    }
    return offers;
  });

/** The workspaces of the nearest project. */
export const offeredWorkspaces = (io: Pick<Io, 'cwd'>): Promise<readonly Offer[]> =>
  quietly(async () => {
    const { config } = await openProject(io, { from: 'nearest' });
    return Object.values(config.workspaces).map(({ name, workspaceName, emulator }) => ({
      value: name,
      about: emulator === undefined ? workspaceName : `${workspaceName} (emulated)`,
    }));
  });

/** The codes that `picket explain` knows. */
export const offeredCodes = (): readonly Offer[] =>
  explanations().map(({ code, summary }) => ({ value: code, about: summary }));
