import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/index';
import { describe, expect, test } from '@jest/globals';
import { forShards, withParts } from '../../src/app/author/init/shards.ts';
import { actionText, github, workflowNames, workflowText } from './files.ts';

/** What is otherwise in workflows whose jobs share the workspaces. */
const shards = join(github, '../templates/github/shards');

const silent = new NoOperationTraceWriter();

/** What GitHub's own parser finds wrong, a line each, so that a failure says where to look. */
const workflowErrors = async (content: string): Promise<readonly string[]> => {
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, silent);
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
};

const actionErrors = (content: string): readonly string[] =>
  parseAction({ name: 'action.yml', content }, silent)
    .context.errors.getErrors()
    .map(({ message }) => message);

describe("GitHub's parser of workflows and actions", () => {
  test.each(workflowNames)('finds nothing in %s', async (name) => {
    expect(await workflowErrors(workflowText(name))).toEqual([]);
  });

  test.each(readdirSync(shards))('finds nothing in %s where jobs share the workspaces', async (name) => {
    const other = readFileSync(join(shards, name), 'utf8');
    const text = forShards(workflowNames.includes(name) ? withParts(workflowText(name), other) : other, 3);
    expect(await workflowErrors(text)).toEqual([]);
  });

  test('finds nothing in the action', () => {
    expect(actionErrors(actionText())).toEqual([]);
  });

  test('finds nothing in the steps that the guide shows', async () => {
    const guide = readFileSync(join(github, '../docs/github-action.md'), 'utf8');
    const examples = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) {
      const steps = text.replaceAll(/^/gm, '      ');
      const workflow = `on: push\njobs:\n  rules:\n    runs-on: ubuntu-24.04\n    steps:\n${steps}`;
      expect(await workflowErrors(workflow)).toEqual([]);
    }
  });

  test.each([
    ['a job that waits for one that is not there', 'needs: workspaces\n', 'needs: nobody\n'],
    ['a schedule for something else than a time', /^ {2}pull_request:$/m, '  pull_requests:'],
    ['a permission that there is not', 'contents: read', 'content: read'],
    ['a misspelt key of a step', '        env:\n', '        envs:\n'],
    ['a time limit in words', 'timeout-minutes: 20', 'timeout-minutes: twenty'],
    ['a job without a machine', /^ {4}runs-on: .*\n/m, ''],
    ['an expression over a context that there is not', '${{ github.', '${{ gitub.'],
    ['an expression that does not end', '${{ github.token }}', '${{ github.token }'],
  ])('finds %s', async (_, from, to) => {
    const text = workflowText('pull-request.yml');
    expect(text.replace(from, to)).not.toBe(text);
    expect(await workflowErrors(text.replace(from, to))).not.toEqual([]);
  });

  test('finds a step of the action without a shell', () => {
    expect(actionErrors(actionText().replace('      shell: bash\n', ''))).not.toEqual([]);
  });
});
