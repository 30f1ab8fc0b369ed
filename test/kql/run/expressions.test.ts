import { describe, expect, test } from '@jest/globals';
import { loadEngine } from '../../../src/kql/engine.ts';
import { runCompiler } from '../../../src/kql/run/compile.ts';
import { scalarFunctions } from '../../../src/kql/run/functions/index.ts';
import { jsonOf } from '../../../src/kql/run/values/printed.ts';
import { schemaOf } from '../../../src/kql/schema/schema.ts';
import { casesIn, filesIn } from '../../jsonl.ts';

/**
 * One expression with what it gives. `expected` of a dynamic value and of a long beyond 2^53 is JSON text, so that 1 and
 * 1.0 differ and no digit is lost; of the type `error` it is a code. `page` is where Microsoft's documentation says so.
 */
type Case = {
  readonly page: string;
  readonly expression: string;
  readonly type: string;
  readonly expected: unknown;
};

const folder = new URL('expressions/', import.meta.url);
const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'page' in value && 'expression' in value && 'type' in value;
const cases = filesIn(folder).flatMap(([, file]) => casesIn(file, isCase));
const pages = [...new Set(cases.map(({ page }) => page))];

const compile = runCompiler(await loadEngine());
const noSchema = schemaOf({});

/** The columns of a `print` of some expressions: type and JSON text of each. */
const printed = (expressions: readonly string[]): readonly string[] => {
  const compilation = compile(`print ${expressions.map((each, at) => `v${at} = ${each}`).join(', ')}`, noSchema);
  if (!compilation.ok) return compilation.errors.map(({ code, message }) => `${code} ${message}`);
  const { columns, rows } = compilation.program.run({ table: () => undefined, now: 0 });
  return columns.map(({ type }, at) => `${type} ${jsonOf(rows[0]?.[at] ?? null, type)}`);
};

const expectedOf = ({ type, expected }: Case): string =>
  typeof expected === 'string' && (type === 'dynamic' || type === 'long')
    ? `${type} ${expected}`
    : `${type} ${JSON.stringify(expected)}`;

/** Reals are computed in other orders elsewhere: what differs in the last digits is the expected value. */
const settled = (got: string, wanted: string): string => {
  const [real, other] = [got, wanted].map((each) => (each.startsWith('real ') ? Number(each.slice(5)) : Number.NaN));
  if (real === undefined || other === undefined) return got;
  return Math.abs(real - other) <= Math.abs(other) * 1e-12 ? wanted : got;
};

describe('an expression gives what the page says about', () => {
  test.each(pages)('%s', (page) => {
    const ofPage = cases.filter((each) => each.page === page && each.type !== 'error');
    const wanted = ofPage.map(expectedOf);
    const got = printed(ofPage.map(({ expression }) => expression));
    const label = (values: readonly string[]) => ofPage.map(({ expression }, at) => `${expression} => ${values[at]}`);
    expect(label(got.map((each, at) => settled(each, wanted[at] ?? '')))).toEqual(label(wanted));
  });

  const refused = cases.filter(({ type }) => type === 'error');
  test.each(refused.map((each) => [each.expression, each] as const))('%s is refused', (_, { expression, expected }) => {
    expect(printed([expression])[0]).toMatch(new RegExp(`^${String(expected)} `));
  });
});

describe('the table of expressions', () => {
  test('has at least 800 cases, none of them twice', () => {
    expect(cases.length).toBeGreaterThanOrEqual(800);
    expect(new Set(cases.map(({ expression }) => expression)).size).toBe(cases.length);
  });

  test('calls every function but those that need more than an expression, which functions.test.ts calls', () => {
    const text = cases.map(({ expression }) => expression).join('\n');
    const missing = [...scalarFunctions.keys()].filter((name) => !new RegExp(`\\b${name}\\(`).test(text));
    expect(missing.sort()).toEqual([
      'assert',
      'dcount_hll',
      'estimate_data_size',
      'geo_info_from_ip_address',
      'hll_merge',
      'merge_tdigest',
      'new_guid',
      'percentile_tdigest',
      'percentiles_array_tdigest',
      'percentrank_tdigest',
      'rank_tdigest',
      'series_decompose',
      'series_decompose_anomalies',
      'series_decompose_forecast',
      'series_fit_line',
      'series_stats',
      'tdigest_merge',
    ]);
  });
});
