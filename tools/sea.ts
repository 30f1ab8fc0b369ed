/**
 * Builds Picket as one executable for people without Node, `build/sea/picket`, for the platform that this runs on:
 * `npm run build && npm run sea`; with `-- FILE` of the packed release FILE, so that it pins what is published. The executable is Node's own with Picket in it (Node docs, "Single executable
 * applications"): everything in one script, and what Picket ships as its assets.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { checksAhead } from './schemas/ahead.mjs';
import { ownFiles, packed, textIn, unpacked } from '../src/files/package-files.ts';

const {
  positionals: [release],
} = parseArgs({ allowPositionals: true });
const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = join('build', 'sea');
const program = join(folder, process.platform === 'win32' ? 'picket.exe' : 'picket');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

await build({
  stdin: {
    contents: [
      "import { main } from './src/cli/main.ts';",
      "import { endProcess, processIo } from './src/cli/process-io.ts';",
      'void main(process.argv.slice(2), processIo()).then(endProcess);',
    ].join('\n'),
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  outfile: join(folder, 'picket.cjs'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // Its WebAssembly lies in a file beside it: `import terraform` says what to do where it is not there.
  external: ['@cdktn/hcl2json'],
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  define: { PICKET_VERSION: JSON.stringify(version), 'import.meta.url': '"file:///picket"' },
  legalComments: 'none',
  plugins: [await checksAhead()],
  logLevel: 'warning',
});

// What Picket reads at run time, each under its path, and the package that `picket init` puts into a repository.
const files = release === undefined ? await ownFiles() : await unpacked(release, readFileSync(release));
const assets = Object.fromEntries(
  [...files.keys()].filter((path) => !path.startsWith('dist/')).map((path) => [path, join(folder, 'package', path)]),
);
for (const [path, place] of Object.entries(assets)) {
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, files.get(path) ?? '');
}
const tarball = join(folder, 'package.tgz');
writeFileSync(tarball, release === undefined ? await packed(files) : readFileSync(release));

const config = {
  main: join(folder, 'picket.cjs'),
  output: join(folder, 'picket.blob'),
  disableExperimentalSEAWarning: true,
  assets: { ...assets, 'package.tgz': tarball },
};
writeFileSync(join(folder, 'sea.json'), JSON.stringify(config));
execFileSync(process.execPath, ['--experimental-sea-config', join(folder, 'sea.json')], { stdio: 'pipe' });
copyFileSync(process.execPath, program);
chmodSync(program, 0o755);
const isMac = process.platform === 'darwin';
// A signature of the Node that it was no longer fits; macOS runs nothing without one.
if (isMac) execFileSync('codesign', ['--remove-signature', program]);
const injector = join(dirname(createRequire(import.meta.url).resolve('postject/package.json')), 'dist', 'cli.js');
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
execFileSync(
  process.execPath,
  [
    injector,
    program,
    'NODE_SEA_BLOB',
    config.output,
    '--sentinel-fuse',
    fuse,
    ...(isMac ? ['--macho-segment-name', 'NODE_SEA'] : []),
  ],
  { stdio: 'pipe' },
);
if (isMac) execFileSync('codesign', ['--sign', '-', program]);
// What is within is passed on, so its licences are, too.
const lock: { packages: Record<string, { version: string }> } = JSON.parse(
  textIn(files, 'dist/lock.json') ?? '{"packages":{}}',
);
const licences = Object.entries(lock.packages).flatMap(([place, { version: of }]) =>
  readdirSync(place)
    .filter((name) => /^(?:licen[cs]e|notice|copying)/i.test(name))
    .map(
      (name) =>
        `== ${place.replace(/^.*node_modules\//, '')} ${of}, ${name}\n\n${readFileSync(join(place, name), 'utf8')}`,
    ),
);
writeFileSync(
  join(folder, 'picket.LICENSES.txt'),
  [textIn(files, 'LICENSE'), textIn(files, 'NOTICE'), ...licences].join('\n'),
);
for (const name of ['picket.cjs', 'picket.blob', 'package.tgz', 'package', 'sea.json'])
  rmSync(join(folder, name), { recursive: true });
console.log(`${program}: Picket ${version}, ${Math.round(statSync(program).size / 1024 / 1024)} MB`);
