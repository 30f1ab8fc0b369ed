import { groupsOf, layerOf, layersFor, type Overlay, type OverlaySelection } from '../config/layers.ts';
import {
  canonicalJson,
  isObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
  type JsonObject,
  type JsonValue,
} from '../json.ts';
import { hasExpired } from '../plan/plan-options.ts';
import type { Exception } from './evidence.ts';

/** A file at one time: from when on it was so, who made it so, and its value. */
export type ConfigRevision = { readonly at: string; readonly by: string; readonly value: JsonValue | undefined };

type ExceptionKind = { readonly key: string; readonly kind: string; readonly until: string };

/** What picket.yaml allows for a time. */
const ofConfig: readonly ExceptionKind[] = [
  { key: 'approvals', kind: 'approved loss', until: 'expires' },
  { key: 'ignoreDrift', kind: 'accepted drift', until: 'expires' },
  { key: 'disabled', kind: 'switched off', until: 'until' },
];

/** What the file of a rule leaves out for a time. */
export const ofRule: readonly ExceptionKind[] = [{ key: 'exclude', kind: 'exclusion', until: 'until' }];

const entriesOf = (value: JsonValue | undefined, kinds: readonly ExceptionKind[]): ReadonlyMap<string, Exception> => {
  const found = new Map<string, Exception>();
  for (const { key, kind, until } of kinds)
    for (const entry of isObject(value) ? listOf(value[key]).filter(isObject) : []) {
      const text = (name: string): string => textOf(entry[name]) ?? '';
      const loss = textOf(entry['loss']);
      found.set(`${key} ${canonicalJson(entry satisfies JsonObject)}`, {
        kind: loss === undefined ? kind : `${kind}: ${loss}`,
        rule: text('rule'),
        workspace: text('workspace'),
        since: '',
        until: text(until),
        by: '',
        reason: text('reason'),
        state: 'in force',
        ended: '',
      });
    }
  return found;
};

/** The last moment of a date: a day lasts to its end in UTC. */
const lastMoment = (until: string): string => (until.length === 10 ? `${until}T23:59:59Z` : until);

/**
 * The exceptions that picket.yaml, or a file with other kinds of them, had between two moments, by its revisions, the oldest first. One ends when its date is
 * over or when it was taken out, whichever was first; a changed one ends, and another begins.
 */
export const exceptionsOf = (
  revisions: readonly ConfigRevision[],
  between: { readonly from: number; readonly to: number },
  kinds: readonly ExceptionKind[] = ofConfig,
): readonly Exception[] => {
  const open = new Map<string, Exception>();
  const past: Exception[] = [];
  for (const { at, by, value } of revisions) {
    const entries = entriesOf(value, kinds);
    for (const [key, exception] of open)
      if (!entries.has(key)) {
        open.delete(key);
        const isOver = Date.parse(lastMoment(exception.until)) < Date.parse(at);
        past.push({ ...exception, state: 'ended', ended: isOver ? lastMoment(exception.until) : at });
      }
    for (const [key, exception] of entries) if (!open.has(key)) open.set(key, { ...exception, since: at, by });
  }
  const all = [...past, ...open.values()].map((exception): Exception =>
    exception.state === 'in force' && exception.until !== '' && hasExpired(exception.until, between.to)
      ? { ...exception, state: 'ended', ended: lastMoment(exception.until) }
      : exception,
  );
  return all.filter(
    ({ since, ended }) => !(Date.parse(since) > between.to) && (ended === '' || !(Date.parse(ended) < between.from)),
  );
};

/** Whether an overlay, and the rule that an opt-out names, are about one rule. */
type About = { readonly overlay: (overlay: Overlay) => boolean; readonly rule: (named: string) => boolean };

/**
 * picket.yaml as it was, as a file for `ofLayers` of one rule: what overlays of the workspace and of its groups left out of
 * it, and their opt-outs, each once.
 */
export const laidOver = (value: JsonValue | undefined, workspace: string, isAbout: About): JsonObject => {
  const { groups, workspaces } = objectOf(value);
  const own = objectOf(objectOf(workspaces)[workspace]);
  const layers = layersFor(
    { groups: groupsOf(groups), workspaces: { [workspace]: { groups: textsOf(own['groups']), layer: layerOf(own) } } },
    workspace,
  );
  return {
    exclude: layers.flatMap(({ overlays }) => overlays.filter(isAbout.overlay).flatMap(({ exclude }) => exclude)),
    optOut: layers.flatMap(({ optOut }) =>
      optOut.filter(({ rule }) => isAbout.rule(rule)).map((entry) => ({ ...entry })),
    ),
  };
};

/** What an overlay is about, in words: the lists of its selection. */
const selected = (select: OverlaySelection): string => {
  const lists = Object.entries(select).map(([key, values]) => `${key} ${values.join(', ')}`);
  return lists.length === 0 ? 'every rule' : lists.join('; ');
};

/** What groups and workspaces leave out, and what they opt out of. */
export const ofLayers: readonly ExceptionKind[] = [...ofRule, { key: 'optOut', kind: 'opt-out', until: 'until' }];

/**
 * picket.yaml as it was, as a file for `ofLayers`: each exclusion with what its overlay selects as its rule, each opt-out,
 * and the workspace or group that has it.
 */
export const allowedByLayers = (value: JsonValue | undefined): JsonObject => {
  const { groups, workspaces } = objectOf(value);
  const layers = [
    ...Object.entries(objectOf(groups)).map(([name, layer]) => [`group ${name}`, objectOf(layer)] as const),
    ...Object.entries(objectOf(workspaces)).map(([name, layer]) => [name, objectOf(layer)] as const),
  ];
  return {
    exclude: layers.flatMap(([workspace, layer]) =>
      layerOf(layer).overlays.flatMap(({ select, exclude }) =>
        exclude.filter(isObject).map((entry) => ({ ...entry, rule: selected(select), workspace })),
      ),
    ),
    optOut: layers.flatMap(([workspace, { optOut }]) => objectsOf(optOut).map((entry) => ({ ...entry, workspace }))),
  };
};
