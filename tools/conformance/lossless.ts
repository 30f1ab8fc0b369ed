import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { diffArrays } from 'diff';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { foundValue } from '../../src/app/author/import/found-value.ts';
import { importedCollections } from '../../src/app/author/import/imported-value.ts';
import { firstType } from '../../src/content/index.ts';
import { fields } from '../../src/content/analytics-rule/fields.ts';
import { bodyOf, mergeLive } from '../../src/content/analytics-rule/merge-live.ts';
import { printRule } from '../../src/content/analytics-rule/to-yaml.ts';
import { readJson } from '../../src/importers/read-json.ts';
import { rulesIn } from '../../src/importers/arm/rules.ts';
import { equalJson, isObject, type JsonObject, type JsonValue, listOf, objectOf } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import type { SourceDocument } from '../../src/core/text/source.ts';
import { conformanceContext as context, type CorpusFolder, filesIn } from './corpus.ts';
import { none, share, type Result } from './result.ts';

/** What only scheduled rules have. */
const scheduleKeys = Object.entries(fields).flatMap(([name, { kinds }]) =>
  kinds.every((kind) => kind === 'Scheduled') ? [name] : [],
);

const read = (text: string): SourceDocument => readDocument('rule.yaml', text).document;

/** What is looked for in templates. */
const ofRules = new Map(
  [...importedCollections].filter(([name]) => name === firstType.resource.collection.toLowerCase()),
);

/** Every rule of the templates below a folder, to a file and back. */
const armThereAndBack = (folder: string): readonly Result[] => {
  const identical: string[] = [];
  const changed: string[] = [];
  const erroneous: string[] = [];
  const refused: string[] = [];
  for (const file of filesIn(folder, /\.json$/)) {
    const path = relative(folder, file);
    const json = readJson(readFileSync(file));
    const found = json.ok ? rulesIn(json.value, { collections: ofRules }) : undefined;
    if (found === undefined) refused.push(`${path}: no template that can be read`);
    for (const { at, message } of found?.problems ?? []) refused.push(`${path}#${at}: ${message}`);
    for (const rule of found?.items ?? []) {
      const { value, body } = foundValue(firstType, rule.body, rule.name ?? 'made-up', rule.version);
      const there = bodyOf(read(printRule(value)), context);
      const label = `${path}#${rule.at}`;
      if (there === undefined) erroneous.push(label);
      else if (equalJson(there, analyticsRule.normalize(body, context))) identical.push(label);
      else changed.push(label);
    }
  }
  const name = relative(join(folder, '..'), folder);
  const all = identical.length + changed.length + erroneous.length;
  return [
    none(`${name}: rules that differ after ARM → YAML → ARM`, changed),
    share(
      `${name}: rules identical after ARM → YAML → ARM, the rest has errors of its own`,
      identical.length,
      all,
      0.97,
      erroneous,
    ),
    share(`${name}: rules that could be resolved`, all, all + refused.length, 0.95, refused),
  ];
};

/** Every file to ARM, to a new file and to ARM again, each by its type. */
const yamlThereAndBack = (folders: readonly CorpusFolder[]): Result => {
  const changed: string[] = [];
  for (const { content } of folders)
    for (const { rule, item } of content.rules) {
      const { complete, file, normalize } = item.type;
      const { body, name } = rule.render(context);
      const text = file.print(file.valueOf(body, name));
      const { value } = read(text);
      const again = (isObject(value) ? complete(value)?.render(context).body : undefined) ?? {};
      // As it is sent, not as it is compared: what does not count there must come back as well.
      const same =
        equalJson(normalize(again, context), normalize(body, context)) &&
        file.print(file.valueOf(again, name)) === text;
      if (!same) changed.push(item.document.path);
    }
  return none('files that differ after YAML → ARM → YAML', changed);
};

type Edit = { readonly keys: readonly string[]; readonly change: (properties: JsonObject) => JsonObject };

const set = (key: string, change: (value: JsonValue | undefined) => JsonValue | undefined, keys = [key]): Edit => ({
  keys,
  change: (properties) => {
    const { [key]: old, ...rest } = properties;
    const value = change(old);
    return value === undefined ? rest : { ...rest, [key]: value };
  },
});

