import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { gzipSync } from 'fflate';
import { packTar, unpackTar } from 'modern-tar';
import { PicketError } from '../core/errors.ts';
import { isArray, isObject, parseJson } from '../core/json.ts';
import { embedded, packageFolder } from './assets.ts';

/** The files of a package: paths from its folder, with forward slashes. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** The text of a file of a package; undefined where it has none of this path. */
export const textIn = (files: PackageFiles, path: string): string | undefined => {
  const bytes = files.get(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
};

/** What npm packs whatever `files` says. */
const always = /^(?:package\.json|readme(?:\.\w+)?|licen[cs]e(?:\.\w+)?)$/i;

/** The files at a path or below it, as paths from `folder`; none where there is nothing. */
const below = (folder: string, path: string): readonly string[] => {
  const found = statSync(join(folder, path), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(join(folder, path), { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
};

/** The paths that the package in a folder consists of: what `files` of its package.json names, and what npm adds. */
const pathsOf = (folder: string): readonly string[] => {
  const manifest = parseJson(readFileSync(join(folder, 'package.json'), 'utf8'));
  const listed = isObject(manifest) && isArray(manifest['files']) ? manifest['files'] : [];
  const paths = listed.filter((entry) => typeof entry === 'string').flatMap((entry) => below(folder, entry));
  return [...readdirSync(folder).filter((name) => always.test(name)), ...paths].map((path) =>
    path.split(sep).join('/'),
  );
};

/** The files of a package that lies in a folder, from a clone or as it was installed. */
export const filesOfPackage = (folder: string): PackageFiles =>
  new Map(
    pathsOf(folder)
      .toSorted()
      .map((path) => [path, readFileSync(join(folder, path))]),
  );

/** The date that npm gives to every file of a package: the bytes follow from the files alone. */
const packedAt = new Date('1985-10-26T08:15:00Z');
const isScript = (bytes: Uint8Array): boolean => bytes[0] === 0x23 && bytes[1] === 0x21;

/**
 * The package as npm takes it, a gzipped tape archive. Equal files give equal bytes on every machine: nothing of the disk
 * (rights, dates, owners) goes in, and the compression is not Node's, whose output differs between its versions.
 */
export const packed = async (files: PackageFiles): Promise<Uint8Array> => {
  const entries = [...files].map(([path, body]) => ({
    header: { name: `package/${path}`, size: body.length, mode: isScript(body) ? 0o755 : 0o644, mtime: packedAt },
    body,
  }));
  return gzipSync(await packTar(entries), { level: 9, mtime: 0 });
};

const notAPackage = (name: string, cause?: unknown): PicketError =>
  new PicketError('usage', `${name} is no packed npm package.`, {
    code: 'bad-tool',
    hint: 'Name a file that `npm pack` made, such as sentinel-picket-1.2.3.tgz.',
    cause,
  });

/** More than a hundred times what Picket weighs: what unpacks to more is no package. */
const largest = 512 * 1024 * 1024;

/** The files of a packed package. Rejects with a `usage` error that names it where the bytes are none. */
export const unpacked = async (name: string, bytes: Uint8Array): Promise<PackageFiles> => {
  const entries = await unpackTar(gunzip(name, bytes), { strip: 1 }).catch((error: unknown) => {
    throw notAPackage(name, error);
  });
  const files = entries.flatMap(({ header, data }) => (data === undefined ? [] : [[header.name, data] as const]));
  if (!files.some(([path]) => path === 'package.json')) throw notAPackage(name);
  return new Map(files);
};

const gunzip = (name: string, bytes: Uint8Array): Uint8Array => {
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch (error) {
    throw notAPackage(name, error);
  }
};

/** The files of the Picket that runs, from its folder or, where it is one executable, from the package within. */
export const ownFiles = async (): Promise<PackageFiles> => {
  const bytes = embedded('package.tgz');
  return bytes === undefined ? filesOfPackage(packageFolder()) : unpacked('The package within', bytes);
};
