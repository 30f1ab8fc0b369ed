import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { isObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { parseSettings, withSettings } from '../../../src/emulator/index.ts';
import { updateExpected } from '../../expected.ts';

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
    [{ pageSize: '3' }, 'pageSize must be a whole number from 1, not "3"'],
    [{ pageSize: -1 }, 'pageSize must be a whole number from 1, not -1'],
    [{ echo: { lists: 'random' } }, 'echo.lists is "random"; allowed are verbatim, sorted, reversed'],
    [{ unknownTables: 'maybe' }, 'allowed are custom, allowed, refused'],
    [{ tables: {} }, 'tables must be a list'],
    [{ quotas: 3 }, 'quotas must be a mapping'],
  ])('%j is refused by name', (settings, says) => {
    expect(() => parseSettings(settings)).toThrow(says);
  });
});

const values: readonly JsonValue[] = ['odd', '', 2, 1, 0, 1.5, 0.5, -1, null, true, [], ['a'], {}, { odd: 1 }];

/** Places of all settings, at any depth. */
const places = (settings: JsonObject, path: readonly string[] = []): readonly (readonly string[])[] =>
  Object.entries(settings).flatMap(([name, value]) => [
    [...path, name],
    ...(isObject(value) ? places(value, [...path, name]) : []),
  ]);

const within = (path: readonly string[], value: JsonValue): JsonValue =>
  path.reduceRight<JsonValue>((held, name) => ({ [name]: held }), value);

/** What is said of each setting, with the values of which it is said. */
const said = (): readonly string[] =>
  places({ ...withSettings({}) }).flatMap((path) => {
    const answers = new Map<string, string[]>();
    for (const value of values) {
      const settings = within(path, value);
      const text = JSON.stringify(value);
      let says = 'taken';
      try {
        parseSettings(isObject(settings) ? settings : {});
      } catch (error) {
        says = String(error)
          .replace('PicketError: emulator settings: ', '')
          .replace(/(?<=is |not )\S.*?(?=;|$)/, (held) => (held === text ? 'VALUE' : held));
      }
      answers.set(says, [...(answers.get(says) ?? []), text]);
    }
    return [`== ${path.join('.')}`, ...[...answers].map(([says, held]) => `${held.join(' ')}: ${says}`)];
  });

const file = new URL('parse-settings.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('what is said of each setting with a value of another form', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
