import { join } from 'node:path';

/** Characters that no file system minds; a rule's id may be anything that the service takes. */
export const safeName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');

/** The folder of what runs keep of a workspace, relative to the project's root: `.picket/backups/customers/a`. */
export const folderOf = (kind: 'backups' | 'writing', workspace: string): string =>
  join('.picket', kind, ...workspace.split('/').map(safeName));
