import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const external = Object.keys(manifest.dependencies).filter((name) => name !== 'yargs');

/** What esbuild is told for everything that this repository bundles for Node. */
export const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  sourcesContent: false,
  splitting: true,
  banner: {
    js: "import { createRequire as picketRequire } from 'node:module';const require = picketRequire(import.meta.url);",
  },
  define: { PICKET_VERSION: JSON.stringify(manifest.version) },
  logLevel: 'warning',
};

/** The command line, the API and the worker's file, with all that they import but the dependencies. */
export const commandBundle = {
  ...shared,
  entryPoints: ['src/bin.ts', 'src/index.ts', { in: 'src/workers/kql-worker.ts', out: 'kql-worker' }],
  chunkNames: 'chunks/[name]-[hash]',
  external: external.flatMap((name) => [name, `${name}/*`]),
  minifySyntax: true,
  minifyWhitespace: true,
};
