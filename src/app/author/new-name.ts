import { PicketError } from '../../core/errors.ts';
import { codePoint, hidden, visible } from '../../core/text/visible.ts';

/** Throws a `usage` error for the name of a new file with a character that nobody sees: it was pasted, and not meant. */
export const refuseHidden = (name: string): void => {
  const [character] = name.match(hidden) ?? [];
  if (character === undefined) return;
  throw new PicketError('usage', `The name \`${visible(name)}\` holds a character that nobody sees.`, {
    code: 'bad-value',
    hint: `Write it without \`${codePoint(character)}\`. Nothing was written.`,
  });
};
