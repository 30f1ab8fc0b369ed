/**
 * Builds what npm ships and what the other tools run:
 * - dist/: the command line and the API as one split ES module bundle, because loading yargs file by file costs more
 *   than everything else that `picket --help` does; the API's type declarations; and lock.json, the part of
 *   package-lock.json that an installation needs, from which `picket init` locks Picket in other repositories;
 * - build/tools/: the tools of this repository as plain JavaScript, since Node 20 does not run TypeScript.
 *
 * `--published` is for the release: from then on `picket init` asks the registry for this version.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { commandBundle, shared } from './command-bundle.mjs';
import { checksAhead } from './schemas/ahead.mjs';

const require = createRequire(import.meta.url);
// Built beside and moved into place at the end: a command line that runs meanwhile keeps its files.
const draft = `.build-${process.pid}`;
rmSync(draft, { recursive: true, force: true });
await build({
  ...commandBundle,
  plugins: [...commandBundle.plugins, await checksAhead(join(draft, 'dist', 'checks'))],
  outdir: join(draft, 'dist'),
});
chmodSync(join(draft, 'dist', 'bin.js'), 0o755);
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const installed = Object.entries(packages).filter(([place, { dev }]) => place !== '' && dev !== true);
const unpinned = installed.filter(([, { integrity }]) => integrity === undefined).map(([place]) => place);
if (unpinned.length > 0) throw new Error(`package-lock.json pins no hash of ${unpinned.join(', ')}`);
const lock = { published: process.argv.includes('--published'), packages: Object.fromEntries(installed) };
writeFileSync(join(draft, 'dist', 'lock.json'), `${JSON.stringify(lock)}\n`);
const tools = readdirSync('tools').filter((name) => name.endsWith('.ts'));
await build({
  ...shared,
  entryPoints: tools.map((name) => join('tools', name)),
  outdir: join(draft, 'build', 'tools'),
  packages: 'external',
});
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', join(draft, 'dist', 'types')], {
  stdio: 'inherit',
});
for (const folder of ['dist', 'build']) {
  rmSync(folder, { recursive: true, force: true });
  renameSync(join(draft, folder), folder);
}
rmSync(draft, { recursive: true, force: true });
