import type { Diagnostic } from '../diagnostic.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { sameName } from '../text/nearest.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import type { SourceDocument } from '../text/source.ts';

/** What a file turned out to be instead of what the schema describes. */
export type Dialect = {
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  /** The key that gave it away; the whole document where it is undefined. */
  readonly at?: JsonPointer;
};

/** What a type knows of files that look like its own and are not; `names` are the keys that its files may have. */
export type ForeignForm = (value: JsonObject, names: ReadonlySet<string>) => Dialect | undefined;

/** So many keys in common make a likeness; fewer are chance (`id`, `version`, `status` stand in many files). */
const enough = 3;

const keysKnown = (value: JsonObject, names: ReadonlySet<string>): number =>
  Object.keys(value).filter((key) => names.has(key)).length;

const keysAlike = (value: JsonObject, names: readonly string[]): readonly string[] =>
  Object.keys(value).filter((key) => !names.includes(key) && names.some((name) => sameName(name, key)));

const armTemplate = (value: JsonObject): Dialect | undefined => {
  const schema = value['$schema'];
  const declared = typeof schema === 'string' && /deploymentTemplate\.json/i.test(schema);
  const resources = value['resources'];
  const listed = isArray(resources) && resources.some((item) => isObject(item) && typeof item['type'] === 'string');
  if (!declared && !listed) return undefined;
  return {
    name: 'ARM template',
    message: 'This is an ARM template written as YAML, not a rule file.',
    hint: '`picket import rules FILE` makes rule files of it: properties at the top level, in the format of the Azure-Sentinel repository.',
    at: pointer(declared ? '$schema' : 'resources'),
  };
};

const armResource = (value: JsonObject, names: ReadonlySet<string>): Dialect | undefined => {
  const properties = value['properties'];
  if (!isObject(properties) || keysKnown(properties, names) < enough) return undefined;
  return {
    name: 'ARM resource',
    message: 'This is the ARM form of a rule: its fields are under `properties`.',
    hint: 'In a rule file they stand at the top level, and `displayName` is called `name`: `picket import rules FILE` writes it so.',
    at: pointer('properties'),
  };
};

/** A custom detection of Defender XDR: a resource of Microsoft Graph's security API, not of Sentinel. */
export const customDetection = (value: JsonObject): Dialect | undefined => {
  const { resourceType, kind, properties } = value;
  const isNamed = typeof resourceType === 'string' && /^microsoft\.security\/detectionRules$/i.test(resourceType);
  const isShaped = kind === 'CustomDetection' && isObject(properties) && isObject(properties['queryCondition']);
  if (!isNamed && !isShaped) return undefined;
  return {
    name: 'Defender custom detection',
    message: 'This is a custom detection of Defender XDR, not an analytics rule of Sentinel.',
    hint: 'Picket deploys no custom detections: keep the file outside of the content folders.',
    at: pointer(isNamed ? 'resourceType' : 'kind'),
  };
};

const sigmaRule = (value: JsonObject): Dialect | undefined =>
  isObject(value['logsource']) && value['detection'] !== undefined
    ? {
        name: 'Sigma rule',
        message: 'This is a Sigma rule, not an analytics rule.',
        hint: 'Convert it to an analytics rule, and keep it outside of the content folders.',
        at: pointer('logsource'),
      }
    : undefined;

const listOfRules = (
  key: string | undefined,
  value: JsonValue | undefined,
  names: ReadonlySet<string>,
): Dialect | undefined => {
  if (!isArray(value)) return undefined;
  if (!value.some((item) => isObject(item) && keysKnown(item, names) >= enough)) return undefined;
  return {
    name: 'list of rules',
    message:
      key === undefined
        ? `The file is a list of ${value.length} rules; one file holds one rule.`
        : `The file holds a list of ${value.length} rules under \`${key}\`; one file holds one rule.`,
    hint: '`picket import rules FILE` puts each rule into a file of its own, with its fields at the top level.',
    ...(key !== undefined && { at: pointer(key) }),
  };
};

/** Kinds of rules as collections name their lists. */
const kindNames =
  /^(?:scheduled|nrt|fusion|mlbehavioranalytics|microsoftsecurityincidentcreation|threatintelligence)$/i;

