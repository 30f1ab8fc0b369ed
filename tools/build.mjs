/**
 * Builds what npm ships and what the other tools run:
 * - dist/: the command line and the API as one split ES module bundle, because loading yargs file by file costs more
 *   than everything else that `picket --help` does; and the API's type declarations;
 * - build/tools/: the tools of this repository as plain JavaScript, since Node 20 does not run TypeScript.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const manifest = require('../package.json');
const external = Object.keys(manifest.dependencies).filter((name) => name !== 'yargs');
const banner = {
  js: "import { createRequire as picketRequire } from 'node:module';const require = picketRequire(import.meta.url);",
};
const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  sourcesContent: false,
  splitting: true,
  banner,
  define: { PICKET_VERSION: JSON.stringify(manifest.version) },
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });
rmSync('build', { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: ['src/bin.ts', 'src/index.ts'],
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  external: external.flatMap((name) => [name, `${name}/*`]),
  minifySyntax: true,
  minifyWhitespace: true,
});
chmodSync('dist/bin.js', 0o755);
const tools = readdirSync('tools').filter((name) => name.endsWith('.ts'));
await build({
  ...shared,
  entryPoints: tools.map((name) => join('tools', name)),
  outdir: 'build/tools',
  packages: 'external',
});
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
