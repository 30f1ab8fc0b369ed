import { PicketError } from '../core/errors.ts';
import { readAsset } from './assets.ts';

const facts = 'schemas/log-analytics/facts.json';

let reading: unknown;

const read = (): unknown => {
  const text = readAsset(facts);
  if (text !== undefined) return JSON.parse(text);
  throw new PicketError('config', `Picket's own ${facts} is missing.`, {
    code: 'broken-installation',
    hint: 'Install Picket again.',
  });
};

/**
 * The facts about tables and functions that Picket ships, for `shippedSchema` of src/kql: read once, when first asked
 * for (1.2 MB). Throws a PicketError when the installation lacks the file.
 */
export const readShippedFacts = async (): Promise<unknown> => {
  reading ??= read();
  return reading;
};
