import type { OptOut, Overlay, OverlaySelection, PlacedLayer } from '../config/layers.ts';
import type { DiagnosticCode, Finding } from '../diagnostic.ts';
import { hasExpired } from '../plan/plan-options.ts';
import { pointer, valueAt, type JsonPointer } from '../pointer.ts';
import { filledText, listOf, objectOf, type JsonObject, type JsonValue } from '../json.ts';
import { nearest } from '../text/nearest.ts';
import { listed } from '../text/phrase.ts';
import { stageOf } from './lifecycle.ts';
import { isSelected, unmetLists, type Selectable } from './select.ts';

/** Something that picket.yaml says of content and that changes nothing. */
type Unmatched = Finding & { readonly code: DiagnosticCode; readonly severity: 'warning' };

/** What says that an entry changes nothing. */
export const unmatchedCodes: ReadonlySet<string> = new Set([
  'rule/opt-out-ended',
  'config/unmatched-list',
  'config/unmatched-opt-out',
  'config/unmatched-overlay',
  'config/unmatched-parameter',
]);

/** What a wrong id may have been meant for: that of the content with such a name, or one that is nearly alike. */
const meantBy = (wanted: string, items: readonly Selectable[]): string | undefined => {
  const named = items.find(({ id, name }) => id !== undefined && name?.toLowerCase() === wanted.toLowerCase());
  if (named !== undefined) return named.id;
  const ids = items.flatMap(({ type, id }) => (id === undefined ? [] : [wanted.includes('/') ? `${type}/${id}` : id]));
  return nearest(wanted, ids)[0];
};

/**
 * What is wrong with what a deprecated item says takes its place (`deprecation.replacedBy`, an id or `type/ID`), looked for
 * among all content; undefined where nothing is. Places are those of its file.
 */
export const unknownReplacement = (
  item: Selectable,
  items: readonly Selectable[],
): (Finding & { readonly code: DiagnosticCode; readonly severity: 'error' }) | undefined => {
  const wanted = filledText(objectOf(item.raw['deprecation'])['replacedBy']);
  if (stageOf(item.raw) !== 'deprecated' || wanted === undefined) return undefined;
  const isMeant = (other: Selectable): boolean => isSelected({ ids: [wanted] }, other);
  const others = items.filter((other) => other.path !== item.path);
  const replacing = others.filter(isMeant);
  if (replacing.some(({ raw }) => stageOf(raw) !== 'removed')) return undefined;
  const meant = replacing.length > 0 || isMeant(item) ? undefined : meantBy(wanted, others);
  const why =
    replacing.length > 0
      ? ', which is removed itself.'
      : isMeant(item)
        ? ', which is its own id.'
        : `, and no content has that id${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`;
  return {
    code: 'rule/unknown-replacement',
    severity: 'error',
    at: pointer('deprecation', 'replacedBy'),
    message: `It is replaced by \`${wanted}\`${why}`,
    hint: 'Name the id (or `type/ID`) of what takes its place, or say with `deprecation: {reason: …}` why nothing does.',
  };
};

const unmatchedOptOut = (
  { rule, reason, until, owner }: OptOut,
  { at, layer }: { readonly at: JsonPointer; readonly layer: string },
  items: readonly Selectable[],
  now: number,
): readonly Unmatched[] => {
  if (until !== undefined && hasExpired(until, now))
    return [
      {
        code: 'rule/opt-out-ended',
        severity: 'warning',
        at,
        message: `The opt-out of \`${rule}\` by \`${layer}\` ended on ${until} (${reason}).${owner === undefined ? '' : ` Its owner is ${owner}.`}`,
        hint: 'It no longer keeps anything away. Take it out, or give it another end.',
      },
    ];
  if (items.some((item) => isSelected({ ids: [rule] }, item))) return [];
  const meant = meantBy(rule, items);
  return [
    {
      code: 'config/unmatched-opt-out',
      severity: 'warning',
      at: at + pointer('rule'),
      message: `\`${layer}\` opts out of \`${rule}\`, and no content has that id${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`,
      hint: 'An opt-out names an id, or `type/ID`. Take it out if what it was about is gone.',
    },
  ];
};

/** Why a selection takes nothing: the lists that nothing fits, or that nothing fits all of them. */
const whyNothing = (select: OverlaySelection, items: readonly Selectable[]): string => {
  const [unmet] = unmetLists(select, items);
  if (unmet === undefined) return 'no content fits all of its lists.';
  const wanted = select[unmet] ?? [];
  const meant = unmet === 'ids' && wanted[0] !== undefined ? meantBy(wanted[0], items) : undefined;
  const values = wanted.length === 0 ? 'the list is empty' : wanted.map((value) => `\`${value}\``).join(', ');
  return `no content fits its \`${unmet}\` (${values})${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`;
};

