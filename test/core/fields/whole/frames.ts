import * as codec from '../../../../src/core/fields/codec.ts';
import type { SchemaFrame } from '../../../../src/core/fields/field-schema.ts';
import { rowsFor } from '../../../../src/core/fields/field-table.ts';
import { kinds, type Kind } from './table.ts';

const texts = {
  id: 'https://example.com/x.json',
  title: 'X',
  description: 'A file.',
  aliases: { displayName: 'name' },
};

export const frames: Readonly<Record<string, SchemaFrame<Kind>>> = {
  'of one kind': texts,
  'of three kinds': {
    ...texts,
    kinds: {
      names: kinds,
      refusal: (kind, owners) => `belongs to ${owners.join(' or ')} and not to ${kind}`,
    },
  },
};

const field = rowsFor<'One'>();

/** A key that has another name, and that no file can be without. */
export const needy = {
  from: field(codec.text(), {
    otherKey: 'source',
    label: 'Source',
    about: 'Where it comes from.',
    kinds: ['One'],
    required: ['One'],
  }),
  to: field(codec.text(), { label: 'Target', about: 'Where it goes.', kinds: ['One'], required: ['One'] }),
  by: field(codec.integer({ enum: [1, 2] }), {
    key: 'way',
    otherKey: 'via',
    label: 'Way',
    about: 'How.',
    kinds: ['One'],
    default: 1,
  }),
} as const;
