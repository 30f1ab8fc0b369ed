import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fileNames, fileStem } from '../../src/core/file-name.ts';

const bytes = (text: string): number => new TextEncoder().encode(text).byteLength;

describe('the name of a file from the name of a rule', () => {
  test.each([
    ['Many failed logons', 'many-failed-logons'],
    ['  TI map: IP → "entity" / (v2.1) ', 'ti-map-ip-entity-v2-1'],
    ['Ünüsual Überprüfung', 'ünüsual-überprüfung'],
    ['多要素認証の拒否', '多要素認証の拒否'],
    ['CON', 'con-rule'],
    ['lpt1', 'lpt1-rule'],
    ['../../etc/passwd', 'etc-passwd'],
    ['rule.test', 'rule-test'],
    ['💥', 'rule'],
    ['', 'rule'],
  ])('%j gives %s', (name, stem) => {
    expect(fileStem(name)).toBe(stem);
  });

  test('is the same for a composed and a decomposed spelling', () => {
    expect(fileStem('Cafe\u0301 logons')).toBe(fileStem('Caf\u00e9 logons'));
  });

  test('has at most 100 bytes, and no character is cut in half', () => {
    const stem = fileStem('多'.repeat(200));
    expect(bytes(stem)).toBeLessThanOrEqual(100);
    expect(stem).toMatch(/^多+$/);
  });

  test('holds nothing that any file system minds, whatever the rule is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const stem = fileStem(name);
        expect(stem).toMatch(/^[\p{L}\p{N}\p{M}]+(?:-[\p{L}\p{N}\p{M}]+)*$/u);
        expect(stem).toBe(stem.normalize('NFC'));
        expect(bytes(stem)).toBeLessThanOrEqual(105);
      }),
    );
  });
});

describe('the names of the files of many rules', () => {
  const first = { id: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a011', displayName: 'Logons' };
  const second = { id: '6b0a1c1e-8a57-4f53-9a86-0e2c5cf6a012', displayName: 'LOGONS!' };
  const sameBegin = { id: '5f0a1c1e-0000-4f53-9a86-0e2c5cf6a013', displayName: 'logons' };
  const other = { id: '7c0a1c1e-8a57-4f53-9a86-0e2c5cf6a014', displayName: 'Files' };

  test('carry the begin of the id where two rules would share one', () => {
    expect(fileNames([first, second, other])).toEqual(
      new Map([
        [first.id, 'logons-5f0a1c1e'],
        [second.id, 'logons-6b0a1c1e'],
        [other.id, 'files'],
      ]),
    );
  });

  test('carry the whole id where even its begin is shared', () => {
    const names = fileNames([first, sameBegin]);
    expect(names.get(first.id)).toBe(`logons-${first.id}`);
    expect(names.get(sameBegin.id)).toBe(`logons-${sameBegin.id}`);
  });

  test('carry the id where a file of another rule has the name', () => {
    expect(fileNames([other], (stem) => stem === 'files').get(other.id)).toBe('files-7c0a1c1e');
  });

  test('do not depend on the order of the rules and differ without regard to case', () => {
    const rules = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        displayName: fc.constantFrom('Logons', 'logons', 'LOGONS', 'Straße', 'STRASSE', 'x'),
      }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    fc.assert(
      fc.property(rules, (list) => {
        const names = fileNames(list);
        expect(new Map([...fileNames(list.toReversed())].toReversed())).toEqual(names);
        const folded = [...names.values()].map((name) => name.toUpperCase());
        expect(new Set(folded).size).toBe(list.length);
      }),
    );
  });
});
