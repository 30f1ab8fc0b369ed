import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import standalone from 'ajv/dist/standalone/index.js';
import { shared } from '../command-bundle.mjs';

const require = createRequire(import.meta.url);
const namespace = 'check-of-schema';
const entryPoints = ['tools/schemas/checked.ts'];

/** The schemas of the command line, and Ajv as it compiles them: the sources are TypeScript, which Node 20 does not run. */
const schemasInUse = async () => {
  const place = join(`.build-${process.pid}`, 'schemas.mjs');
  // What they name of packages is found from a folder of this project alone.
  await build({ ...shared, splitting: false, sourcemap: false, packages: 'external', entryPoints, outfile: place });
  const exported = await import(pathToFileURL(place).href);
  rmSync(place);
  return exported;
};

/** What esbuild is told to find the compiled checks by, under their namespace and the id of their schema. */
const found = (codes) => {
  const resolveDir = import.meta.dirname;
  return ({ onLoad, onResolve }) => {
    onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path }) => ({
      path: path.slice(namespace.length + 1),
      namespace,
    }));
    onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: codes.get(path), loader: 'js', resolveDir }));
    // A few lines that such code calls; the rest of Ajv is not needed.
    onResolve({ filter: /^ajv\/dist\/runtime\// }, ({ path }) => ({ path: require.resolve(path) }));
  };
};

/** Writes a file for each check, and returns their names by the ids of the schemas. */
const written = async (codes, outdir) => {
  const names = new Map([...codes.keys()].map((id) => [id, id.split(':').at(-1)]));
  if (new Set(names.values()).size < names.size) throw new Error('two schemas have ids with the same end');
  await build({
    ...shared,
    banner: {},
    format: 'cjs',
    splitting: false,
    sourcemap: false,
    minifySyntax: true,
    minifyWhitespace: true,
    entryPoints: [...names].map(([id, out]) => ({ in: `${namespace}:${id}`, out })),
    outdir,
    outExtension: { '.js': '.cjs' },
    plugins: [{ name: namespace, setup: found(codes) }],
  });
  return names;
};

/**
 * For esbuild: src/core/schema/compile.ts without Ajv. Each schema is a function that was compiled now, and is loaded by the
 * first file that is checked by it.
 *
 * @param beside the folder that each check becomes a file of, from which a module in a folder next to it loads it: no
 *   command reads the checks of types that it meets no file of. Without it they are part of the bundle.
 */
export const checksAhead = async (beside) => {
  const { checkedSchemas, compilerOf } = await schemasInUse();
  const codes = new Map(
    checkedSchemas.map((schema) => {
      const ajv = compilerOf({ source: true });
      return [schema.$id, standalone.default(ajv, ajv.compile(schema))];
    }),
  );
  const names = beside === undefined ? undefined : await written(codes, beside);
  const placeOf = (id) => (names === undefined ? `${namespace}:${id}` : `../${basename(beside)}/${names.get(id)}.cjs`);
  const known = [...codes.keys()].map(
    (id) => `  [${JSON.stringify(id)}]: () => require(${JSON.stringify(placeOf(id))}),`,
  );
  return {
    name: namespace,
    setup: (builder) => {
      builder.onLoad({ filter: /[\\/]src[\\/]core[\\/]schema[\\/]compile\.ts$/ }, () => ({
        contents: [
          `const known = {\n${known.join('\n')}\n};`,
          'export const validatorFor = ({ $id }) => {',
          '  if (!Object.hasOwn(known, $id)) throw new Error(`${$id} was not compiled: tools/schemas/checked.ts`);',
          '  return known[$id]();',
          '};',
        ].join('\n'),
        loader: 'js',
        resolveDir: import.meta.dirname,
      }));
      // Files beside the bundle are found when they are asked for.
      if (names !== undefined) builder.onResolve({ filter: /^\.\.\/[^/]+\/[^/]+\.cjs$/ }, ({ path }) => ({ path, external: true }));
      found(codes)(builder);
    },
  };
};