/** One change of each field, as a person in the portal makes them. */
const edits: readonly Edit[] = [
  set('displayName', (value) => `${typeof value === 'string' ? value : ''} (edited)`, ['name']),
  set('description', (value) => `${typeof value === 'string' ? value : ''}\nAnother line.`),
  set('severity', (value) => (value === 'High' ? 'Low' : 'High')),
  set('enabled', (value) => value === false),
  set('query', (value) => `${typeof value === 'string' ? value : ''}\n| where true`),
  set('queryFrequency', () => 'PT2H30M'),
  set('queryPeriod', () => 'P3DT1H'),
  set('triggerOperator', (value) => (value === 'LessThan' ? 'Equal' : 'LessThan')),
  set('triggerThreshold', (value) => (typeof value === 'number' ? value + 1 : undefined)),
  set('tactics', (value) => [...listOf(value).slice(1), 'ImpairProcessControl']),
  set('techniques', (value) => [...listOf(value), 'T0859'], ['relevantTechniques', 'techniques']),
  set('entityMappings', (value) => [
    ...listOf(value),
    { entityType: 'DNS', fieldMappings: [{ identifier: 'DomainName', columnName: 'Edited' }] },
  ]),
  set('entityMappings', () => undefined),
  set('sentinelEntitiesMappings', (value) => [...listOf(value), { columnName: 'Edited' }], [
    'sentinelEntitiesMappings',
    'entityMappings',
  ]),
  set('customDetails', (value) => ({ ...objectOf(value), Edited: 'Column' })),
  set('customDetails', () => undefined),
  set('alertDetailsOverride', (value) => ({ ...objectOf(value), alertDisplayNameFormat: 'Edited {{Column}}' })),
  set('eventGroupingSettings', (value) => ({
    aggregationKind: objectOf(value)['aggregationKind'] === 'AlertPerResult' ? 'SingleAlert' : 'AlertPerResult',
  })),
  set('incidentConfiguration', (value) => ({
    ...objectOf(value),
    groupingConfiguration: { ...objectOf(objectOf(value)['groupingConfiguration']), lookbackDuration: 'PT7H30M' },
  })),
  {
    keys: ['suppressionEnabled', 'suppressionDuration'],
    change: (properties) => ({ ...properties, suppressionEnabled: true, suppressionDuration: 'PT6H30M' }),
  },
];

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** The top-level key that a line belongs to. */
const keyOf = (lines: readonly string[], index: number): string => {
  for (let at = index; at >= 0; at -= 1) {
    const match = /^["']?([A-Za-z]+)["']?\s*:/.exec(lines[at] ?? '');
    if (match !== null) return match[1] ?? '';
  }
  return '';
};

/** Keys of the lines in which two texts differ. */
const changedKeys = (before: string, after: string): ReadonlySet<string> => {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const keys = new Set<string>();
  let from = 0;
  let to = 0;
  for (const { added, removed, count = 0 } of diffArrays(old, fresh)) {
    for (let step = 0; step < count; step += 1) {
      if (removed) keys.add(keyOf(old, from + step));
      if (added && fresh[to + step] !== '') keys.add(keyOf(fresh, to + step));
    }
    from += added ? 0 : count;
    to += removed ? 0 : count;
  }
  return keys;
};

/** Every change of one field of every rule file, in place: it arrives, and touches no line of another field. */
const editsInPlace = (folders: readonly CorpusFolder[]): readonly Result[] => {
  const lost: string[] = [];
  const outside: string[] = [];
  let made = 0;
  for (const { content } of folders)
    for (const { item } of content.rules.filter(({ item: { type } }) => type.name === analyticsRule.name)) {
      const { document } = item;
      const body = bodyOf(document, context);
      if (body === undefined) continue;
      const properties = objectOf(body['properties']);
      for (const { keys, change } of edits) {
        const target = analyticsRule.normalize({ ...body, properties: change(properties) }, context);
        const isSchedule = scheduleKeys.some((key) => keys.includes(key));
        if (equalJson(target, body) || (isSchedule && body['kind'] !== 'Scheduled')) continue;
        made += 1;
        const merged = mergeLive(document, target, context);
        const label = `${document.path}: ${keys[0] ?? ''}`;
        if (merged === undefined || !equalJson(bodyOf(read(merged.text), context), target)) lost.push(label);
        else if ([...changedKeys(document.text, merged.text)].some((key) => !keys.includes(key))) outside.push(label);
      }
    }
  return [
    none(`in-place edits that are lost, of ${made}`, lost),
    none(`in-place edits that touch a line of another field, of ${made}`, outside),
  ];
};

/** Measures that nothing is lost between ARM and rule files, and that edits of a file keep to their field. */
export const checkLossless = (shared: string, folders: readonly CorpusFolder[]): readonly Result[] => [
  ...armThereAndBack(join(shared, 'corpus', 'analytics-rules-arm')),
  ...armThereAndBack(join(shared, 'corpus', 'solution-packages')),
  yamlThereAndBack(folders),
  ...editsInPlace(folders),
];
