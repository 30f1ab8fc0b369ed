import { expect } from '@jest/globals';

/** Control characters besides tab and line end, and what nobody sees; reports set U+2060 and U+FE0F themselves. */
export const dangerous = /(?<!\u26a0)(?![\t\n\u2060])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\u2028\u2029]/u;

/** Nothing that a terminal, GitHub's runner or an encoder takes for more than text. */
export const expectInert = (said: string, commands: 'none' | 'annotations' = 'none'): void => {
  expect(said).not.toMatch(dangerous);
  expect(said.isWellFormed()).toBe(true);
  expect(said).not.toContain('##[');
  expect(commands === 'annotations' ? said.replaceAll(/^::(?:error|warning|notice) /gm, '') : said).not.toMatch(
    /^\s*::/m,
  );
};
