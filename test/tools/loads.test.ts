import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, jest, test } from '@jest/globals';

/** Several programs start at once, some of which load the KQL engine. */
jest.setTimeout(120_000);

const run = promisify(execFile);

/** What a tool says of an option that it does not have, once everything that it imports was loaded. */
const refusal = async (tool: string): Promise<string> => {
  const path = join('build', 'tools', `${tool}.js`);
  if (!existsSync(path)) return `${path} is not there: npm run build`;
  try {
    const { stdout } = await run(process.execPath, [path, '--no-such-option']);
    return `it ran: ${stdout}`;
  } catch (error) {
    const said = String(error);
    return /ERR_PARSE_ARGS_UNKNOWN_OPTION/.exec(said)?.[0] ?? said;
  }
};

test('every tool loads as it is built, and does nothing for an option that it does not have', async () => {
  const tools = readdirSync('tools').flatMap((name) => /^(.+)\.ts$/.exec(name)?.slice(1) ?? []);
  expect(tools.length).toBeGreaterThan(1);
  const said = await Promise.all(tools.map(async (tool) => [tool, await refusal(tool)]));
  expect(said).toEqual(tools.map((tool) => [tool, 'ERR_PARSE_ARGS_UNKNOWN_OPTION']));
});
