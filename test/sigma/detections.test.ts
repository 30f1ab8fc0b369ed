import { describe, expect, test } from '@jest/globals';
import { builtInPipelines } from '../../src/sigma/index.ts';
import { casesIn, filesIn, updateCases } from '../jsonl.ts';
import { outcome, sigmaRule } from './rules.ts';

/** A detection with its log source, and by the name of each pipeline its queries, or the cause of its refusal. */
type Case = {
  readonly logsource: string;
  readonly detection: string;
  readonly answers: Readonly<Record<string, readonly string[] | string>>;
};

const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'logsource' in value && 'detection' in value && 'answers' in value;

const answersOf = ({ logsource, detection }: Case): Case['answers'] =>
  Object.fromEntries(
    Object.entries(builtInPipelines).map(([name, pipeline]) => [
      name,
      outcome(sigmaRule(detection, logsource), pipeline),
    ]),
  );

for (const [name, file] of filesIn(new URL('detections/', import.meta.url))) {
  updateCases(file, () => casesIn(file, isCase).map((each) => ({ ...each, answers: answersOf(each) })));
  describe(`detections of ${name} become their queries in every pipeline`, () => {
    const cases = casesIn(file, isCase).map((each) => [`${each.logsource}: ${each.detection}`, each] as const);
    test.each(cases)('%s', (_, each) => {
      expect(answersOf(each)).toEqual(each.answers);
    });
  });
}
