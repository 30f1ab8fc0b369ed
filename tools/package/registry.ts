import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One package as package-lock.json pins it. */
export type Pinned = {
  readonly name: string;
  readonly version: string;
  /** `sha512-` and the hash in base64. */
  readonly integrity: string;
  readonly entry: Readonly<Record<string, unknown>>;
};

/** The packages that a lock pins by hash; what it has for other platforms without a hash is not among them. */
export const pinnedIn = (lock: {
  readonly packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}): readonly Pinned[] =>
  Object.entries(lock.packages).flatMap(([place, entry]) => {
    const {
      name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      integrity,
    } = entry;
    return typeof name === 'string' && typeof version === 'string' && typeof integrity === 'string' && place !== ''
      ? [{ name, version, integrity, entry }]
      : [];
  });

/** The file of a package in npm's own cache, fetched into it where it is not there yet. */
const packedFile = async (cache: string, { name, version, integrity }: Pinned): Promise<Uint8Array> => {
  const hash = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  const path = join(cache, '_cacache', 'content-v2', 'sha512', hash.slice(0, 2), hash.slice(2, 4), hash.slice(4));
  return readFile(path).catch(async () => {
    await run('npm', ['cache', 'add', `${name}@${version}`, '--cache', cache]);
    return readFile(path);
  });
};

export type Registry = {
  readonly url: string;
  /** Names of the packages that were asked for, each as often as it was. */
  readonly asked: readonly string[];
  /** From now on this package is served with one byte changed. */
  readonly spoil: (name: string) => void;
  readonly close: () => void;
};

/**
 * A registry on a free port of this machine: it has the pinned packages, from npm's cache, and `foreign` ones, files of
 * other authors by name, which take any version.
 */
export const serveRegistry = async (
  packages: readonly Pinned[],
  foreign: Readonly<Record<string, { readonly version: string; readonly bytes: Uint8Array }>>,
): Promise<Registry> => {
  const cache = (await run('npm', ['config', 'get', 'cache'])).stdout.trim();
  const asked: string[] = [];
  const spoilt = new Set<string>();
  let url = '';

  const packument = (name: string): unknown => {
    const found = packages.filter((one) => one.name === name);
    const other = foreign[name];
    const versions: Record<string, unknown> = Object.fromEntries(
      found.map(({ version, integrity, entry }) => [
        version,
        {
          ...entry,
          name,
          version,
          dist: { integrity, tarball: `${url}/-/file?name=${encodeURIComponent(name)}&version=${version}` },
        },
      ]),
    );
    if (other !== undefined)
      versions[other.version] = {
        name,
        version: other.version,
        bin: { picket: 'bin.js' },
        dist: { tarball: `${url}/-/file?name=${encodeURIComponent(name)}&version=${other.version}` },
      };
    const [latest] = Object.keys(versions).toReversed();
    return latest === undefined ? undefined : { name, 'dist-tags': { latest }, versions };
  };

  const file = async (name: string, version: string): Promise<Uint8Array | undefined> => {
    const found = packages.find((one) => one.name === name && one.version === version);
    const bytes = found === undefined ? foreign[name]?.bytes : await packedFile(cache, found);
    if (bytes === undefined || !spoilt.has(name)) return bytes;
    const changed = Uint8Array.from(bytes);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    return changed;
  };

  const answer = async (asking: URL): Promise<Uint8Array | string | undefined> => {
    if (asking.pathname === '/-/file') {
      return file(asking.searchParams.get('name') ?? '', asking.searchParams.get('version') ?? '');
    }
    const name = decodeURIComponent(asking.pathname.slice(1));
    asked.push(name);
    const found = packument(name);
    return found === undefined ? undefined : JSON.stringify(found);
  };

  const server = createServer((request, response) => {
    answer(new URL(request.url ?? '/', url)).then(
      (body) => response.writeHead(body === undefined ? 404 : 200).end(body ?? '{}'),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return { url, asked, spoil: (name) => void spoilt.add(name), close: () => server.close() };
};