const collection = (value: JsonObject): Dialect | undefined => {
  const key = Object.keys(value).find((name) => {
    const items = value[name];
    return kindNames.test(name) && isArray(items) && items.length > 0 && items.every(isObject);
  });
  if (key === undefined) return undefined;
  return {
    name: 'collection of AZSentinel',
    message: `The file is a collection of rules with a list for each kind (\`${key}\`), as AZSentinel reads it.`,
    hint: '`picket import rules FILE` puts each rule into a file of its own.',
    at: pointer(key),
  };
};

/** Keys that files of AZSentinel have and nothing else. */
const ofAzSentinel = ['playbookName', 'aggregationKind'];

const azSentinel = (value: JsonObject): Dialect | undefined => {
  const key = ofAzSentinel.find((name) => value[name] !== undefined && typeof value['query'] === 'string');
  if (key === undefined) return undefined;
  return {
    name: 'rule of AZSentinel',
    message: `The file is a rule as AZSentinel reads it (\`${key}\`).`,
    hint: '`picket convert FILE --to azure-sentinel` moves `aggregationKind` to its place, and keeps as a comment what a rule file has no place for.',
    at: pointer(key),
  };
};

const wrapped = (value: JsonObject, names: ReadonlySet<string>): Dialect | undefined => {
  const own = keysKnown(value, names);
  for (const [key, child] of Object.entries(value)) {
    if (names.has(key)) continue;
    const list = listOfRules(key, child, names);
    if (list !== undefined) return list;
    if (!isObject(child) || keysKnown(child, names) < enough || keysKnown(child, names) <= own) continue;
    return {
      name: 'wrapper',
      message: `The rule is wrapped in \`${key}\`; a rule file has its fields at the top level.`,
      hint: `Move the keys under \`${key}\` to the top level; \`picket convert FILE --to azure-sentinel\` does.`,
      at: pointer(key),
    };
  }
  return undefined;
};

const otherCase = (value: JsonObject, names: readonly string[]): Dialect | undefined => {
  const alike = keysAlike(value, names);
  if (alike.length < enough || alike.length <= keysKnown(value, new Set(names))) return undefined;
  const [first = ''] = alike;
  const pascal = alike.every((key) => /^[A-Z]/.test(key));
  const right = names.find((name) => sameName(name, first)) ?? first;
  return {
    name: pascal ? 'PascalCase' : 'other case',
    message: pascal
      ? `The keys are written in PascalCase (${alike
          .slice(0, 3)
          .map((key) => `\`${key}\``)
          .join(', ')}, …), a dialect of other tools.`
      : `The keys are spelled otherwise than in a rule file (${alike
          .slice(0, 3)
          .map((key) => `\`${key}\``)
          .join(', ')}, …).`,
    hint: `Keys are camelCase: \`${right}\` instead of \`${first}\`, and so on; \`picket convert FILE --to azure-sentinel\` writes them so.`,
    at: pointer(first),
  };
};

/**
 * Recognises a file that is written for another tool, so that one sentence says so instead of an error for every key.
 *
 * @param names the keys that the schema has at the top level, and other names of them.
 * @param foreign what the type of the file knows besides.
 */
export const recogniseDialect = (
  value: JsonValue | undefined,
  names: readonly string[],
  foreign?: ForeignForm,
): Dialect | undefined => {
  const known = new Set(names);
  if (isArray(value)) return listOfRules(undefined, value, known);
  if (!isObject(value)) return undefined;
  return (
    armTemplate(value) ??
    customDetection(value) ??
    foreign?.(value, known) ??
    sigmaRule(value) ??
    armResource(value, known) ??
    collection(value) ??
    azSentinel(value) ??
    wrapped(value, known) ??
    otherCase(value, names)
  );
};

/** The one diagnostic for a file in another dialect. */
export const dialectDiagnostic = (document: SourceDocument, dialect: Dialect): Diagnostic => ({
  code: 'schema/dialect',
  severity: 'error',
  message: dialect.message,
  hint: dialect.hint,
  path: document.path,
  range: document.range(document.locate(dialect.at ?? '', 'key')),
});
