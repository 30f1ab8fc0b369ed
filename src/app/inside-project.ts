import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { pointer, type JsonPointer } from '../core/pointer.ts';
import type { SourceDocument } from '../core/text/source.ts';
import { isBelow } from '../files/discover.ts';

type Named = { readonly at: JsonPointer; readonly path: string };

const texts = (value: JsonValue | undefined, at: JsonPointer): readonly Named[] => {
  if (typeof value === 'string') return [{ at, path: value }];
  if (isObject(value)) return texts(value['folder'], `${at}${pointer('folder')}`);
  return isArray(value) ? value.flatMap((member, index) => texts(member, `${at}${pointer(index)}`)) : [];
};

/** Every path of picket.yaml that a command reads from or writes to. */
const pathsOf = (value: JsonObject): readonly Named[] => {
  const { schema, workspaces } = value;
  const facts = isObject(schema) ? Object.entries(schema) : [];
  const places = isObject(workspaces) ? Object.entries(workspaces) : [];
  return [
    ...texts(value['content'], pointer('content')),
    ...facts.flatMap(([key, folders]) => texts(folders, pointer('schema', key))),
    ...places.flatMap(([name, workspace]) => {
      if (!isObject(workspace)) return [];
      const { content, emulator } = workspace;
      return [
        ...texts(content, pointer('workspaces', name, 'content')),
        ...(isObject(emulator) ? texts(emulator['state'], pointer('workspaces', name, 'emulator', 'state')) : []),
      ];
    }),
  ];
};

/** Where a path really is: through the links of what exists of it. */
const real = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(await real(parent), path.slice(parent.length).replace(/^[/\\]/, ''));
  }
};

/**
 * Paths of picket.yaml that lead out of its folder, by `..`, as absolute ones or through a link, each as an error. A
 * pull request changes picket.yaml, and a pipeline reads it: what it names is read, written and shown. `allowed` are
 * absolute paths that a person let pass on the command line.
 */
export const outsideProject = async (
  root: string,
  document: SourceDocument,
  allowed: readonly string[],
): Promise<readonly Diagnostic[]> => {
  if (!isObject(document.value)) return [];
  const within = [await real(root), ...(await Promise.all(allowed.map(real)))];
  const found: Diagnostic[] = [];
  for (const { at, path } of pathsOf(document.value)) {
    const place = await real(resolve(root, path));
    if (within.some((folder) => isBelow(folder, place))) continue;
    found.push({
      code: 'config/outside-project',
      severity: 'error',
      message: `\`${path}\` lies outside the folder of picket.yaml.`,
      hint: `Name a path inside it, or let this one pass with \`--allow-outside ${path}\`.`,
      path: document.path,
      range: document.range(document.locate(at)),
    });
  }
  return found;
};
