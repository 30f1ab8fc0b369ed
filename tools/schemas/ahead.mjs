import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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
  const found = await import(pathToFileURL(place).href);
  rmSync(place);
  return found;
};

/**
 * For esbuild: src/core/schema/compile.ts without Ajv. Each schema is a function that was compiled now, and is loaded by the
 * first file that is checked by it.
 */
export const checksAhead = async () => {
  const { checkedSchemas, compilerOf } = await schemasInUse();
  const codes = new Map(
    checkedSchemas.map((schema) => {
      const ajv = compilerOf({ source: true });
      return [schema.$id, standalone.default(ajv, ajv.compile(schema))];
    }),
  );
  const known = [...codes.keys()].map((id) => {
    const text = JSON.stringify(id);
    return `  [${text}]: () => require(${JSON.stringify(`${namespace}:${id}`)}),`;
  });
  return {
    name: namespace,
    setup: ({ onLoad, onResolve }) => {
      const resolveDir = import.meta.dirname;
      onLoad({ filter: /[\\/]src[\\/]core[\\/]schema[\\/]compile\.ts$/ }, () => ({
        contents: [
          `const known = {\n${known.join('\n')}\n};`,
          'export const validatorFor = ({ $id }) => {',
          '  if (!Object.hasOwn(known, $id)) throw new Error(`${$id} was not compiled: tools/schemas/checked.ts`);',
          '  return known[$id]();',
          '};',
        ].join('\n'),
        loader: 'js',
        resolveDir,
      }));
      onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path }) => ({
        path: path.slice(namespace.length + 1),
        namespace,
      }));
      onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: codes.get(path), loader: 'js', resolveDir }));
      // A few lines that such code calls; the rest of Ajv is not needed.
      onResolve({ filter: /^ajv\/dist\/runtime\// }, ({ path }) => ({ path: require.resolve(path) }));
    },
  };
};
