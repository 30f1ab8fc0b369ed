import { canonicalJson, equalJson, objectOf, type JsonObject } from '../../src/core/json.ts';
import type { WireRequest } from '../../src/core/ports.ts';
import type { LiveResource } from '../../src/core/resource.ts';
import type { SettingOverrides } from '../../src/emulator/index.ts';
import { ruleId } from './scene.ts';
import type { World } from './world.ts';

/** A row that somebody adds in the portal. */
export const handmade = { User: 'by-hand', Team: 'portal' };
const lists = ['List1', 'List3'];

/** What somebody changes in the portal, by collection: a property that no generation of the scene changes. */
const edits: Readonly<Record<string, JsonObject>> = {
  alertRules: { severity: 'Low' },
  watchlists: { description: 'by hand' },
  savedSearches: { displayName: 'By hand' },
  summaryLogs: { description: 'by hand' },
  automationRules: { displayName: 'By hand' },
};

/** Whom an edit meets where a request is about no resource: what the scene leaves as it is. */
const bystanders: readonly (readonly [collection: string, name: string])[] = [
  ['alertRules', ruleId(1)],
  ['watchlists', 'List1'],
  ['savedSearches', 'd0000000-0000-4000-8000-000000000001'],
  ['summaryLogs', 'Summary1'],
  ['automationRules', 'e0000000-0000-4000-8000-000000000001'],
];

const addressed = ({ url }: WireRequest): readonly [collection: string, name: string] | undefined => {
  const path = new URL(url).pathname;
  for (const collection of Object.keys(edits)) {
    const [, name] = new RegExp(`/${collection}/([^/]+)$`, 'i').exec(path) ?? [];
    if (name !== undefined) return [collection, decodeURIComponent(name)];
  }
  return undefined;
};

/** Writes that say no etag: what happens between the last read and one of them, no client can see. */
const unconditional = (collection: string, { method }: WireRequest): boolean =>
  collection === 'summaryLogs' || (collection === 'savedSearches' && method === 'DELETE');

/** Somebody who edits one resource, and adds rows to two lists, right before a request. */
type Editor = {
  /** Told of every request, by its number from 1. */
  readonly onRequest: (index: number, request: WireRequest) => Promise<void>;
  /** What of the edit is not there afterwards, a line each. */
  readonly missing: (live: readonly LiveResource[]) => readonly string[];
};

const wasSent = (live: LiveResource | undefined, wanted: JsonObject): boolean => {
  const properties = objectOf(live?.body['properties']);
  return Object.entries(wanted).every(([name, value]) => equalJson(properties[name], value));
};

/**
 * An editor who strikes before the k-th request: the resource that it is about, or a bystander. Where a service looks at
 * no condition, an edit within the last round trip before a write is lost, and is not missed here.
 */
export const editorOf = ({ portal }: World, settings: SettingOverrides, at: number): Editor => {
  let struck: readonly [collection: string, name: string] | undefined;
  let unseen = false;
  const isIgnored = [settings.ifMatch, settings.bodyEtag, settings.ifNoneMatch].includes('ignored');
  const between = new Set<string>();
  const strike = async (request: WireRequest): Promise<void> => {
    for (const list of lists)
      await portal.seed(`watchlists/${list}/watchlistItems`, 'by-hand', { properties: { itemsKeyValue: handmade } });
    const bystander = bystanders[at % bystanders.length];
    for (const target of [addressed(request), bystander]) {
      const [collection, name] = target ?? ['', ''];
      const there = (await portal.resources(collection)).find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (target === undefined || there === undefined) continue;
      const { kind, properties, envelope } = there;
      await portal.seed(collection, there.name, {
        ...envelope,
        ...(kind === null ? {} : { kind }),
        properties: { ...properties, ...edits[collection] },
      });
      struck = target;
      const isLast = request.method !== 'GET' || between.has(target.join('/'));
      unseen = isLast && (isIgnored || unconditional(collection, request));
      return;
    }
  };
  return {
    onRequest: async (index, request) => {
      if (index === at) await strike(request);
      const target = addressed(request)?.join('/');
      if (target !== undefined && request.method === 'GET') between.add(target);
      else if (target !== undefined) between.delete(target);
    },
    missing: (live) => {
      if (struck === undefined) return [];
      const [collection, name] = struck;
      const rows = (list: string): readonly string[] =>
        live.find((each) => each.name === list)?.rows?.map(({ value }) => canonicalJson(value)) ?? [];
      const there = live.find((each) => each.type === collection && each.name.toLowerCase() === name.toLowerCase());
      const isKept = unseen || wasSent(there, edits[collection] ?? {});
      return [
        ...lists
          .filter((list) => !rows(list).includes(canonicalJson(handmade)))
          .map((list) => `${list} lost the row that somebody added`),
        ...(isKept ? [] : [`${collection}/${name} lost what somebody changed`]),
      ];
    },
  };
};
