import { resolve } from 'node:path';
import { eventTables, readFixture, typeNamed } from '../../../content/rule-test/index.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import type { JsonObject } from '../../../core/json.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { readText } from '../../../files/disk.ts';
import { columnsOf } from '../../../kql/index.ts';
import { openProject, type ConfigChoice } from '../../project.ts';
import { querySchema } from '../../query-schema.ts';

export type SampleRequest = {
  readonly config: ConfigChoice;
  /** Relative to the working directory. */
  readonly file: string;
  readonly table: string;
};

/**
 * The rows of a table that a file of events holds, as a test's `{file: …}` reads them. Rejects with a `usage` error for a
 * table that no schema knows, and for a file that is none or holds no rows of it.
 */
export const sampleRows = async (io: Pick<Io, 'cwd'>, request: SampleRequest): Promise<readonly JsonObject[]> => {
  const { schema } = await querySchema(await openProject(io, request.config), io);
  const columns = columnsOf(schema, request.table);
  if (columns === undefined) {
    const [near] = nearest(request.table, [...schema.tableNames(), ...schema.functionNames()]);
    throw new PicketError('usage', `Picket knows no table \`${request.table}\`.`, {
      code: 'unknown-table',
      hint: `${near === undefined ? '' : `Did you mean \`${near}\`? `}Windows events become rows of ${eventTables.join(', ')}.`,
    });
  }
  const text = await readText(resolve(io.cwd, request.file));
  if (text === undefined)
    throw new PicketError('usage', `${request.file} does not exist.`, {
      code: 'no-such-path',
      hint: 'Name a file of JSON, NDJSON or CSV.',
    });
  const types = new Map(columns.map(({ name, type }) => [name, typeNamed(type)]));
  const read = readFixture(request.file, text, { name: request.table, typeOf: (column) => types.get(column) });
  if ('rows' in read) return read.rows;
  throw new PicketError('usage', `${request.file} gives no rows of \`${request.table}\`: ${read.problem}.`, {
    code: 'no-rows',
  });
};
