import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateAction, validateWorkflow, type ValidationState } from '@action-validator/core';
import { describe, expect, test } from '@jest/globals';
import { actionText, github, workflowNames, workflowText } from './files.ts';

/** One line for each thing that is wrong, so that a failure says where to look. */
const wrong = (check: (text: string) => ValidationState, text: string): string[] =>
  check(text).errors.map((error) => `${'path' in error ? error.path : ''} ${error.title}: ${error.detail ?? ''}`);

describe('the linter of workflows and actions', () => {
  test.each(workflowNames)('finds nothing in %s', (name) => {
    expect(wrong(validateWorkflow, workflowText(name))).toEqual([]);
  });

  test('finds nothing in the action', () => {
    expect(wrong(validateAction, actionText)).toEqual([]);
  });

  test('finds nothing in the steps that the guide shows', () => {
    const guide = readFileSync(join(github, '../docs/github-action.md'), 'utf8');
    const examples = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) {
      const steps = text.replaceAll(/^/gm, '      ');
      const workflow = `on: push\njobs:\n  rules:\n    runs-on: ubuntu-24.04\n    steps:\n${steps}`;
      expect(wrong(validateWorkflow, workflow)).toEqual([]);
    }
  });

  test.each([
    ['a job that waits for one that is not there', 'needs: workspaces\n', 'needs: nobody\n'],
    ['a schedule for something else than a time', /^ {2}pull_request:$/m, '  pull_requests:'],
    ['a permission that there is not', 'contents: read', 'content: read'],
    ['a misspelt key of a step', 'continue-on-error:', 'continue-on-errors:'],
    ['a time limit in words', 'timeout-minutes: 20', 'timeout-minutes: twenty'],
    ['a job without a machine', /^ {4}runs-on: .*\n/m, ''],
  ])('finds %s', (_, from, to) => {
    const text = workflowText('plan.yml');
    expect(text.replace(from, to)).not.toBe(text);
    expect(wrong(validateWorkflow, text.replace(from, to))).not.toEqual([]);
  });

  test('finds a step of the action without a shell', () => {
    expect(wrong(validateAction, actionText.replace('      shell: bash\n', ''))).not.toEqual([]);
  });
});
