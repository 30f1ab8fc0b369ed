import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type SchemaObject } from 'ajv';
import { describe, expect, jest, test } from '@jest/globals';
import coverage from '../../schemas/coverage.schema.json' with { type: 'json' };
import doctor from '../../schemas/doctor.schema.json' with { type: 'json' };
import graph from '../../schemas/graph.schema.json' with { type: 'json' };
import { inFolder, type Shell } from './io.ts';

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const rules = 'analytics-rules';

/** The rules of this repository in a project of their own. */
const withRules = async (shell: Shell): Promise<void> => {
  const names = readdirSync(rules, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  for (const name of names) await shell.write(join(rules, name), readFileSync(join(rules, name), 'utf8'));
};

const printed = async (shell: Shell, schema: SchemaObject, ...args: readonly string[]): Promise<unknown> => {
  const { out } = await shell.picket(...args, '--format', 'json');
  const value: unknown = JSON.parse(out);
  const ajv = new Ajv({ allErrors: true });
  ajv.validate(schema, value);
  expect(ajv.errors ?? []).toEqual([]);
  return value;
};

describe('what is printed for machines obeys its published schema', () => {
  test('coverage, of everything and of one workspace', async () => {
    await inFolder(async (shell) => {
      await withRules(shell);
      expect(await printed(shell, coverage, 'coverage')).toMatchObject({ matrices: [{ domain: 'enterprise' }] });
      expect(await printed(shell, coverage, 'coverage', '-w', 'local')).toMatchObject({ workspace: 'local' });
    });
  });

  test('graph, of everything and of one table', async () => {
    await inFolder(async (shell) => {
      await withRules(shell);
      const whole = await printed(shell, graph, 'graph');
      expect(whole).toMatchObject({ needs: expect.arrayContaining([expect.objectContaining({ name: 'SigninLogs' })]) });
      expect(await printed(shell, graph, 'graph', 'SigninLogs')).toMatchObject({ needs: [{ name: 'SigninLogs' }] });
    });
  });

  test('doctor', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/README.md', 'No rules yet.\n');
      expect(await printed(shell, doctor, 'doctor')).toMatchObject({ workspace: 'local' });
    });
  });
});
