import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@babel/core';
import { createTransformer } from '@swc/jest';
import { programVisitor } from 'istanbul-lib-instrument';

/** A change of this file makes what Jest keeps of earlier runs another text. */
const version = createHash('sha1')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');

/**
 * Writes the places of what is counted in a file, beside what else Jest keeps of it, so that `--clearCache` lets both
 * go. Another worker may write the same ones meanwhile.
 */
const keepPlaces = (folder, places) => {
  const text = JSON.stringify(places);
  const path = join(folder, 'places', `${createHash('sha1').update(text).digest('hex')}.json`);
  mkdirSync(join(folder, 'places'), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
  return path;
};

/** A Babel plugin that counts as Jest's own does; the module has its counters, and the places lie in a file. */
const counting =
  (filename, inputSourceMap, folder) =>
  ({ types }) => {
    const visitor = programVisitor(types, filename, { inputSourceMap, coverageVariable: '__counted__' });
    const exit = (path) => {
      const { s, f, b, ...rest } = visitor.exit(path).fileCoverage;
      path.traverse({
        VariableDeclarator({ node }) {
          if (node.id.name !== 'coverageData') return;
          const { value: hash } = node.init.properties.find(({ key }) => (key.name ?? key.value) === 'hash').value;
          const counters = { path: filename, places: keepPlaces(folder, rest), s, f, b, hash };
          node.init = types.valueToNode(counters);
        },
      });
    };
    return { visitor: { Program: { enter: (path) => visitor.enter(path), exit } } };
  };

/**
 * Strips the types with swc, and with `--coverage` counts what is reached. Jest's own instrumentation writes into each
 * module where every statement stands, about twelve times the module itself, which each test file then loads again.
 */
export default {
  createTransformer: (options) => {
    const swc = createTransformer({ ...options, sourceMaps: true });
    return {
      canInstrument: true,
      process: (source, filename, jest) => {
        const { code, map } = swc.process(source, filename, jest);
        if (!jest.instrument) return { code, map };
        const inputSourceMap = JSON.parse(map);
        const counted = transformSync(code, {
          babelrc: false,
          configFile: false,
          filename,
          inputSourceMap,
          plugins: [counting(filename, inputSourceMap, jest.config.cacheDirectory)],
          sourceMaps: true,
        });
        return { code: counted.code, map: JSON.stringify(counted.map) };
      },
      getCacheKey: (...given) =>
        createHash('sha1')
          .update(version)
          .update(swc.getCacheKey(...given))
          .digest('hex'),
    };
  },
};
