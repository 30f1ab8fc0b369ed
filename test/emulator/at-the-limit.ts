import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/core/json.ts';
import { emulator, id, scheduled } from './arm.ts';

/** Properties of a rule at a limit of the service and one step beyond it, and what the service says to the latter. */
export type Limit = readonly [what: string, atTheLimit: JsonObject, beyond: JsonObject, says: string];

export const text = (length: number): string => 'a'.repeat(length);

export const ip = { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'SourceIp' }] };

/** Defines a test for each limit: the emulator is as strict as the service, and no stricter. */
export const holdTo = (limits: readonly Limit[]): void => {
  test.each(limits)('%s: at the limit taken, one step beyond refused', async (_, atTheLimit, beyond, says) => {
    const { put } = emulator();
    expect(await put(id(1), scheduled(atTheLimit))).toMatchObject({ status: 201, message: '' });
    const refused = await put(id(1), scheduled(beyond));
    expect([refused.status, refused.code]).toEqual([400, 'BadRequest']);
    expect(refused.message).toContain(says);
  });
};
