import { describe, expect, test } from '@jest/globals';
import { analyzeQueries, emptySchema } from '../../src/kql/index.ts';
import { inFolder } from '../cli/io.ts';

const rule = (index: number): string =>
  [
    `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a${String(index).padStart(3, '0')}`,
    `name: Rule ${index}`,
    'version: 1.0.0',
    'kind: NRT',
    'description: One of several.',
    'severity: High',
    'tactics:',
    '  - Impact',
    'query: |',
    `  SecurityEvent | where EventID == ${index}`,
    '',
  ].join('\n');

describe('an interrupt while queries are compiled', () => {
  test('is heard before each query', async () => {
    let breaths = 0;
    const running = analyzeQueries(['print 1', 'print 2', 'print 3'], emptySchema, {
      breath: async () => {
        breaths += 1;
        if (breaths === 3) throw new Error('interrupted');
      },
    });
    await expect(running).rejects.toThrow('interrupted');
    expect(breaths).toBe(3);
  });

  test('ends the run without findings that nobody waits for', async () => {
    await inFolder(async ({ picket, write, interrupt }) => {
      for (let index = 1; index <= 3; index += 1) await write(`rules/${index}.yaml`, rule(index));
      const running = picket('validate', '--no-config', '--no-cache', 'rules');
      interrupt();
      expect(await running).toEqual({
        code: 130,
        out: '',
        err: 'Interrupted.\n',
      });
    });
  });
});
