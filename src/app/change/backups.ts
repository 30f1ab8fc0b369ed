import { join } from 'node:path';
import { kindOf } from '../../content/index.ts';
import type { LiveResource, Resource } from '../../core/resource.ts';
import { templateText } from '../../core/service/template.ts';
import { writeAtomically } from '../../files/disk.ts';
import type { Session } from '../session.ts';

/** Characters that no file system minds; a rule's id may be anything that the service takes. */
const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');

export type Backups = {
  /** Relative to the project's root. */
  readonly folder: string;
  /** Keeps a rule as it was before this run changed it. */
  readonly backup: (rule: LiveResource) => Promise<void>;
  /** Keeps a rule as somebody else wrote it meanwhile, beside the backup; gives the file, relative to the project's root. */
  readonly keep: (rule: Resource, writer: string) => Promise<string>;
};

/**
 * What a run may overwrite: one ARM template a rule, below `.picket/backups`, by workspace and moment. The portal's
 * import takes them, and so does `picket import arm`.
 */
export const backupsOf = (session: Session, now: number): Backups => {
  const moment = new Date(now)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  const folder = join('.picket', 'backups', fileName(session.workspace.name), moment);
  const write = async (name: string, rule: Resource): Promise<string> => {
    const path = join(folder, name);
    await writeAtomically(join(session.project.root, path), templateText([rule], { kindOf }));
    return path;
  };
  return {
    folder,
    backup: async (rule) => {
      await write(`${fileName(rule.name)}.json`, rule);
    },
    keep: (rule, writer) => write(`${fileName(rule.name)}.${fileName(writer)}.json`, rule),
  };
};