/** Values that a layer gives to parameters that nobody declares. */
const unmatchedParameters = (
  { name: layer, at, parameters }: PlacedLayer,
  declared: ReadonlySet<string>,
): readonly Unmatched[] =>
  Object.keys(parameters)
    .filter((name) => !declared.has(name))
    .map((name) => {
      const [meant] = nearest(name, [...declared]);
      return {
        code: 'config/unmatched-parameter',
        severity: 'warning',
        at: at + pointer('parameters', name),
        message: `\`${layer}\` sets the parameter \`${name}\`, and nothing declares it${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`,
        hint: 'Declare it with its type under `parameters` of picket.yaml or of a rule, or take the value out.',
      };
    });

/** The way of keys to a list that an overlay names. */
const listAt = (place: string): JsonPointer => pointer(...place.split('/').filter((key) => key !== ''));

/** What tells an item of a list apart, as overlays look for it. */
const itemName = (item: JsonValue, key: string | undefined): readonly string[] => {
  const name = key === undefined ? item : objectOf(item)[key];
  return name === undefined || name === null || typeof name === 'object' ? [] : [String(name)];
};

/** Lists of an overlay that take out what none of its content has there, or tell items apart by a key that none of them has. */
const unmatchedLists = (
  { lists }: Overlay,
  { at, layer }: { readonly at: JsonPointer; readonly layer: string },
  selected: readonly Selectable[],
  layers: readonly PlacedLayer[],
): readonly Unmatched[] =>
  Object.entries(lists).flatMap(([place, { key, remove }]): readonly Unmatched[] => {
    const way = listAt(place);
    const others = layers.flatMap(({ overlays }) => overlays);
    // What another overlay sets or puts there may be what this one means.
    const there = [...selected.map(({ raw }) => raw), ...others.map(({ set }) => set)].flatMap((value) =>
      listOf(valueAt(value, way)),
    );
    const put = others.flatMap((other) =>
      Object.entries(other.lists).flatMap(([name, patch]) => (listAt(name) === way ? patch.put : [])),
    );
    const found = { severity: 'warning', code: 'config/unmatched-list' } as const;
    const list = at + pointer('lists', place);
    if (key !== undefined && there.length > 0 && there.every((item) => itemName(item, key).length === 0)) {
      const keys = [...new Set(there.flatMap((item) => Object.keys(objectOf(item))))];
      const [meant] = nearest(key, keys);
      return [
        {
          ...found,
          at: list + pointer('key'),
          message: `An overlay of \`${layer}\` tells the items of \`${place}\` apart by \`${key}\`, and none of its content has that there${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`,
          hint:
            keys.length === 0
              ? 'They are plain values: leave `key` out.'
              : `By this key no item is found. They have ${listed(keys)}.`,
        },
      ];
    }
    const names = [...there, ...put].flatMap((item) => itemName(item, key));
    const known = new Set(names.map((name) => name.toLowerCase()));
    return remove.flatMap((name, index): readonly Unmatched[] => {
      if (known.has(name.toLowerCase())) return [];
      const [meant] = nearest(name, names);
      return [
        {
          ...found,
          at: list + pointer('remove', index),
          message: `An overlay of \`${layer}\` takes \`${name}\` out of \`${place}\`, and none of its content has that there${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`,
          hint: 'Correct it, or take it out: it removes nothing.',
        },
      ];
    });
  });

const unmatchedOf = (
  placed: PlacedLayer,
  declared: ReadonlySet<string>,
  items: readonly Selectable[],
  now: number,
  layers: readonly PlacedLayer[],
): readonly Unmatched[] => {
  const { name: layer, at, optOut, overlays } = placed;
  return [
    ...unmatchedParameters(placed, declared),
    ...optOut.flatMap((entry, index) =>
      unmatchedOptOut(entry, { at: at + pointer('optOut', index), layer }, items, now),
    ),
    ...overlays.flatMap((overlay, index): readonly Unmatched[] => {
      const { select } = overlay;
      const selected = items.filter((item) => isSelected(select, item));
      return selected.length > 0
        ? unmatchedLists(overlay, { at: at + pointer('overlays', index), layer }, selected, layers)
        : [
            {
              code: 'config/unmatched-overlay',
              severity: 'warning',
              at: at + pointer('overlays', index, 'select'),
              message: `An overlay of \`${layer}\` selects nothing: ${whyNothing(select, items)}`,
              hint: 'Correct what it selects, or take it out.',
            },
          ];
    }),
  ];
};

/**
 * What layers of picket.yaml say that changes nothing: opt-outs whose time is over at `now` (milliseconds since 1970) or that
 * no content has the id of, overlays that select nothing or whose lists find nothing there, and values of parameters that neither picket.yaml nor any content
 * declares. Places are those of picket.yaml.
 *
 * @param declarations of parameters in picket.yaml, by name.
 * @param items all content that the layers may be about.
 */
export const unmatchedIn = (
  layers: readonly PlacedLayer[],
  declarations: JsonObject,
  items: readonly Selectable[],
  now: number,
): readonly Unmatched[] => {
  const declared = new Set([declarations, ...items.map(({ raw }) => objectOf(raw['parameters']))].flatMap(Object.keys));
  return layers.flatMap((placed) => unmatchedOf(placed, declared, items, now, layers));
};
