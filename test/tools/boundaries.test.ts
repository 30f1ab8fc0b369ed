import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(import.meta.url);

/** Which folder may import which; the table of docs/architecture.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kql: [],
  content: ['core', 'kql'],
  importers: ['core'],
  sigma: ['core'],
  catalogue: ['core', 'kql'],
  emulator: ['core', 'kql'],
  azure: ['core'],
  git: ['core'],
  github: ['core'],
  files: ['core'],
  workers: ['core', 'kql'],
  report: ['core'],
  app: [
    'core',
    'content',
    'importers',
    'kql',
    'sigma',
    'azure',
    'emulator',
    'catalogue',
    'git',
    'github',
    'files',
    'workers',
    'report',
  ],
  cli: ['core', 'app', 'report'],
};
const folders = Object.keys(allowed);
const pure = ['core', 'kql', 'content', 'importers', 'sigma', 'catalogue', 'report'];

/** What is planted: a file in a folder with one import, static, dynamic or of a type alone. */
type Plant = { readonly path: string; readonly text: string; readonly forbidden: boolean };

const sources = (target: string): readonly string[] => [
  `import { x } from '${target}';\nexport const y = x;\n`,
  `export const y = (): Promise<unknown> => import('${target}');\n`,
  `import type { X } from '${target}';\nexport type Y = X;\n`,
];

const plants: readonly Plant[] = folders.flatMap((from) => [
  ...folders
    .filter((to) => to !== from)
    .flatMap((to) =>
      sources(`../${to}/x.ts`).map((text, index) => ({
        path: `src/${from}/plant-${to}-${index}.ts`,
        text,
        // The engine's adapter may name the core's types, and nothing else of it.
        forbidden: !(allowed[from] ?? []).includes(to) && !(from === 'kql' && to === 'core' && index === 2),
      })),
    ),
  ...(pure.includes(from)
    ? [
        {
          path: `src/${from}/plant-fs.ts`,
          text: `import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n`,
          forbidden: true,
        },
        { path: `src/${from}/plant-process.ts`, text: 'export const y = process.env;\n', forbidden: true },
      ]
    : []),
  {
    path: `src/${from}/plant-yargs.ts`,
    text: `import yargs from 'yargs';\nexport const y = yargs;\n`,
    forbidden: from !== 'cli',
  },
  {
    path: `src/${from}/plant-azure.ts`,
    text: `import { x } from '@azure/identity';\nexport const y = x;\n`,
    forbidden: from !== 'azure',
  },
  {
    path: `src/${from}/plant-kusto.ts`,
    text: `import { x } from '@kusto/language-service-next';\nexport const y = x;\n`,
    forbidden: from !== 'kql',
  },
]);

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
    await cp(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const { path, text } of plants) {
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

describe('the linter keeps the folders apart', () => {
  test.each(folders)('src/%s imports what the table of the architecture allows, and nothing else', (from) => {
    const here = plants.filter(({ path }) => path.startsWith(`src/${from}/`));
    expect(here.filter(({ path }) => flagged.has(path)).map(({ path }) => path)).toEqual(
      here.filter(({ forbidden }) => forbidden).map(({ path }) => path),
    );
  });
});
