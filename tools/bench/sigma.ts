import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { isObject, parseJson } from '../../src/core/json.ts';
import { builtInPipelines, convertSigma, parseSigma, toAnalyticsRule } from '../../src/sigma/index.ts';
import { fastest, type Figure } from './measure.ts';

const rulesOf = (shared: string): readonly string[] =>
  readFileSync(join(shared, 'sigma', 'rules.jsonl'), 'utf8')
    .split('\n')
    .flatMap((text) => {
      const value = parseJson(text);
      return isObject(value) && typeof value['yaml'] === 'string' ? [value['yaml']] : [];
    });

const convert = (texts: readonly string[]): number => {
  const pipeline = builtInPipelines['picket'];
  if (pipeline === undefined) throw new Error('there is no pipeline picket');
  const files = texts.map((text, index) => parseSigma(text, `${index}.yml`));
  return convertSigma(files, pipeline).reduce(
    (sum, conversion) =>
      sum + ('error' in conversion ? 0 : conversion.converted.map((query) => toAnalyticsRule(query)).length),
    0,
  );
};

const load = (texts: readonly string[]): void => {
  for (const text of texts) loadAll(text);
};

/** Sigma rules to rule files, without the compile check, against what js-yaml needs to load them; and twice as many. */
export const sigma = (shared: string): readonly Figure[] => {
  const texts = rulesOf(shared);
  const half = texts.slice(0, texts.length >> 1);
  const [measured = 0, reference = 0, some = 0] = fastest(
    5,
    () => void convert(texts),
    () => load(texts),
    () => void convert(half),
  );
  return [
    {
      what: `${texts.length} Sigma rules to rule files against loading them`,
      measured,
      reference,
      target: 4,
      unit: 'ms',
    },
    {
      what: 'a Sigma rule of all against one of half of them',
      measured: measured / texts.length,
      reference: some / half.length,
      target: 1.3,
      unit: 'ms',
    },
  ];
};
