/**
 * Packs the built package into a folder, `npm run pack -- FOLDER`, as every installation packs it again for a repository
 * (src/files/package-files.ts): so that the hash of what the registry has can be known without asking it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ownFiles, packed } from '../src/files/package-files.ts';

const {
  positionals: [folder],
} = parseArgs({ allowPositionals: true });
if (folder === undefined) throw new Error('Name the folder to pack into: npm run pack -- FOLDER');
const { name, version }: { name: string; version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
const path = join(folder, `${name}-${version}.tgz`);
mkdirSync(folder, { recursive: true });
writeFileSync(path, await packed(await ownFiles()));
console.log(path);
