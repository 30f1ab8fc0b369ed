/**
 * Completes package-lock.json after a dependency was added: `node tools/lock-platforms.mjs`. Where npm cannot fetch the
 * packages of other platforms (a mirror may lack them), it leaves them out of the lock file, and `npm ci` then refuses it
 * everywhere. They are optional, pinned exactly by their parents, and their names say for which platform they are.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['android', 'darwin', 'freebsd', 'linux', 'win32', 'openharmony', 'sunos', 'aix', 'netbsd', 'openbsd'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

let added = 0;
for (const [place, parent] of Object.entries(lock.packages))
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const at = `node_modules/${name}`;
    if (lock.packages[at] !== undefined || lock.packages[`${place}/${at}`] !== undefined) continue;
    const words = name.split('/').at(-1).split(/[-_]/);
    const cpu = processors.filter((word) => words.includes(word));
    const os = systems.filter((word) => words.includes(word));
    const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
    if (!/^\d+\.\d+\.\d+/.test(version) || os.length === 0)
      throw new Error(`${name} ${version} is for no platform that this tool knows`);
    lock.packages[at] = {
      version,
      ...(cpu.length === 0 ? {} : { cpu }),
      ...(parent.dev === true ? { dev: true } : {}),
      ...(libc.length === 0 ? {} : { libc }),
      ...(parent.license === undefined ? {} : { license: parent.license }),
      optional: true,
      os,
      ...(parent.engines === undefined ? {} : { engines: parent.engines }),
    };
    added += 1;
  }
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
