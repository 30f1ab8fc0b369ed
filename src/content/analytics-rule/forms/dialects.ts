import type { Converted, RuleDialect } from '../../../core/file-form.ts';
import { parseDuration, printIsoDuration, printShortDuration } from '../../../core/duration.ts';
import { placesComparing } from '../../../core/fields/field-table.ts';
import { isArray, isObject, type JsonValue, listOf } from '../../../core/json.ts';
import { sameName } from '../../../core/text/nearest.ts';
import { pointer } from '../../../core/pointer.ts';
import { rewrite, type Rewrite } from '../../../core/text/rewrite.ts';
import type { SourceDocument } from '../../../core/text/source.ts';
import { fields } from '../fields.ts';
import { keyOrder } from '../from-arm.ts';
import { shortOperators } from '../values/terms.ts';

const known: readonly string[] = keyOrder;

/** Names in files of sentinel-as-code that are not the same words. */
const pascalNames: Readonly<Record<string, string>> = {
  DisplayName: 'name',
  EventGroupSettings: 'eventGroupingSettings',
  Techniques: 'techniques',
};

/** Values of the grouping method in the older API that those files follow (api-version 2019-01-01-preview). */
const olderMethods: Readonly<Record<string, string>> = { All: 'AllEntities', None: 'AnyAlert', Custom: 'Selected' };

const grouping = '/incidentConfiguration/groupingConfiguration';

const camelOf = (key: string): string | undefined => {
  if (known.includes(key)) return key;
  if (Object.hasOwn(pascalNames, key)) return pascalNames[key];
  if (sameName(key, 'displayName')) return 'name';
  return known.find((name) => sameName(name, key));
};

const keysOf = (file: Rewrite): readonly string[] => {
  const root = file.at('');
  return isObject(root) ? Object.keys(root) : [];
};

const isNothing = (value: JsonValue | undefined): boolean => value === null || (isArray(value) && value.length === 0);

/** Top-level keys by their usual names; what the format does not have is a problem unless it says nothing. */
const toCamel = (file: Rewrite): readonly string[] =>
  keysOf(file).flatMap((key) => {
    const name = camelOf(key);
    if (name === key) return [];
    const at = pointer(key);
    if (name === undefined || name === 'severitiesFilter') {
      if (name === undefined && !isNothing(file.at(at))) return [`\`${key}\` has no place in a rule file.`];
      if (isNothing(file.at(at))) return file.remove(at) ? [] : [`\`${key}\` could not be removed.`];
    }
    return name !== undefined && file.rename(at, name)
      ? []
      : [`\`${key}\` means \`${name ?? ''}\`, which the file has too, or it cannot be renamed.`];
  });

const olderGrouping = (file: Rewrite): readonly string[] => {
  const at = `${grouping}/entitiesMatchingMethod`;
  const method = file.at(at);
  if (method === undefined) return [];
  const name = typeof method === 'string' && Object.hasOwn(olderMethods, method) ? olderMethods[method] : undefined;
  if (name === undefined)
    return [
      `\`entitiesMatchingMethod: ${JSON.stringify(method)}\` is none of ${Object.keys(olderMethods).join(', ')}.`,
    ];
  return file.set(at, name) && file.rename(at, 'matchingMethod')
    ? []
    : ['`entitiesMatchingMethod` means `matchingMethod`, which the file has too.'];
};

const durations = placesComparing(fields, 'duration');

const operators: Readonly<Record<string, string>> = shortOperators;
const shortOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(operators).map(([short, long]) => [long, short]),
);

const spellDurations = (file: Rewrite, form: 'short' | 'iso'): readonly string[] =>
  durations.flatMap((at) => {
    const value = file.at(at);
    if (value === undefined || value === null) return [];
    const length = typeof value === 'string' ? parseDuration(value) : undefined;
    if (length === undefined)
      return [`\`${at.slice(1)}: ${JSON.stringify(value)}\` is no duration; write \`1h\` or \`PT1H\`.`];
    const right = typeof value === 'string' && /^P/i.test(value) === (form === 'iso');
    // A duration that has the form already stays as it is written, `PT60M` too.
    if (right) return [];
    return file.set(at, form === 'iso' ? printIsoDuration(length) : printShortDuration(length))
      ? []
      : [`\`${at}\` could not be changed.`];
  });

const spellOperator = (file: Rewrite, form: 'short' | 'iso'): readonly string[] => {
  const value = file.at('/triggerOperator');
  if (typeof value !== 'string') return [];
  const names = form === 'short' ? shortOf : operators;
  const other = form === 'short' ? operators : shortOf;
  if (Object.hasOwn(other, value)) return [];
  if (!Object.hasOwn(names, value))
    return [`\`triggerOperator: ${value}\` is none of ${Object.keys({ ...operators, ...shortOf }).join(', ')}.`];
  return file.set('/triggerOperator', names[value] ?? value) ? [] : ['`triggerOperator` could not be changed.'];
};

const spellTechniques = (file: Rewrite, name: 'techniques' | 'relevantTechniques'): readonly string[] => {
  const other = name === 'techniques' ? 'relevantTechniques' : 'techniques';
  const there = file.at(pointer(other));
  if (there === undefined) return [];
  const here = file.at(pointer(name));
  if (here === undefined) return file.rename(pointer(other), name) ? [] : [`\`${other}\` could not be renamed.`];
  const all = [...new Set([...listOf(here), ...listOf(there)])];
  return file.set(pointer(name), all) && file.remove(pointer(other))
    ? []
    : [`\`${name}\` and \`${other}\` could not be brought together.`];
};

const pascalOf = (key: string): string =>
  Object.keys(pascalNames).find((name) => pascalNames[name] === key) ?? key.charAt(0).toUpperCase() + key.slice(1);

const toPascal = (file: Rewrite): readonly string[] => {
  const method = file.at(`${grouping}/matchingMethod`);
  const older = Object.keys(olderMethods).find((name) => olderMethods[name] === method);
  if (method !== undefined && method !== null) {
    if (older === undefined) return [`\`matchingMethod: ${JSON.stringify(method)}\` has no name there.`];
    file.set(`${grouping}/matchingMethod`, older);
    file.rename(`${grouping}/matchingMethod`, 'entitiesMatchingMethod');
  }
  return keysOf(file).flatMap((key) =>
    file.rename(pointer(key), pascalOf(key)) ? [] : [`\`${key}\` could not be renamed.`],
  );
};

/**
 * Brings a rule file into another dialect, by edits: comments and the order of keys stay. What the dialect cannot say,
 * and what nobody knows the meaning of, are problems; with any, the text is the one that was given.
 */
export const toDialect = (document: SourceDocument, dialect: RuleDialect): Converted => {
  const file = rewrite(document);
  const form = dialect === 'azure-sentinel' ? 'short' : 'iso';
  const problems = [
    ...toCamel(file),
    ...olderGrouping(file),
    ...spellDurations(file, form),
    ...spellOperator(file, form),
    ...spellTechniques(file, dialect === 'azure-sentinel' ? 'relevantTechniques' : 'techniques'),
  ];
  const last = problems.length === 0 && dialect === 'pascal-case' ? toPascal(file) : [];
  const all = [...problems, ...last];
  return { text: all.length === 0 ? file.document().text : document.text, problems: all };
};
