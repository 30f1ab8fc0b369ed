import { isObject, type JsonObject, type JsonValue, objectOf, textOf } from '../../core/json.ts';
import { templateScope } from './language/scope.ts';
import { gapsOf, lastSegment, wholeOf } from './language/value.ts';
import { read, readText, within, type Reading } from './reading.ts';
import type { Stated } from './resource.ts';

const metadataType = /(?:^|\/)metadata$/i;

/** The versions of content that a package's metadata names, by id in lower case. */
export const versionsIn = (resources: readonly JsonValue[], reading: Reading): ReadonlyMap<string, string> => {
  const versions = new Map<string, string>();
  for (const resource of resources) {
    const { type, properties } = objectOf(resource);
    if (!metadataType.test(textOf(type) ?? '')) continue;
    const { contentId, parentId, version } = objectOf(properties);
    const id = readText(contentId, reading) ?? lastSegment(read(parentId, reading));
    const found = readText(version, reading);
    if (id !== undefined && found !== undefined) versions.set(id.toLowerCase(), found);
  }
  return versions;
};

/** A template that a resource carries, to be installed later, and how its values are read. */
export type Carried = { readonly main: JsonObject; readonly reading: Reading; readonly stated: Stated };

/** What stands in a version that nobody set. */
const unset = '1.0.0.0';

/**
 * The template within a resource of a package: a template spec's version (V2), a content template (V3). Its expressions
 * are the package's own, and what is doubled in them belongs to the template within, whose parameters are filled in
 * when the content is installed.
 *
 * @param single kinds of content whose template holds one resource, which has the id of the content.
 */
export const carriedBy = (properties: JsonObject, reading: Reading, single: readonly string[]): Carried | undefined => {
  const { mainTemplate: main } = properties;
  if (!isObject(main)) return undefined;
  const { resources: _resources, ...head } = main;
  const inner = templateScope(objectOf(wholeOf(read(head, reading)).value));
  const version = [readText(properties['version'], reading), readText(main['contentVersion'], reading)].find(
    (text) => text !== undefined && text !== '' && text !== unset,
  );
  // Written in several ways: `AnalyticsRule`, `AnalyticsRulesTemplate`.
  const kind = (readText(properties['contentKind'], reading) ?? '').replace(/s?(?:Template)?$/i, '').toLowerCase();
  const isOne = single.some((name) => name.toLowerCase() === kind);
  const content = read(properties['contentId'], reading);
  const id = isOne && gapsOf(content).length === 0 ? lastSegment(content) : undefined;
  return {
    main,
    reading: within(reading, inner),
    stated: { ...(version === undefined ? {} : { version }), ...(id === undefined ? {} : { id }) },
  };
};
