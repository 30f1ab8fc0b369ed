import { join } from 'node:path';
import { isObject, type JsonObject } from '../../core/json.ts';
import { readText, writeAtomically } from '../../files/disk.ts';

/** The template that a rule was last brought to: what both sides are compared with. */
export type UpstreamBase = {
  readonly template: string;
  readonly version: string | undefined;
  readonly body: JsonObject;
};

const placeOf = (root: string, ruleId: string): string =>
  join(root, '.picket', 'upstream', `${ruleId.toLowerCase().replaceAll(/[^a-z0-9-]/g, '_')}.json`);

/** Keeps the template that a rule was made from, for the next comparison. */
export const keepBase = (root: string, ruleId: string, base: UpstreamBase): Promise<void> => {
  const { template, version, body } = base;
  const record = { format: 1, template, ...(version === undefined ? {} : { version }), body };
  return writeAtomically(placeOf(root, ruleId), `${JSON.stringify(record, null, 2)}\n`);
};

/** The template that a rule was last brought to; undefined where nobody kept it, or where the record is damaged. */
export const readBase = async (root: string, ruleId: string): Promise<UpstreamBase | undefined> => {
  const text = await readText(placeOf(root, ruleId));
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    if (!isObject(record)) return undefined;
    const { template, version, body } = record;
    if (typeof template !== 'string' || !isObject(body)) return undefined;
    return { template, version: typeof version === 'string' ? version : undefined, body };
  } catch {
    return undefined;
  }
};
