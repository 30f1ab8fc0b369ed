import { describe, expect, test } from '@jest/globals';
import { loadEngine } from '../../../src/kql/engine.ts';
import { runCompiler } from '../../../src/kql/run/compile.ts';
import { RunError, type RunInput } from '../../../src/kql/run/program.ts';
import { jsonOf } from '../../../src/kql/run/values/printed.ts';
import { schemaOf } from '../../../src/kql/schema/schema.ts';
import { answer } from './run.ts';

const compile = runCompiler(await loadEngine());
const noSchema = schemaOf({});

/** Rows of a query as objects of what their JSON says. */
const rowsOf = (query: string, input: Partial<RunInput> = {}): readonly Readonly<Record<string, unknown>>[] => {
  const compilation = compile(query, noSchema);
  if (!compilation.ok) throw new Error(compilation.errors.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  const { columns, rows } = compilation.program.run({ table: () => undefined, now: 0, ...input });
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name, type }, at) => [name, JSON.parse(jsonOf(row[at] ?? null, type))])),
  );
};

test.each([1, 2, 3, 4, 5])('of %i backslashes before a quote half stay, and an odd one keeps the quote', (count) => {
  const line = `"${'\\'.repeat(count)}"`;
  const stays = '\\'.repeat(Math.floor(count / 2)) + (count % 2 === 1 ? '"' : '');
  expect(answer(`print parse_command_line(${JSON.stringify(line)}, "windows")`).at(-1)).toBe(JSON.stringify([[stays]]));
});

describe('functions of several columns', () => {
  test('series_stats gives the statistics of the page', () => {
    expect(rowsOf('print x=dynamic([23,46,23,87,4,8,3,75,2,56,13,75,32,16,29]) | project series_stats(x)')).toEqual([
      {
        series_stats_x_min: 2,
        series_stats_x_min_idx: 8,
        series_stats_x_max: 87,
        series_stats_x_max_idx: 3,
        series_stats_x_avg: 32.8,
        series_stats_x_stdev: expect.closeTo(28.503_633_853_548_3, 10),
        series_stats_x_variance: expect.closeTo(812.457_142_857_143, 10),
      },
    ]);
  });

  test('series_fit_line gives the line of the page under the names that are said', () => {
    const query = `print y=dynamic([2,5,6,8,11,15,17,18,25,26,30,30])
      | extend (RSquare, Slope, Variance, RVariance, Interception, LineFit) = series_fit_line(y) | project-away y, LineFit`;
    expect(rowsOf(query)).toEqual([
      {
        RSquare: expect.closeTo(0.9828, 3),
        Slope: expect.closeTo(2.7308, 3),
        Variance: expect.closeTo(98.6288, 3),
        RVariance: expect.closeTo(1.6866, 3),
        Interception: expect.closeTo(-1.6666, 3),
      },
    ]);
  });

  test('array_sort_asc sorts further arrays along, and gives null for one of another length', () => {
    expect(rowsOf("print (a, b, c) = array_sort_asc(dynamic([3,1,2]), dynamic(['x','y','z']), dynamic([1]))")).toEqual([
      { a: [1, 2, 3], b: ['y', 'z', 'x'], c: null },
    ]);
  });

  /** Four weeks of hours: a shape that comes again every day, with two spikes and a dip. */
  const weeks = `range t from 0 to 671 step 1
    | extend y = 10.0 + 5.0 * sin(2 * pi() * t / 24) + (t % 7) * 0.01
    | extend y = case(t == 100 or t == 333, y + 40.0, t == 500, y - 40.0, y)
    | summarize y = make_list(y)`;

  test('series_decompose_anomalies flags what falls out of a period that it finds itself', () => {
    const [row] = rowsOf(`${weeks}
      | extend (marks, scores, base) = series_decompose_anomalies(y)
      | mv-expand with_itemindex=at marks to typeof(long) | where marks != 0
      | summarize found = make_list(strcat(at, ':', marks))`);
    expect(row?.['found']).toEqual(['100:1', '333:1', '500:-1']);
  });

  test('a higher threshold flags nothing, and no season makes the shape itself the noise', () => {
    const flagged = (call: string): unknown =>
      rowsOf(`${weeks} | extend (marks, s, b) = ${call} | project n = series_sum(series_abs(marks))`)[0]?.['n'];
    expect(flagged('series_decompose_anomalies(y, 1e9)')).toBe(0);
    expect(flagged("series_decompose_anomalies(y, 2.0, 0, 'none')")).toBe(3);
  });

  test('a threshold that is null is the one that stands where none is given', () => {
    // Far above the others by 1.2, 1.7, 2.2 and 3 times the range from the 10th to the 90th percentile.
    const ladder = `range t from 0 to 200 step 1 | extend y = toreal(t % 101)
      | extend y = case(t == 10, 186.0, t == 20, 226.0, t == 30, 266.0, t == 40, 330.0, y) | summarize y = make_list(y)`;
    const flagged = (threshold: string): unknown =>
      rowsOf(`${ladder} | extend (marks, s, b) = series_decompose_anomalies(y${threshold}) | project marks`)[0]?.[
        'marks'
      ];
    const usual = flagged(', real(null), 0, "avg"');
    expect(usual).toEqual(flagged(', 1.5, 0, "avg"'));
    expect(usual).not.toEqual(flagged(', 1.0, 0, "avg"'));
    expect(usual).not.toEqual(flagged(', 2.5, 0, "avg"'));
  });

  test('series_decompose_forecast goes on with line and season where the values end', () => {
    const forecast = (call: string): unknown => rowsOf(`print f = ${call}`)[0]?.['f'];
    expect(forecast("series_decompose_forecast(dynamic([1,2,3,4,5,6,7,8,0,0]), 2, 0, 'linefit')")).toEqual(
      Array.from({ length: 10 }, (_, at) => expect.closeTo(at + 1, 9)),
    );
    expect(forecast("series_decompose_forecast(dynamic([1,5,1,5,1,5,1,5,0,0]), 2, 2, 'none')")).toEqual([
      1, 5, 1, 5, 1, 5, 1, 5, 1, 5,
    ]);
  });

  test('series_decompose gives parts that add up to the series', () => {
    const [row] = rowsOf(`${weeks}
      | extend (baseline, seasonal, trend, residual) = series_decompose(y, -1, 'linefit')
      | extend off = series_subtract(y, series_add(baseline, residual)), sum = series_subtract(baseline, series_add(seasonal, trend))
      | project off = series_stats_dynamic(series_abs(off)).max, sum = series_stats_dynamic(series_abs(sum)).max`);
    expect(row?.['off']).toBeCloseTo(0, 9);
    expect(row?.['sum']).toBeCloseTo(0, 9);
  });
});

