import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { builtInPipelines } from '../../src/sigma/index.ts';
import { outcome, sigmaRule } from './rules.ts';

/** A detection with its log source, and by the name of each pipeline its queries, or the cause of its refusal. */
type Case = {
  readonly logsource: string;
  readonly detection: string;
  readonly answers: Readonly<Record<string, readonly string[] | string>>;
};

const folder = new URL('detections/', import.meta.url);
const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'logsource' in value && 'detection' in value && 'answers' in value;
const casesOf = (file: string): readonly Case[] =>
  readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const value: unknown = JSON.parse(line);
      return isCase(value) ? [value] : [];
    });

const answersOf = ({ logsource, detection }: Case): Case['answers'] =>
  Object.fromEntries(
    Object.entries(builtInPipelines).map(([name, pipeline]) => [
      name,
      outcome(sigmaRule(detection, logsource), pipeline),
    ]),
  );

// A file holds one detection a line; UPDATE_EXPECTED=1 writes what it becomes now, to be read before it is kept.
for (const file of readdirSync(folder)) {
  if (process.env['UPDATE_EXPECTED'] === '1') {
    const lines = casesOf(file).map((each) => JSON.stringify({ ...each, answers: answersOf(each) }));
    writeFileSync(new URL(file, folder), `${lines.join('\n')}\n`);
  }
  describe(`detections of ${file} become their queries in every pipeline`, () => {
    test.each(casesOf(file).map((each) => [`${each.logsource}: ${each.detection}`, each] as const))('%s', (_, each) => {
      expect(answersOf(each)).toEqual(each.answers);
    });
  });
}
