import { beforeAll, describe, expect, test } from '@jest/globals';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { inFolder } from './io.ts';
import { mistakes, ownIdentity, sound, type Mistake } from './mistakes.ts';

const fileOf = (what: string): string => `analytics-rules/${what.replaceAll(/\W+/g, '-')}.yaml`;

const numberIn = (value: JsonValue | undefined, key: string): number => {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'number' ? found : 0;
};

/** The text that a finding stands on, to the end of its line at most. */
const standsOn = (text: string, { range }: JsonObject): string => {
  const { start, end } = isObject(range) ? range : {};
  const line = text.split('\n')[numberIn(start, 'line') - 1] ?? '';
  const isOneLine = numberIn(start, 'line') === numberIn(end, 'line');
  return line.slice(numberIn(start, 'column') - 1, isOneLine ? numberIn(end, 'column') - 1 : undefined);
};

describe('a typical mistake is told with its place, its cause and the way out', () => {
  let found: readonly JsonObject[] = [];
  const texts = new Map<string, string>();

  beforeAll(async () => {
    await inFolder(async ({ picket, write }) => {
      for (const [index, [what, { text }]] of Object.entries(mistakes).entries()) {
        texts.set(what, ownIdentity(text, index));
        await write(fileOf(what), ownIdentity(text, index));
      }
      await write('analytics-rules/sound.yaml', ownIdentity(sound, 999));
      const ran = await picket('validate', '--format', 'json');
      const report: unknown = JSON.parse(ran.out);
      const diagnostics = isObject(report) ? report['diagnostics'] : undefined;
      found = isArray(diagnostics) ? diagnostics.filter(isObject) : [];
    });
  }, 60_000);

  test('there are seventy of them and more', () => {
    expect(Object.keys(mistakes).length).toBeGreaterThanOrEqual(70);
  });

  test('and nothing is said of a rule without one', () => {
    expect(found.filter(({ path }) => path === 'analytics-rules/sound.yaml')).toEqual([]);
  });

  test.each(Object.entries(mistakes))('%s', (what, { code, on, cause, wayOut }: Mistake) => {
    const about = found.filter(({ path }) => path === fileOf(what));
    const told = about.map((finding) => ({
      code: finding['code'],
      on: standsOn(texts.get(what) ?? '', finding),
      cause: finding['message'],
      wayOut: finding['hint'],
    }));
    expect(told).toContainEqual({
      code,
      on,
      cause: expect.stringContaining(cause),
      wayOut: expect.stringContaining(wayOut),
    });
  });
});
