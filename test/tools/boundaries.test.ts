import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(import.meta.url);

type Row = {
  readonly folder: string;
  readonly imports: readonly string[];
  readonly types?: readonly string[];
  readonly packages: readonly string[];
  readonly pure: boolean;
};
/** Which folder may import which. */
const table: readonly Row[] = JSON.parse(readFileSync(join(root, 'tools', 'boundaries.json'), 'utf8'));
const folders = table.map(({ folder }) => folder);

/** What is planted: a file in a folder with one import, static, dynamic or of a type alone. */
type Plant = { readonly path: string; readonly text: string; readonly forbidden: boolean };

const sources = (target: string): readonly string[] => [
  `import { x } from '${target}';\nexport const y = x;\n`,
  `export const y = (): Promise<unknown> => import('${target}');\n`,
  `import type { X } from '${target}';\nexport type Y = X;\n`,
];

/** One package of each sort: of the command line, of the service, of the language. */
const packages = [
  'yargs',
  '@azure/identity',
  '@kusto/language-service-next',
  '@kusto/language-service-next/bridge.min.js',
];

const plants: readonly Plant[] = table.flatMap(({ folder: from, imports, types = [], packages: own, pure }) => [
  ...folders
    .filter((to) => to !== from)
    .flatMap((to) =>
      ['..', '../..'].flatMap((up) =>
        sources(`${up}/${to}/x.ts`).map((text, index) => ({
          path: `src/${from}/${up === '..' ? '' : 'room/'}plant-${to}-${index}.ts`,
          text,
          forbidden: !imports.includes(to) && !(types.includes(to) && index === 2),
        })),
      ),
    ),
  ...[
    `import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n`,
    'export const y = process.env;\n',
  ].map((text, index) => ({ path: `src/${from}/plant-world-${index}.ts`, text, forbidden: pure })),
  ...packages.map((name, index) => ({
    path: `src/${from}/plant-package-${index}.ts`,
    text: `import { x } from '${name}';\nexport const y = x;\n`,
    forbidden: !own.some((mine) => name === mine || name.startsWith(`${mine}/`)),
  })),
]);

/** A folder that the table does not know may not import anything from outside of itself. */
const news: readonly Plant[] = [
  ...['../core/json.ts', '../../core/json.ts', 'yargs', 'node:fs'].flatMap((target, at) =>
    sources(target).map((text, index) => ({ path: `src/news/plant-${at}-${index}.ts`, text, forbidden: true })),
  ),
  ...sources('./other.ts').map((text, index) => ({ path: `src/news/plant-own-${index}.ts`, text, forbidden: false })),
];

const run = (cwd: string): Promise<string> =>
  new Promise((resolve) => {
    const oxlint = join(dirname(require.resolve('oxlint/package.json')), 'bin', 'oxlint');
    execFile(process.execPath, [oxlint, '--format', 'json', 'src'], { cwd, maxBuffer: 1 << 26 }, (_error, out) =>
      resolve(out),
    );
  });

const flagged = new Set<string>();

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-boundaries-'));
  try {
    for (const path of ['.oxlintrc.json', 'tools/boundaries.oxlint.json'])
      await cp(join(root, path), join(folder, path), { recursive: true });
    for (const { path, text } of [...plants, ...news]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { diagnostics }: { diagnostics: { code: string; filename: string }[] } = JSON.parse(await run(folder));
    for (const { code, filename } of diagnostics)
      if (code.includes('no-restricted')) flagged.add(filename.replaceAll('\\', '/'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

const refused = (all: readonly Plant[]): readonly string[] =>
  all.filter(({ path }) => flagged.has(path)).map(({ path }) => path);
const forbidden = (all: readonly Plant[]): readonly string[] =>
  all.filter((plant) => plant.forbidden).map(({ path }) => path);

describe('the linter keeps the folders apart', () => {
  test.each(folders)('src/%s imports what the table of the architecture allows, and nothing else', (from) => {
    const here = plants.filter(({ path }) => path.startsWith(`src/${from}/`));
    expect(refused(here)).toEqual(forbidden(here));
  });

  test('a folder without a row imports nothing from outside', () => {
    expect(refused(news)).toEqual(forbidden(news));
  });
});

describe('the table', () => {
  const check = async (change: (folder: string) => Promise<unknown>): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'picket-boundaries-'));
    try {
      for (const path of ['package.json', 'docs/architecture.md', 'tools', 'src'])
        await cp(join(root, path), join(folder, path), { recursive: true });
      await change(folder);
      const { stderr } = await new Promise<{ stderr: string }>((resolve) => {
        execFile(process.execPath, ['tools/boundaries.mjs'], { cwd: folder }, (_error, _out, text) =>
          resolve({ stderr: text }),
        );
      });
      return stderr;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  test('fits the folders, the deny-lists and the page', async () => {
    expect(await check(() => Promise.resolve())).toBe('');
  });

  test('knows every folder', async () => {
    expect(await check((folder) => mkdir(join(folder, 'src', 'news')))).toBe(
      'src/news is in no row of tools/boundaries.json: say there what it is and may import.\n',
    );
  });

  test('has no folder within another that the linter would take for one it forbids', async () => {
    expect(await check((folder) => mkdir(join(folder, 'src', 'core', 'git')))).toContain(
      'src/core has a folder called git, which it may not import: the linter takes one for the other.\n',
    );
  });

  test('has a floor of coverage for every folder', async () => {
    const [first, ...others] = table;
    const changed = JSON.stringify([{ ...first, covered: { lines: 90 } }, ...others]);
    expect(await check((folder) => writeFile(join(folder, 'tools', 'boundaries.json'), changed))).toBe(
      `src/${first?.folder ?? ''} has no floor of coverage in tools/boundaries.json: say there how much is covered.\n`,
    );
  });

  test('tells when what follows from it was not written anew', async () => {
    const [first, ...others] = table;
    const changed = JSON.stringify([{ ...first, imports: ['files'] }, ...others]);
    expect(await check((folder) => writeFile(join(folder, 'tools', 'boundaries.json'), changed))).toBe(
      ['tools/boundaries.oxlint.json', 'docs/architecture.md']
        .map(
          (path) => `${path} does not follow from tools/boundaries.json: run \`node tools/boundaries.mjs --write\`.\n`,
        )
        .join(''),
    );
  });
});
