import type { JsonObject } from '../../../../src/core/json.ts';

const level: JsonObject = {
  type: 'string',
  enum: ['Low', 'Medium', 'High', 'Highest'],
  title: 'Level',
  description: 'How bad it is.',
  'x-picket-noun': 'level',
  'x-picket-synonyms': { critical: 'Highest', 'not so bad': 'Low', odd: 1 },
};

/** A schema in which every keyword and every note of our own stands somewhere. */
export const rich: JsonObject = {
  type: 'object',
  'x-picket-aliases': { displayName: 'name', labels: 'tags', risk: 'level' },
  properties: {
    name: {
      type: 'string',
      minLength: 3,
      maxLength: 12,
      pattern: '^[A-Z]',
      description: 'What it is called.',
      'x-picket-noun': 'name',
      'x-picket-hint': 'Begin it with a capital letter.',
    },
    level,
    count: { type: 'integer', minimum: 1, maximum: 9 },
    share: { type: 'number', minimum: 0.25, maximum: 0.75 },
    least: { type: ['integer', 'null'], minimum: 5 },
    most: { type: 'integer', maximum: 5 },
    size: { enum: [20, 30, null, 'any'] },
    enabled: { type: 'boolean' },
    text: { type: 'string', minLength: 1, maxLength: 5, 'x-picket-unmeasured': '^["\']|["\']?\\s+$|["\']$' },
    wait: {
      type: 'string',
      pattern: '^\\d+[mh]$',
      'x-picket-noun': 'duration',
      'x-picket-hint': 'Write the number with its unit.',
      'x-picket-suggest': [
        { match: '^(\\d+) minutes?$', value: '$1m' },
        { match: '^(\\d+) h$', value: '$1h' },
      ],
    },
    tags: { type: 'array', items: { type: 'string', minLength: 2 }, minItems: 1, maxItems: 3 },
    tactics: {
      type: 'array',
      items: { type: 'string', enum: ['Impact', 'Discovery'], 'x-picket-noun': 'tactic', 'x-picket-open': true },
    },
    steps: {
      type: 'array',
      maxItems: 2,
      items: {
        type: 'object',
        properties: { action: { type: 'string' }, level, threshold: { type: 'integer' } },
        required: ['action'],
        additionalProperties: false,
      },
    },
    details: {
      type: 'object',
      minProperties: 1,
      maxProperties: 2,
      propertyNames: { pattern: '^[a-z]+$', maxLength: 8, 'x-picket-noun': 'key', 'x-picket-hint': 'Use letters.' },
      additionalProperties: { type: 'string', pattern: '^[A-Z]', 'x-picket-noun': 'column' },
    },
    grouping: {
      type: 'object',
      properties: { by: { type: 'array', items: { type: 'string' } }, timeout: { type: 'string' } },
      additionalProperties: false,
      'x-picket-severity': 'warning',
    },
    noted: { type: 'object', properties: { reviewed: { type: 'string' } }, 'x-picket-severity': 'note' },
    either: {
      type: 'object',
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
      'x-picket-choice': 'Give `a` or `b`.',
    },
    any: { anyOf: [{ type: 'string' }, { type: 'integer' }], 'x-picket-choice': 'Write a text or a number.' },
    untold: { not: { type: 'string' } },
    scheduled: { type: 'null', 'x-picket-forbidden': 'belongs to other files' },
    metadata: { type: 'object' },
  },
  required: ['name', 'level', 'wait'],
  additionalProperties: false,
};

/** A file in which every key occurs. */
export const file: JsonObject = {
  name: 'A name',
  level: 'High',
  count: 5,
  share: 0.5,
  least: 7,
  most: 4,
  size: 20,
  enabled: true,
  text: 'text',
  wait: '5m',
  tags: ['one', 'two'],
  tactics: ['Impact'],
  steps: [{ action: 'open', level: 'Low', threshold: 1 }],
  details: { first: 'ColumnA' },
  grouping: { by: ['x'], timeout: '1h' },
  noted: { reviewed: 'x' },
  either: { a: 1 },
  any: 'x',
  untold: 5,
  scheduled: null,
  metadata: { anything: 1 },
};

/** A schema of few keys that leads to other files. */
export const small: JsonObject = {
  type: 'object',
  'x-picket-aliases': { displayName: 'name' },
  properties: {
    id: {},
    name: {},
    query: {},
    severity: {},
    kind: {},
    enabled: {},
    version: {},
  },
  additionalProperties: false,
  required: ['id', 'name'],
};
