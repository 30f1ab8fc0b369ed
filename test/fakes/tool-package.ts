import { ownFiles, packed } from '../../src/files/package-files.ts';

const text = (files: ReadonlyMap<string, Uint8Array>, path: string): string =>
  new TextDecoder().decode(files.get(path));

/**
 * A packed Picket of another version: what runs, without most of its weight, and with other files put in (undefined takes
 * one out).
 */
export const toolPackage = async (
  version: string,
  others: Readonly<Record<string, string | undefined>> = {},
  name = 'sentinel-picket',
): Promise<Uint8Array> => {
  const own = await ownFiles();
  const files = new Map(
    [...own].filter(([path]) => !/^(?:dist\/(?!bin\.js$|lock\.json$)|docs|schemas\/log)/.test(path)),
  );
  const encode = (value: string): Uint8Array => new TextEncoder().encode(value);
  files.set('package.json', encode(JSON.stringify({ ...JSON.parse(text(own, 'package.json')), name, version })));
  for (const [path, value] of Object.entries(others))
    if (value === undefined) files.delete(path);
    else files.set(path, encode(value));
  return packed(files);
};
