import { nothing } from '../compiler.ts';
import { dynamicOf } from '../values/convert.ts';
import { keyText } from '../values/keys.ts';
import { type Dynamic, isWhole, Sketch, type Value } from '../values/value.ts';
import { type Aggregate, onlyIf } from './aggregate.ts';

type Kind = Sketch['kind'];
type Members = Map<string, { readonly value: Dynamic; readonly weight: number }>;

const put = (members: Members, value: Dynamic, weight: number): void => {
  const key = keyText(value);
  members.set(key, { value, weight: (members.get(key)?.weight ?? 0) + weight });
};

const names: Readonly<Record<Kind, string>> = { hll: 'hll()', tdigest: 'tdigest()' };

/** One sketch of several of a kind; null where there is none. */
export const mergeSketches = (kind: Kind, sketches: readonly Value[]): Sketch | null => {
  const members: Members = new Map();
  const known = sketches.filter((each): each is Sketch => each instanceof Sketch && each.kind === kind);
  const [first] = known;
  if (first === undefined) return null;
  for (const sketch of known) for (const { value, weight } of sketch.members.values()) put(members, value, weight);
  return new Sketch(kind, members, first.unreadable);
};

/** `hll(value, accuracy)` and `tdigest(value, weight)`: the values themselves, however many; null of none. */
const sketch =
  (kind: Kind): Aggregate =>
  (cx, [first = nothing, second], _binder, unsupported) => {
    cx.noteSketch();
    const lift = dynamicOf(first.type);
    const weightOf = kind === 'tdigest' ? second : undefined;
    return {
      type: 'dynamic',
      start: () => {
        const members: Members = new Map();
        return {
          add: (row) => {
            const value = lift(first.read(row));
            if (value === null) return;
            const weight = weightOf === undefined ? 1 : weightOf.read(row);
            const before = members.size;
            if (isWhole(weight)) put(members, value, Number(weight));
            cx.spend(members.size - before);
          },
          result: () =>
            members.size === 0 ? null : new Sketch(kind, members, () => unsupported(`the form of ${names[kind]}`)),
        };
      },
    };
  };

/** `hll_merge` and `tdigest_merge` over rows. A sketch that was stored as text or JSON cannot be told what it holds. */
const merge =
  (kind: Kind): Aggregate =>
  (cx, [first = nothing], _binder, unsupported) => {
    cx.noteSketch();
    return {
      type: 'dynamic',
      start: () => {
        const sketches: Value[] = [];
        return {
          add: (row) => {
            const value = first.read(row);
            if (value !== null && !(value instanceof Sketch))
              return unsupported(`merging what another query made by ${names[kind]}`);
            sketches.push(value);
          },
          result: () => mergeSketches(kind, sketches),
        };
      },
    };
  };

/** Aggregates whose results only functions of theirs can read. */
export const sketchAggregates: Readonly<Record<string, Aggregate>> = {
  hll: sketch('hll'),
  hll_if: onlyIf(sketch('hll'), 1),
  hll_merge: merge('hll'),
  tdigest: sketch('tdigest'),
  tdigest_merge: merge('tdigest'),
  merge_tdigest: merge('tdigest'),
};
