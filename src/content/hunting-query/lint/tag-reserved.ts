import { isGenerated } from '../body.ts';
import type { HuntingCheck } from './draft.ts';

export const tagReserved: HuntingCheck = {
  id: 'rule/tag-reserved',
  scope: 'item',
  severity: 'error',
  summary: 'A tag has the name of one that is made from a field.',
  why:
    'A saved search holds description, tactics and techniques as tags of these names. Another one of the same name would ' +
    'stand against the field, and the portal shows one of the two.',
  *check({ draft: { values } }) {
    for (const { name, value } of values.tags ?? [])
      if (value !== undefined && isGenerated(name))
        yield {
          at: '/tags',
          message: `The tag \`${name}\` is made from a field of the file.`,
          hint: 'Write its value into description, tactics or relevantTechniques, and take the tag out.',
        };
  },
};
