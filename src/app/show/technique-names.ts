import { isObject, parseJson } from '../../core/json.ts';
import { readAsset } from '../../files/assets.ts';

/** What MITRE calls each technique and sub-technique of ATT&CK, by id; a catalogue alone needs it, so it lies in a file. */
export const techniqueNames = (): ReadonlyMap<string, string> => {
  const value = parseJson(readAsset('assets/catalogue/techniques.json') ?? '');
  return new Map(
    Object.entries(isObject(value) ? value : {}).flatMap(([id, name]) =>
      typeof name === 'string' ? [[id, name]] : [],
    ),
  );
};
