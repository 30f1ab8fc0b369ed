import { checkOf } from '../../../../src/core/engine/marker.ts';
import { objectOf, type JsonValue } from '../../../../src/core/json.ts';
import type { LiveResource } from '../../../../src/core/resource.ts';
import { idOf } from '../../rules.ts';

/** A value as JSON that tells what is absent. */
export const text = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => (member === undefined ? 'absent' : member));

/** Another project. */
export const other = { name: 'other', id: '99999999-2222-4222-8333-444444444444' };
export const id = idOf(1);

/** A text with its check at the end. */
export const checked = (words: string): string => `${words} ${checkOf(words)}`;

/** A metadata resource with a body. */
export const resourceOf = (value: JsonValue, name = 'm'): LiveResource => ({
  type: 'metadata',
  name,
  id: `/x/${name}`,
  etag: undefined,
  body: objectOf(value),
});
