import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const run = promisify(execFile);

const source = [
  "export type Size = 'small' | 'large';",
  "export const sizeOf = (count: number): Size => (count > 9 ? 'large' : 'small');",
  "export const wordOf = (size: Size, word = 'none'): string => {",
  "  if (size === 'small') return word;",
  '  else return `${word}s`;',
  '};',
  "export class Box { name = 'box'; open(): string | undefined { return this.name || undefined; } }",
].join('\n');

/** One file reaches what the other does not, and a third loads what it never calls. */
const files = {
  'package.json': '{ "type": "module" }',
  'src/size.ts': source,
  'src/never.ts': 'export const never = (): number => { throw new Error("never"); };\n',
  'test/a.test.ts':
    "import { sizeOf } from '../src/size.ts';\ntest('a', () => { expect(sizeOf(1)).toBe('small'); });\n",
  'test/b.test.ts':
    "import { sizeOf, wordOf } from '../src/size.ts';\ntest('b', () => { expect(wordOf(sizeOf(10), 'box')).toBe('boxs'); });\n",
  'test/c.test.ts':
    "import { never } from '../src/never.ts';\ntest('c', () => { expect(typeof never).toBe('function'); });\n",
};

const settings = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } };

/** What Jest says was reached in a small project. */
const summaryOf = async (folder: string, name: string, own: Readonly<Record<string, unknown>>): Promise<unknown> => {
  const config = {
    rootDir: folder,
    cacheDirectory: join(folder, `cache-${name}`),
    extensionsToTreatAsEsm: ['.ts'],
    collectCoverageFrom: ['src/**/*.ts'],
    coverageDirectory: join(folder, name),
    coverageReporters: ['json-summary', 'json'],
    ...own,
  };
  const jest = ['--experimental-vm-modules', join(root, 'node_modules/jest/bin/jest.js'), '--runInBand', '--coverage'];
  await run(process.execPath, [...jest, '--config', JSON.stringify(config)], { cwd: folder });
  return JSON.parse(await readFile(join(folder, name, 'coverage-summary.json'), 'utf8'));
};

test('what test files reach together is what Jest itself counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-counted-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const plain = await summaryOf(folder, 'plain', {
      testEnvironment: 'node',
      transform: { '^.+\\.ts$': ['@swc/jest', settings] },
    });
    const own = {
      testEnvironment: join(root, 'test/environment.mjs'),
      transform: { '^.+\\.ts$': [join(root, 'test/reached/transform.mjs'), settings] },
    };
    expect(await summaryOf(folder, 'own', own)).toEqual(plain);
    // The same once more, of what Jest kept.
    expect(await summaryOf(folder, 'own', own)).toEqual(plain);
    expect(plain).toMatchObject({ total: { functions: { total: 4, covered: 2 } } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
