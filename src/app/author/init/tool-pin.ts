import { join } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { PicketError } from '../../../core/errors.ts';
import { isObject, type JsonObject, type JsonValue, objectOf, parseJson, textOf } from '../../../core/json.ts';
import { namesIn, readBytes, readText } from '../../../files/disk.ts';
import { packageName, toolFolder, type Tool } from './tool.ts';
import { textChange, type Change } from './written-files.ts';

const groups = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

const unusable = (path: string, what: string, hint: string): PicketError =>
  new PicketError('config', `${path} ${what}.`, { code: 'package-not-pinned', hint });

const parsed = (path: string, text: string): JsonObject => {
  const value = parseJson(text);
  if (isObject(value)) return value;
  throw unusable(path, 'is no JSON object', 'Repair it or remove it.');
};

/** What package.json asks for as Picket; undefined where it does not name it. */
export const pinnedSpec = (manifest: string | undefined): string | undefined => {
  const value = parseJson(manifest ?? '');
  if (!isObject(value)) return undefined;
  const spec = groups.map((group) => objectOf(value[group])[packageName]).find((found) => typeof found === 'string');
  return textOf(spec);
};

/** Whether a lock says which Picket is installed, by its hash. */
export const isLocked = (lock: string | undefined): boolean => {
  const value = parseJson(lock ?? '');
  const entry = isObject(value) ? objectOf(objectOf(value['packages'])[`node_modules/${packageName}`]) : {};
  return typeof entry['integrity'] === 'string';
};

/** `text` with one value set, in the layout that it has. */
const withValue = (text: string, path: readonly (string | number)[], value: JsonValue): string =>
  applyEdits(
    text,
    modify(text, [...path], value, {
      formattingOptions: {
        insertSpaces: !/^\t/m.test(text),
        tabSize: /^( +)/m.exec(text)?.[1]?.length ?? 2,
        eol: text.includes('\r\n') ? '\r\n' : '\n',
      },
    }),
  );

/** package.json with Picket in it, as `present` is written otherwise; a new one where there is none. */
export const manifestWith = (tool: Tool, present: string | undefined): string => {
  if (present === undefined)
    return `${JSON.stringify({ private: true, dependencies: { [packageName]: tool.spec } }, null, 2)}\n`;
  const manifest = parsed('package.json', present);
  const wrong = groups.find((one) => manifest[one] !== undefined && !isObject(manifest[one]));
  if (wrong !== undefined)
    throw unusable(
      'package.json',
      `has something else than packages and versions under \`${wrong}\``,
      'Write `{}` there.',
    );
  if (manifest['name'] === packageName)
    throw unusable('package.json', 'is that of Picket itself', 'Name a folder of your own: picket init FOLDER.');
  const group = groups.find((one) => objectOf(manifest[one])[packageName] !== undefined) ?? 'dependencies';
  return withValue(present, [group, packageName], tool.spec);
};

/** npm's order of the places in a lock. */
const sorted = (packages: Readonly<Record<string, JsonValue>>): JsonObject =>
  Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')));

const rootEntry = (manifest: JsonObject): JsonObject =>
  Object.fromEntries(
    ['name', 'version', 'license', ...groups, 'bin', 'engines', 'workspaces'].flatMap((key) =>
      manifest[key] === undefined ? [] : [[key, manifest[key]]],
    ),
  );

const lockText = (packages: Readonly<Record<string, JsonValue>>, manifest: JsonObject, present: JsonObject): string => {
  const { name, version } = manifest;
  const lock = {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...present,
    lockfileVersion: 3,
    requires: true,
    packages: sorted(packages),
  };
  return `${JSON.stringify(lock, null, 2)}\n`;
};

/**
 * package-lock.json for a package.json that names Picket: its own entries are exchanged, all others stay. What Picket needs
 * lies below it, so that nothing else of the repository can be in its way. Throws a `config` error where there are other
 * packages that no lock pins: their hashes are not known here.
 */
export const lockWith = (tool: Tool, manifestText: string, present: string | undefined): string => {
  const manifest = parsed('package.json', manifestText);
  if (present === undefined) {
    const others = groups.flatMap((group) =>
      Object.keys(objectOf(manifest[group])).filter((name) => name !== packageName),
    );
    const named = [...others, ...(manifest['workspaces'] === undefined ? [] : ['its workspaces'])];
    if (named.length > 0)
      throw unusable(
        'package.json',
        `names other packages (${named.slice(0, 3).join(', ')}${named.length > 3 ? ', …' : ''}), and there is no package-lock.json`,
        'Run `npm install --package-lock-only` first, so that each of them is pinned.',
      );
    return lockText({ '': rootEntry(manifest), ...tool.locked }, manifest, {});
  }
  const { dependencies: _, packages, ...rest } = parsed('package-lock.json', present);
  if (!isObject(packages))
    throw unusable(
      'package-lock.json',
      'is of a form that only npm 6 reads',
      'Run `npm install --package-lock-only` with npm 7 or newer.',
    );
  const root = `node_modules/${packageName}`;
  const others = Object.entries(packages).filter(([place]) => place !== root && !place.startsWith(`${root}/`));
  const entries = { ...Object.fromEntries(others), '': rootEntry(manifest), ...tool.locked };
  return lockText(entries, manifest, rest);
};

/**
 * What has to be done in a folder so that its package.json and package-lock.json pin a tool: the two files, the packed tool
 * where it is tracked, and packed tools of other versions, which nothing uses any more. Rejects with a `config` error where
 * the files that are there cannot be brought to it.
 */
export const pinChanges = async (folder: string, tool: Tool): Promise<readonly Change[]> => {
  const manifest = await readText(join(folder, 'package.json'));
  const lock = await readText(join(folder, 'package-lock.json'));
  const newManifest = manifestWith(tool, manifest);
  const changes = [
    await textChange(folder, 'package.json', newManifest),
    await textChange(folder, 'package-lock.json', lockWith(tool, newManifest, lock)),
  ];
  const { tracked } = tool;
  const kept = (await namesIn(join(folder, toolFolder))).filter((name) => /^picket-.+\.tgz$/.test(name));
  const gone = kept.map((name) => `${toolFolder}/${name}`).filter((path) => path !== tracked?.path);
  if (tracked !== undefined) {
    const present = await readBytes(join(folder, tracked.path));
    const same = present !== undefined && Buffer.compare(present, tracked.bytes) === 0;
    changes.push({
      path: tracked.path,
      contents: tracked.bytes,
      action: present === undefined ? 'written' : same ? 'same' : 'replaced',
    });
  }
  return [...changes, ...gone.map((path): Change => ({ path, contents: undefined, action: 'removed' }))];
};
