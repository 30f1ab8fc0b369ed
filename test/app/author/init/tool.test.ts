import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { findTool } from '../../../../src/app/author/init/tool.ts';
import { serveRegistry } from '../../../../tools/package/registry.ts';
import { inFolder } from '../../../cli/io.ts';
import { toolPackage } from '../../../fakes/tool-package.ts';

/** Packing Picket takes most of a second, npm another. */
jest.setTimeout(60_000);

const root = 'node_modules/sentinel-picket';

describe('the tool that a repository pins', () => {
  test('is what runs, tracked, with everything that it needs pinned by hash', async () => {
    const tool = await findTool('/', undefined);
    expect([tool.version, tool.spec, tool.tracked?.path]).toEqual([
      '0.1.0',
      'file:tools/picket/picket-0.1.0.tgz',
      'tools/picket/picket-0.1.0.tgz',
    ]);
    expect(Object.keys(tool.locked).length).toBeGreaterThan(80);
    for (const [place, entry] of Object.entries(tool.locked)) {
      expect(entry['integrity']).toMatch(/^sha512-/);
      expect([place, entry['dev'], entry['resolved']]).toEqual([
        place,
        undefined,
        place === root ? tool.spec : undefined,
      ]);
    }
  });

  test('is a packed file, by the hash of its bytes', async () => {
    await inFolder(async ({ cwd }) => {
      await writeFile(join(cwd, 'mine.tgz'), await toolPackage('4.5.6', {}, '@contoso/picket'));
      const tool = await findTool(cwd, 'mine.tgz');
      expect(tool.locked[root]).toMatchObject({ name: '@contoso/picket', version: '4.5.6', resolved: tool.spec });
      expect(tool.tracked?.path).toBe('tools/picket/picket-4.5.6.tgz');
    });
  });

  test('is a package of the registry that npm is set up for, by the hash of what that served', async () => {
    const bytes = await toolPackage('4.5.6', {}, '@contoso/picket');
    const registry = await serveRegistry([], { '@contoso/picket': { version: '4.5.6', bytes } });
    try {
      await inFolder(async ({ cwd, write }) => {
        await write('.npmrc', `registry=${registry.url}/\ncache=${join(cwd, 'cache')}\n`);
        const tool = await findTool(cwd, 'npm:@contoso/picket@4.5.6');
        expect([tool.spec, tool.tracked]).toEqual(['npm:@contoso/picket@4.5.6', undefined]);
        expect(tool.locked[root]).toMatchObject({ name: '@contoso/picket', version: '4.5.6' });
        expect(tool.locked[root]).not.toHaveProperty('resolved');
        await expect(findTool(cwd, 'npm:@contoso/other@4.5.6')).rejects.toThrow(
          /@contoso\/other@4\.5\.6 cannot be fetched: 404/,
        );
      });
    } finally {
      registry.close();
    }
  });

  test.each([
    ['npm:sentinel-picket', 'names no exact version'],
    ['npm:sentinel-picket@^1.2.3', 'names no exact version'],
    ['npm:sentinel-picket@latest', 'names no exact version'],
    ['http://example.com/picket.tgz', 'is no https address'],
    ['git+ssh://example.com/picket', 'There is no file'],
    ['nothing.tgz', 'There is no file nothing.tgz'],
    ['text.tgz', 'text.tgz is no packed npm package'],
    ['other.tgz', 'other.tgz is no Picket that can be pinned: it has no dist/lock.json'],
    ['empty.tgz', 'its package.json names no command'],
  ])('is not %s', async (source, message) => {
    await inFolder(async ({ cwd, write }) => {
      await write('text.tgz', 'hello');
      await writeFile(join(cwd, 'other.tgz'), await toolPackage('1.0.0', { 'dist/lock.json': undefined }));
      await writeFile(join(cwd, 'empty.tgz'), await toolPackage('1.0.0', { 'package.json': '{}' }));
      await expect(findTool(cwd, source)).rejects.toThrow(message);
    });
  });
});
