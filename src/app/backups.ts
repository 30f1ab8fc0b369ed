import { join } from 'node:path';
import type { LiveResource } from '../core/resource.ts';
import { templateText } from '../core/template.ts';
import { writeAtomically } from '../files/disk.ts';
import type { Session } from './judge.ts';

/** Characters that no file system minds; a rule's id may be anything that the service takes. */
const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');

/**
 * Keeps each rule as it was before this run changed it: one ARM template a rule, below `.picket/backups`, by workspace
 * and moment. The portal's import takes them, and so does `picket import arm`.
 * @returns the writer, and the folder relative to the project's root
 */
export const backupsOf = (
  session: Session,
  now: number,
): { readonly folder: string; readonly backup: (rule: LiveResource) => Promise<void> } => {
  const moment = new Date(now)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  const folder = join('.picket', 'backups', fileName(session.workspace.name), moment);
  return {
    folder,
    backup: (rule) =>
      writeAtomically(join(session.project.root, folder, `${fileName(rule.name)}.json`), templateText([rule])),
  };
};
