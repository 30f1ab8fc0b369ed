import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { PicketError } from '../../../core/errors.ts';
import { isObject, parseJson, type JsonObject } from '../../../core/json.ts';
import { readBytes } from '../../../files/disk.ts';
import { npmPack } from '../../../files/npm-pack.ts';
import { ownFiles, packed, textIn, unpacked, type PackageFiles } from '../../../files/package-files.ts';

/** How the package is called, in package.json of every repository that uses it; the command is `picket`. */
export const packageName = 'sentinel-picket';

/** The folder of the packed tool in a repository that tracks it. */
export const toolFolder = 'tools/picket';

/** The Picket that a repository pins. */
export type Tool = {
  readonly files: PackageFiles;
  readonly version: string;
  /** What package.json asks for: a file, an exact version, or an address. */
  readonly spec: string;
  /** The file that the repository tracks; undefined where npm fetches the package. */
  readonly tracked: { readonly path: string; readonly bytes: Uint8Array } | undefined;
  /** Entries of package-lock.json by their place: the tool, and below it everything that it needs, each with its hash. */
  readonly locked: Readonly<Record<string, JsonObject>>;
};

/** Where a tool comes from, and whether the repository tracks it or npm fetches it. */
type Found = { readonly files: PackageFiles; readonly bytes: Uint8Array; readonly from: string | undefined };

const broken = (name: string, what: string): PicketError =>
  new PicketError('usage', `${name} is no Picket that can be pinned: ${what}.`, {
    code: 'bad-tool',
    hint: 'Name a release, or a file that `npm pack` made of a built clone.',
  });

const objectIn = (files: PackageFiles, path: string): JsonObject | undefined => {
  const value = parseJson(textIn(files, path) ?? '');
  return isObject(value) ? value : undefined;
};

const lockedFrom = (entry: JsonObject, packages: JsonObject): Tool['locked'] => {
  const root = `node_modules/${packageName}`;
  const below = Object.entries(packages).flatMap(([place, value]) =>
    isObject(value) ? [[`${root}/${place}`, value] as const] : [],
  );
  return Object.fromEntries([[root, entry], ...below]);
};

/** What npm writes into a lock of a package's own package.json. */
const copied = ['license', 'dependencies', 'bin', 'engines'] as const;

const toolOf = (name: string, { files, bytes, from }: Found): Tool => {
  const manifest = objectIn(files, 'package.json') ?? {};
  const { name: called, version } = manifest;
  if (typeof called !== 'string' || typeof version !== 'string' || !isObject(manifest['bin']))
    throw broken(name, 'its package.json names no command');
  if (!files.has(manifest['bin']['picket'] === 'dist/bin.js' ? 'dist/bin.js' : ''))
    throw broken(name, 'it has no command `picket`');
  const packages = objectIn(files, 'dist/lock.json')?.['packages'];
  if (!isObject(packages)) throw broken(name, 'it has no dist/lock.json that says what it depends on');
  const path = `${toolFolder}/picket-${version}.tgz`;
  const resolved = from === undefined ? `file:${path}` : from.startsWith('https:') ? from : undefined;
  const entry: JsonObject = {
    ...(called === packageName ? {} : { name: called }),
    version,
    ...(resolved === undefined ? {} : { resolved }),
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    ...Object.fromEntries(copied.flatMap((key) => (manifest[key] === undefined ? [] : [[key, manifest[key]]]))),
  };
  return {
    files,
    version,
    spec: from ?? `file:${path}`,
    tracked: from === undefined ? { path, bytes } : undefined,
    locked: lockedFrom(entry, packages),
  };
};

let running: Promise<Omit<Found, 'from'>> | undefined;

/** The Picket that runs, packed once a process: that costs most of a second. */
const runningTool = async (): Promise<Omit<Found, 'from'>> => {
  running ??= (async () => {
    const files = await ownFiles();
    return { files, bytes: await packed(files) };
  })();
  return running;
};

const fetched = async (folder: string, spec: string, from: string): Promise<Tool> => {
  const bytes = await npmPack(folder, spec);
  return toolOf(spec, { files: await unpacked(spec, bytes), bytes, from });
};

const exact = /^npm:(?<name>(?:@[\w.-]+\/)?[\w.-]+)@(?<version>\d+\.\d+\.\d+(?:-[\w.]+)?)$/;

const fromRegistry = async (folder: string, source: string): Promise<Tool> => {
  const { name = '', version = '' } = exact.exec(source)?.groups ?? {};
  if (name === '')
    throw new PicketError('usage', `\`${source}\` names no exact version of a package.`, {
      code: 'bad-tool',
      hint: `Write npm:NAME@VERSION, such as npm:${packageName}@1.2.3.`,
    });
  // The published package is, byte for byte, what this installation packs to: its hash needs no network.
  const own = objectIn(await ownFiles(), 'package.json');
  if (own?.['name'] === name && own['version'] === version)
    return toolOf(source, { ...(await runningTool()), from: version });
  return fetched(folder, `${name}@${version}`, name === packageName ? version : `npm:${name}@${version}`);
};

const fromFile = async (folder: string, source: string): Promise<Tool> => {
  const bytes = await readBytes(resolve(folder, source));
  if (bytes === undefined)
    throw new PicketError('usage', `There is no file ${source} to take Picket from.`, {
      code: 'bad-tool',
      hint: `Write \`vendored\`, npm:NAME@VERSION, the path of a packed package, or its https address.`,
    });
  return toolOf(source, { files: await unpacked(source, bytes), bytes, from: undefined });
};

/**
 * The tool that a word names: `vendored` is the Picket that runs, tracked in the repository; npm:NAME@VERSION is a package
 * of the registry; an https address is fetched by npm; anything else is a packed file, tracked as `vendored` is. Without a
 * word: what runs, from the registry where it was published and tracked where it was not. Only a package that is not the
 * one that runs is looked up, by npm as it is set up in `folder`. Rejects with a `usage` error where the word names no
 * packed Picket, with a `service` error where npm cannot fetch it.
 */
export const findTool = async (folder: string, source: string | undefined): Promise<Tool> => {
  if (source === undefined) {
    const own = await runningTool();
    const published = objectIn(own.files, 'dist/lock.json')?.['published'] === true;
    const version = objectIn(own.files, 'package.json')?.['version'];
    return toolOf('This installation', {
      ...own,
      from: published && typeof version === 'string' ? version : undefined,
    });
  }
  if (source === 'vendored') return toolOf('This installation', { ...(await runningTool()), from: undefined });
  if (source.startsWith('npm:')) return fromRegistry(folder, source);
  if (source.startsWith('https://')) return fetched(folder, source, source);
  if (/^\w+:\/\//.test(source))
    throw new PicketError('usage', `\`${source}\` is no https address.`, {
      code: 'bad-tool',
      hint: 'What others can change on its way is not installed: use https.',
    });
  return fromFile(folder, source);
};
