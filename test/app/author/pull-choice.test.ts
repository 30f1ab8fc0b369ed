import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { pullStep, type PullChoice } from '../../../src/app/author/pull-choice.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { states } from '../../core/plan/whole/states.ts';
import { compareInput, idOf } from '../../core/rules.ts';
import { updateExpected } from '../../expected.ts';

const files: readonly PullChoice['file'][] = [
  undefined,
  { path: 'rules/one.yaml', why: 'errors' },
  { path: 'rules/one.yaml', why: 'not-selected' },
];

/** What is asked for: a scope, whether the rule was named, and the file that has its id without being planned. */
const choices = (['unmanaged', 'drifted', 'all'] as const).flatMap((only) =>
  [false, true].flatMap((named) => files.map((file): PullChoice => ({ only, named, file }))),
);

const wordsOf = ({ only, named, file }: PullChoice): string =>
  `${only}${named ? ', named' : ''}${file === undefined ? '' : `, a file: ${file.why}`}`;

/** Each step with the choices that lead to it, once for all states in which they do. */
const said = (): string => {
  const groups = new Map<string, string[]>();
  for (const [words, input] of states)
    for (const verdict of compare(compareInput(input))) {
      const steps = new Map<string, string[]>();
      for (const choice of choices) {
        const step = JSON.stringify(pullStep(verdict, choice)).replaceAll(idOf(1), 'ID');
        steps.set(step, [...(steps.get(step) ?? []), wordsOf(choice)]);
      }
      const told = [...steps].map(([step, by]) => `  ${step}\n    ${by.join('; ')}`).join('\n');
      groups.set(told, [...(groups.get(told) ?? []), `${verdict.state}: ${words}`]);
    }
  return [...groups].map(([told, by]) => `${by.join('\n')}\n${told}\n`).join('\n');
};

test('what a pull does with a rule, by how git and the workspace stand to one another and what is asked for', () => {
  const file = new URL('pull-choice.txt', import.meta.url);
  updateExpected(file, said);
  expect(said()).toBe(readFileSync(file, 'utf8'));
});
