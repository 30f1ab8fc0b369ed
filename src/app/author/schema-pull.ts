import { resolve } from 'node:path';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isUnknown, type Unknown, type WorkspaceFacts } from '../../core/ports.ts';
import { shown } from '../../files/discover.ts';
import { printLock } from '../../kql/index.ts';
import { openWorkspace, type WorkspaceRequest } from '../session.ts';
import { lockPath } from '../query-schema.ts';
import { writeIfOther } from './rule-files.ts';

/** What a pull of a workspace's schema did. */
export type SchemaPull = {
  readonly workspace: string;
  /** The lock file, relative to the working directory. */
  readonly path: string;
  readonly state: 'written' | 'same';
  readonly tables: number;
  readonly functions: number;
};

const readable = <T>(fact: readonly T[] | Unknown, what: string, workspace: string): readonly T[] => {
  if (!isUnknown(fact)) return fact;
  throw new PicketError('auth', `The ${what} of the workspace ${workspace} may not be read: ${fact.unknown}`, {
    code: 'schema-unreadable',
    hint: 'Give the identity the role Log Analytics Reader on the workspace, or Microsoft Sentinel Reader on its resource group.',
  });
};

/** The text of a lock file, and how much it holds. */
export type LockText = { readonly text: string; readonly tables: number; readonly functions: number };

/**
 * The lock file of what a workspace says about itself. Rejects with an `auth` error where the caller may not read the
 * schema, and with a `service` error where it is empty: no workspace is, and every query would be wrong.
 */
export const readLock = async (
  facts: Pick<WorkspaceFacts, 'tables' | 'functions'>,
  workspace: string,
  signal?: AbortSignal,
): Promise<LockText> => {
  const tables = readable(await facts.tables(signal), 'tables', workspace);
  const functions = readable(await facts.functions(signal), 'saved functions', workspace);
  if (tables.length === 0)
    throw new PicketError('service', `The workspace ${workspace} lists no tables at all.`, {
      code: 'schema-empty',
      hint: 'A lock file without tables would make every query wrong; check that the workspace is the right one.',
    });
  return { text: printLock(workspace, tables, functions), tables: tables.length, functions: functions.length };
};

/**
 * Writes the tables and saved functions of a workspace to its lock file, so that queries are checked against what is
 * there and nothing else. The same workspace gives the same bytes. Where the schema cannot be read the old file stays.
 */
export const pullSchema = async (io: Io, request: WorkspaceRequest): Promise<SchemaPull> => {
  const { project, workspace: config, connection } = await openWorkspace(io, request);
  const { facts } = connection;
  const { text, tables, functions } = await readLock(facts, config.name, io.signals.abort);
  const path = resolve(project.root, lockPath(project, config.name));
  const state = await writeIfOther(path, text);
  return { workspace: config.name, path: shown(io.cwd, path), state, tables, functions };
};
