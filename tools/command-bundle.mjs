import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
/** Packages of many small files, each of which takes longer to find and open than to run. */
const inside = [
  '@azure/arm-securityinsight',
  '@azure/core-rest-pipeline',
  '@azure/monitor-query-logs',
  'diff',
  'string-width',
  'wrap-ansi',
  'yargs',
];
/** Packages of one function that take longer to load than most commands need them for: tables of Unicode, patterns over all of it. */
const late = ['string-width', 'unhomoglyph', 'wrap-ansi'];
const external = Object.keys(manifest.dependencies).filter((name) => !inside.includes(name));

/** A digest of the sources that work out what is known of a query: what an earlier build remembered does not count. */
const digestOf = (folder) => {
  const hash = createHash('sha256');
  // A copy of the project that is made to try something may hold a few files only.
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  for (const name of names.toSorted())
    if (name.endsWith('.ts')) hash.update(`${name}\0${readFileSync(join(folder, name))}\0`);
  return hash.digest('hex');
};

/** For esbuild: the first call of such a function loads its package, in the version of whoever imports it. */
const lateFunctions = {
  name: 'late-functions',
  setup: ({ onLoad, onResolve, resolve }) => {
    onResolve({ filter: new RegExp(`^(?:${late.join('|')})$`) }, async ({ path, kind, resolveDir }) => {
      if (kind !== 'import-statement') return undefined;
      const { path: place, external } = await resolve(path, { kind: 'require-call', resolveDir });
      const name = external ? place : `./${relative(root, place).replaceAll('\\', '/')}`;
      return { path: name, namespace: 'late', sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: [
        'let made;',
        `const load = () => { const found = require(${JSON.stringify(path)}); return found.default ?? found; };`,
        'export default (...given) => (made ??= load())(...given);',
      ].join('\n'),
      loader: 'js',
      resolveDir: root,
    }));
  },
};

/**
 * For esbuild: the files of the KQL engine are required. Imported, Node reads these megabytes twice more to find out which
 * kind of module they are and what they export, in each thread that compiles queries.
 */
const requiredEngine = {
  name: 'required-engine',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^@kusto\// }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'required' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
      resolveDir: root,
    }));
  },
};

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
  define: {
    PICKET_VERSION: JSON.stringify(manifest.version),
    PICKET_KQL_DIGEST: JSON.stringify(digestOf(join(root, 'src', 'kql'))),
  },
  logLevel: 'warning',
};

/** The command line, the API and the worker's file, with all that they import but the dependencies. */
export const commandBundle = {
  ...shared,
  entryPoints: ['src/bin.ts', 'src/index.ts', { in: 'src/workers/kql-worker.ts', out: 'kql-worker' }],
  chunkNames: 'chunks/[name]-[hash]',
  external: external.flatMap((name) => [name, `${name}/*`]),
  // A package's own modules before what it has for other loaders: what is not needed of them falls away.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  plugins: [lateFunctions, requiredEngine],
};
