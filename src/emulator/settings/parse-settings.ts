import { PicketError } from '../../core/errors.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { defaultSettings } from './default-settings.ts';
import { settingMatrix, type SettingOverrides } from './settings.ts';

const defaults: JsonObject = { ...defaultSettings };

/** What a setting may hold, in words, and whether a value is that. */
type Form = { readonly text: string; readonly fits: (value: JsonValue) => boolean };

const number = (text: string, fits: (value: number) => boolean): Form => ({
  text,
  fits: (value) => typeof value === 'number' && Number.isFinite(value) && fits(value),
});

const orNull = ({ text, fits }: Form): Form => ({
  text: `${text}, or null`,
  fits: (value) => value === null || fits(value),
});

const wholeFrom = (least: number): Form =>
  number(`a whole number from ${least}`, (value) => Number.isInteger(value) && value >= least);
const milliseconds = number('milliseconds from 0', (value) => value >= 0);
const rate = number('a number above 0', (value) => value > 0);

/** Settings whose form the default does not show. */
const forms: Readonly<Record<string, Form>> = {
  pageSize: wholeFrom(1),
  tombstoneHours: number('hours from 0', (value) => value >= 0),
  customVersionLimit: orNull(wholeFrom(0)),
  'quotas.scheduled': wholeFrom(0),
  'quotas.nrt': wholeFrom(0),
  readLag: milliseconds,
  metadataReadLag: orNull(milliseconds),
  latency: milliseconds,
  // A bucket without room, or one that is never filled again, would refuse everything for ever.
  ...Object.fromEntries(
    ['reads', 'writes', 'deletes'].flatMap((bucket) => [
      [`throttle.${bucket}.size`, wholeFrom(1)],
      [`throttle.${bucket}.perSecond`, rate],
    ]),
  ),
  workspaces: { text: '`any` or a list of names', fits: (value) => value === 'any' || isArray(value) },
};

/** Values that are not the default and not in the matrix, which leaves out what a test would not run over. */
const further: Readonly<Record<string, readonly string[]>> = {
  ruleIds: ['guid'],
  unknownTables: ['refused'],
  startTimes: ['unchecked'],
  ruleLists: ['empty', 'empty-once', 'partial', 'duplicated', 'reordered'],
  metadataLists: ['empty', 'empty-once', 'partial', 'duplicated', 'reordered'],
  fileHash: ['algorithm-required'],
  apiVersions: [],
  caller: [],
};

const at = (value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((found, name) => (isObject(found) ? found[name] : undefined), value);

/** The words that a setting may hold: its default, and what the matrix and the table above know. */
const wordsOf = (path: readonly string[]): readonly string[] => {
  const known = settingMatrix().map(({ overrides }) => at({ ...overrides }, path));
  const all = [at(defaults, path), ...known, ...(further[path.join('.')] ?? [])];
  return [...new Set(all.filter((value) => typeof value === 'string'))];
};

const problem = (path: readonly string[], value: JsonValue, example: JsonValue): string | undefined => {
  const name = path.join('.');
  const form = forms[name];
  if (form !== undefined)
    return form.fits(value) ? undefined : `${name} must be ${form.text}, not ${JSON.stringify(value)}`;
  if (typeof example === 'string' && name !== 'caller') {
    const allowed = wordsOf(path);
    return typeof value === 'string' && allowed.includes(value)
      ? undefined
      : `${name} is ${JSON.stringify(value)}; allowed are ${allowed.join(', ')}`;
  }
  if (isArray(example)) return isArray(value) ? undefined : `${name} must be a list`;
  if (!isObject(example))
    return typeof value === typeof example
      ? undefined
      : `${name} must be a ${typeof example}, not ${JSON.stringify(value)}`;
  if (!isObject(value)) return `${name} must be a mapping, not ${JSON.stringify(value)}`;
  return name === 'techniqueTactics' ? undefined : problemIn(value, example, path);
};

const problemIn = (value: JsonObject, example: JsonObject, path: readonly string[]): string | undefined => {
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(example, name) ? example[name] : undefined;
    if (known === undefined)
      return `${[...path, name].join('.')} is no setting; known are ${Object.keys(example).join(', ')}`;
    const found = problem([...path, name], member, known);
    if (found !== undefined) return found;
  }
  return undefined;
};

const isOverrides = (value: JsonObject): value is SettingOverrides & JsonObject =>
  problemIn(value, defaults, []) === undefined;

/**
 * Reads emulator settings from a file's value. Throws a PicketError of kind `config` that names the wrong setting and
 * what is allowed.
 */
export const parseSettings = (value: JsonObject): SettingOverrides => {
  if (isOverrides(value)) return value;
  throw new PicketError('config', `emulator settings: ${problemIn(value, defaults, []) ?? 'invalid'}`, {
    code: 'emulator-settings',
    hint: 'See src/emulator/settings/settings.ts, or `picket emulator --help`, for the settings and what they mean.',
  });
};
