import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import type { JsonObject } from '../core/json.ts';
import { isUnknown, type QueryLogs } from '../core/ports.ts';

/** Rows of the logs of a workspace, between two moments in milliseconds since 1970. */
export type AskLogs = (
  query: string,
  between: { readonly from: number; readonly to: number },
) => Promise<readonly JsonObject[]>;

/** Asks the logs where there is nothing to do without them: rejects with an `auth` error where they may not be read. */
export const askingLogs =
  (queryLogs: QueryLogs, io: Pick<Io, 'signals'>): AskLogs =>
  async (query, between) => {
    const rows = await queryLogs(query, between, io.signals.abort);
    if (!isUnknown(rows)) return rows;
    throw new PicketError('auth', `The logs cannot be read: ${rows.unknown}`, {
      code: 'logs-unreadable',
      hint: 'The role Microsoft Sentinel Reader on the workspace suffices.',
    });
  };
