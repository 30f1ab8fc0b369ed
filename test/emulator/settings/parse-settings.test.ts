import { describe, expect, test } from '@jest/globals';
import { parseSettings, withSettings } from '../../../src/emulator/index.ts';

describe('settings from a file', () => {
  test('are laid over the defaults', () => {
    const read = parseSettings({ pageSize: 3, echo: { lists: 'sorted' }, customVersionLimit: 10, workspaces: ['a'] });
    expect(withSettings(read)).toMatchObject({
      pageSize: 3,
      ifMatch: '412',
      echo: { lists: 'sorted', durations: 'verbatim' },
    });
  });

  test.each([
    [{ pagesize: 3 }, 'pagesize is no setting'],
    [{ pageSize: '3' }, 'pageSize must be a number, not "3"'],
    [{ echo: { lists: 'random' } }, 'echo.lists is "random"; allowed are verbatim, sorted, reversed'],
    [{ unknownTables: 'maybe' }, 'allowed are custom, allowed, refused'],
    [{ tables: {} }, 'tables must be a list'],
    [{ quotas: 3 }, 'quotas must be a mapping'],
  ])('%j is refused by name', (settings, says) => {
    expect(() => parseSettings(settings)).toThrow(says);
  });
});
