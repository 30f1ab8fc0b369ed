import { describe, expect, test } from '@jest/globals';
import { readCodeowners, sameOwner } from '../../../src/core/text/codeowners.ts';

const ownersOf = readCodeowners(
  [
    '# Who must approve.',
    '*                     @contoso/platform',
    '*.yaml                @contoso/soc @ana # both',
    '/rules/identity/      bo@contoso.com',
    'docs/*                @contoso/writers',
    'rules/**/generated    ',
    '[Section]',
    '',
  ].join('\r\n'),
);

describe('CODEOWNERS', () => {
  test.each([
    ['README.md', ['@contoso/platform']],
    ['deep/below/a.yaml', ['@contoso/soc', '@ana']],
    ['rules/identity/a.yaml', ['bo@contoso.com']],
    ['rules/identity/deep/a.yaml', ['bo@contoso.com']],
    ['other/rules/identity/a.yaml', ['@contoso/soc', '@ana']],
    ['docs/a.md', ['@contoso/writers']],
    ['docs/deep/a.md', ['@contoso/platform']],
    ['rules/a/generated/b.yaml', []],
  ])('gives %s to %j: the last line that fits counts', (path, owners) => {
    expect(ownersOf(path)).toEqual(owners);
  });

  test('gives a file to nobody where no line fits', () => {
    expect(readCodeowners('/a/ @ana')('b/c.yaml')).toBeUndefined();
  });

  test.each([
    ['soc', '@contoso/SOC', true],
    ['Detection Team', '@contoso/detection-team', true],
    ['ana', 'ana@contoso.com', true],
    ['contoso/soc', '@contoso/soc', true],
    ['soc', '@contoso/platform', false],
    ['contoso', '@contoso/soc', false],
  ])('%s and %s mean one: %j', (one, other, same) => {
    expect(sameOwner(one, other)).toBe(same);
    expect(sameOwner(other, one)).toBe(same);
  });
});
