import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bicepModules, buildBicep } from '../../src/files/bicep.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-bicep-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const built = async (script: string | undefined, stop = new AbortController().signal): Promise<string> => {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  if (script !== undefined) {
    await writeFile(join(bin, 'bicep'), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, 'bicep'), 0o755);
  }
  const env = { PATH: script === undefined ? bin : `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  return new TextDecoder().decode(await buildBicep(join(folder, 'a.bicep'), 'x/a.bicep', env, stop));
};

describe('a Bicep file', () => {
  test('is built by the command, in the folder of the file', async () => {
    expect(await built('echo "$PWD $*"')).toBe(`${folder} build --stdout ${join(folder, 'a.bicep')}\n`);
  });

  test.each([
    ['echo "Warning x" >&2; echo "a.bicep(1,1) : Error BCP001: no" >&2; exit 1', 'a.bicep(1,1) : Error BCP001: no'],
    ['echo >&2; echo "first" >&2; echo "second" >&2; exit 1', 'first'],
    ['exit 3', 'it said nothing, and ended with 3'],
    ['kill -9 $$', 'it was ended by SIGKILL'],
  ])('that the command refuses is refused with what it said: %s', async (script, reason) => {
    await expect(built(script)).rejects.toMatchObject({
      kind: 'usage',
      code: 'bicep-failed',
      message: `bicep cannot build x/a.bicep: ${reason}`,
      hint: 'Mend the file, or build it to JSON where it builds and import that with `picket import arm`.',
    });
  });

  test('is refused where there is no such command', async () => {
    await expect(built(undefined)).rejects.toMatchObject({
      kind: 'usage',
      code: 'no-bicep',
      message: 'The `bicep` command is not installed here, or may not be run (ENOENT).',
      hint: 'Where it is: bicep build x/a.bicep; then: picket import arm x/a.json.',
    });
  });

  test('that is interrupted gives the interrupt itself', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(built('sleep 5', stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('names its modules by their paths, and those of a registry by none', async () => {
    const file = join(folder, 'main.bicep');
    await writeFile(
      file,
      "module a 'deep/a.bicep' = {}\n\t module b  '../b.bicep' = {}\n// module c 'c.bicep'\nmodule d 'br:x.azurecr.io/d:1' = {}\nmodule 'e'\n",
    );
    const found = await bicepModules([file, join(folder, 'gone.bicep')]);
    expect([...found]).toEqual([join(folder, 'deep/a.bicep'), join(folder, '../b.bicep')]);
  });
});
