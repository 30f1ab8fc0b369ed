import { PicketError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';

/**
 * The first of the ids that none of the known ones is, without regard to case, as a usage error with the nearest one.
 * @param message says where it was looked for
 */
export const unknownRule = (
  wanted: readonly string[],
  known: readonly string[],
  message: (id: string) => string,
): PicketError | undefined => {
  const there = new Set(known.map((id) => id.toLowerCase()));
  const missing = wanted.find((id) => !there.has(id.toLowerCase()));
  if (missing === undefined) return undefined;
  const close = nearest(missing, known)[0];
  return new PicketError('usage', message(missing), {
    code: 'unknown-rule',
    hint:
      close === undefined ? 'Ids are compared without case; names are not looked at.' : `Did you mean \`${close}\`?`,
  });
};
