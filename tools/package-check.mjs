/**
 * Packs the package, installs nothing, and checks what is in it: the files that a user needs, none that he does not,
 * and that the packed command line takes an empty folder to a deployed rule.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'picket-pack-'));
try {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { encoding: 'utf8' }),
  );
  const files = packed.files.map((file) => file.path);
  const wanted = [
    /^dist\/bin\.js$/,
    /^dist\/index\.js$/,
    /^schemas\/analytics-rule\.schema\.json$/,
    /^schemas\/picket\.schema\.json$/,
    /^README\.md$/,
    /^LICENSE$/,
    /^NOTICE$/,
    /^templates\/picket\.yaml$/,
    /^templates\/gitignore$/,
    /^docs\/rules\/README\.md$/,
  ];
  const unwanted = files.filter((file) =>
    /^(src|test|tools|build|analytics-rules)\/|^\.github\/workflows\/(?:ci|release)/.test(file),
  );
  const missing = wanted.filter((pattern) => !files.some((file) => pattern.test(file)));
  if (missing.length + unwanted.length > 0)
    throw new Error(`missing: ${missing.join(', ')}; unwanted: ${unwanted.join(', ')}`);
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', folder]);
  symlinkSync(resolve('node_modules'), join(folder, 'package', 'node_modules'));
  const version = execFileSync(process.execPath, [join(folder, 'package', 'dist', 'bin.js'), '--version'], {
    encoding: 'utf8',
  }).trim();
  if (version !== packed.version)
    throw new Error(`the packed command line says version ${version}, not ${packed.version}`);
  // As a newcomer: from an empty folder to a deployed rule, without an edit.
  const home = join(folder, 'detections');
  mkdirSync(home);
  for (const words of [
    ['init', '--yes'],
    ['validate', '--max-warnings', '0'],
    ['plan'],
    ['deploy', '--yes'],
    ['drift'],
  ])
    execFileSync(process.execPath, [join(folder, 'package', 'dist', 'bin.js'), ...words], {
      cwd: home,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, CI: '' },
    });
  console.log(`${files.length} files, ${Math.round(packed.size / 1024)} KB packed, version ${version}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