describe('functions over aggregates', () => {
  test('welch_test gives the probability of the page', () => {
    const [row] = rowsOf(`print
        s1 = dynamic([27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4]),
        s2 = dynamic([27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4])
      | mv-expand s1 to typeof(double), s2 to typeof(double)
      | summarize m1 = avg(s1), v1 = variance(s1), c1 = count(), m2 = avg(s2), v2 = variance(s2), c2 = count()
      | project p = welch_test(m1, v1, c1, m2, v2, c2)`);
    expect(row?.['p']).toBeCloseTo(0.021, 3);
  });
});

describe('functions that depend on the run', () => {
  test('new_guid and rand follow the seed', () => {
    const query = 'range x from 1 to 3 step 1 | project id = tostring(new_guid()), r = rand()';
    const [first, again, other] = [1, 1, 2].map((seed) => rowsOf(query, { seed }));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first?.map(({ id }) => id)).size).toBe(3);
    for (const row of first ?? []) {
      expect(row['id']).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(row['r']).toBeGreaterThanOrEqual(0);
      expect(row['r']).toBeLessThan(1);
    }
  });

  test('geo_info_from_ip_address gives what a test says, and null for what is no address', () => {
    const geo = (address: string) => (address === '10.0.0.1' ? new Map([['country', 'Nowhere']]) : undefined);
    expect(
      rowsOf("print a = geo_info_from_ip_address('10.0.0.1'), b = geo_info_from_ip_address('a host')", { geo }),
    ).toEqual([{ a: { country: 'Nowhere' }, b: null }]);
    expect(() => rowsOf("print geo_info_from_ip_address('2001:db8::1')", { geo })).toThrow(
      'Nothing is given for geo(2001:db8::1).',
    );
  });

  test('now is the time of the run', () => {
    expect(rowsOf('print n = now(), a = ago(1h)', { now: 864_000_000_000 })).toEqual([
      { n: '2010-01-02T00:00:00.0000000Z', a: '2010-01-01T23:00:00.0000000Z' },
    ]);
  });

  test('assert ends the run with its message', () => {
    expect(() => rowsOf("range x from 1 to 2 step 1 | where assert(x < 2, 'x is too large')")).toThrow(RunError);
    expect(() => rowsOf("range x from 1 to 2 step 1 | where assert(x < 2, 'x is too large')")).toThrow(
      'An assertion of the query does not hold: x is too large',
    );
  });

  test('estimate_data_size counts eight bytes of a long and the letters of a text', () => {
    expect(rowsOf("print x = 1, t = '1234567890' | project n = estimate_data_size(x, t)")).toEqual([{ n: 18 }]);
  });
});

describe('what is not supported', () => {
  test.each([
    ['a function', 'print hash_combine(1, 2)', 'hash_combine()'],
    ['a type', 'print hash(guid(74be27de-1e4e-49d9-b579-fe0b331d3642))', 'hash() of a guid'],
    ['a unit', "print convert_length(1.0, 'Meter', 'Twip')", "convert_length() with the unit 'Twip'"],
    ['an option', 'print geo_distance_2points(1, 1, 2, 2, true)', 'geo_distance_2points() on a spheroid'],
  ])('%s is refused by name and place before anything runs', (_, query, name) => {
    const compilation = compile(query, noSchema);
    expect(compilation).toMatchObject({ ok: false, errors: [{ code: 'kql/unsupported', name }] });
    expect(compilation.ok ? 0 : compilation.errors[0]?.span.start).toBeGreaterThan(0);
  });

  test.each([
    ['a(b', 'missing closing ).'],
    ['a(?=b)', 'look-around. RE2 has none: match what stands around too'],
  ])('the expression %j says why it is none', (expression, reason) => {
    for (const use of [`extract('${expression}', 1, 'ab')`, `'ab' matches regex '${expression}'`]) {
      const compilation = compile(`print ${use}`, noSchema);
      expect(compilation.ok ? [] : compilation.errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([
        expect.stringContaining(`kql/failed: '${expression}' is no regular expression of RE2: ${reason}`),
      ]);
    }
  });
});
