import { mergeSketches } from '../aggregates/sketches.ts';
import { castTo, dynamicOf, realOf } from '../values/convert.ts';
import { compareDynamic } from '../values/dynamic-order.ts';
import { type Dynamic, isArray, Sketch, type Type, typeNamed, type Value } from '../values/value.ts';
import type { Argument, ScalarFunction } from './index.ts';
import { dynamic, real, type Functions } from './call.ts';

type Kind = Sketch['kind'];

/** Reads a sketch of a kind; null where there is none. What another query made has a form that nobody has published. */
const sketchOf =
  (kind: Kind, unsupported: (feature: string) => never) =>
  (value: Value | undefined): Sketch | null => {
    if (value === undefined || value === null) return null;
    if (value instanceof Sketch && value.kind === kind) return value;
    return unsupported(`reading what another query made by ${kind}()`);
  };

const merging = (kind: Kind): ScalarFunction => ({
  bind: (_args, { unsupported }) => {
    const read = sketchOf(kind, unsupported);
    return (values) => mergeSketches(kind, values.map(read));
  },
});

const dcountHll: ScalarFunction = {
  bind: (_args, { unsupported }) => {
    const read = sketchOf('hll', unsupported);
    return ([value]) => read(value)?.members.size ?? null;
  },
};

/** The values of a digest in their order, and what they weigh together. */
const ordered = ({ members }: Sketch) => {
  const parts = [...members.values()].toSorted((left, right) => compareDynamic(left.value, right.value));
  return { parts, total: parts.reduce((sum, { weight }) => sum + weight, 0) };
};

/** The value below which a share of the weights lies: the nearest rank. */
const valueAt = (digest: Sketch, percent: number): Dynamic => {
  const { parts, total } = ordered(digest);
  let passed = 0;
  for (const { value, weight } of parts) {
    passed += weight;
    if (passed >= (percent / 100) * total) return value;
  }
  return parts.at(-1)?.value ?? null;
};

const typeAsked = (args: readonly Argument[]): Type => {
  const name = args[2]?.constant;
  return (typeof name === 'string' ? typeNamed(name) : undefined) ?? 'dynamic';
};

const percentile: ScalarFunction = {
  type: typeAsked,
  bind: (args, { unsupported }) => {
    const read = sketchOf('tdigest', unsupported);
    const percentOf = real(args[1], 1);
    const cast = castTo(typeAsked(args));
    return (values) => {
      const [digest, percent] = [read(values[0]), percentOf(values)];
      return digest === null || percent === null ? null : cast(valueAt(digest, percent));
    };
  },
};

const percentiles: ScalarFunction = {
  bind: (args, { unsupported }) => {
    const read = sketchOf('tdigest', unsupported);
    const shares = args.slice(1).map((argument, index) => dynamic(argument, index + 1));
    return (values) => {
      const digest = read(values[0]);
      if (digest === null) return null;
      const percents = shares.flatMap((share) => {
        const value = share(values);
        return isArray(value) ? [...value] : [value];
      });
      return percents.map((each) => {
        const percent = realOf(each);
        return percent === null ? null : valueAt(digest, percent);
      });
    };
  },
};

/** The weight of the values that are not above one (Microsoft Learn, "rank_tdigest()"), and its share in per cent. */
const rank = (result: (rank: number, total: number) => number): ScalarFunction => ({
  bind: (args, { unsupported }) => {
    const read = sketchOf('tdigest', unsupported);
    const lift = dynamicOf(args[1]?.type ?? 'dynamic');
    return (values) => {
      const [digest, value] = [read(values[0]), lift(values[1] ?? null)];
      if (digest === null || value === null) return null;
      const { parts, total } = ordered(digest);
      const below = parts.filter((part) => compareDynamic(part.value, value) <= 0);
      return result(
        below.reduce((sum, { weight }) => sum + weight, 0),
        total,
      );
    };
  },
});

/** Functions of what `hll` and `tdigest` made in the same query: exact, where the engine estimates. */
export const sketchFunctions: Functions = {
  dcount_hll: dcountHll,
  hll_merge: merging('hll'),
  merge_tdigest: merging('tdigest'),
  tdigest_merge: merging('tdigest'),
  percentile_tdigest: percentile,
  percentiles_array_tdigest: percentiles,
  rank_tdigest: rank((below) => below),
  percentrank_tdigest: rank((below, total) => (100 * below) / total),
};
