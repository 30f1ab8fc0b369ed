import { writeFileSync } from 'node:fs';

/**
 * Writes a file with what is expected where `UPDATE_EXPECTED=1` asks for it: what is said now, to be read before it is kept.
 * @param text what is said now, asked for only then
 */
export const updateExpected = (file: string | URL, text: () => string): void => {
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, text());
};
