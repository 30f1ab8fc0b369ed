import * as codec from '../../../../src/core/fields/codec.ts';
import { rowsFor, type ValuesOf } from '../../../../src/core/fields/field-table.ts';
import { asWhole } from '../../../../src/core/fields/merge.ts';
import { exact, objectShape } from '../../../../src/core/fields/shape.ts';
import type { JsonObject, JsonValue } from '../../../../src/core/json.ts';

export const kinds = ['Query', 'Link', 'Feed'] as const;
export type Kind = (typeof kinds)[number];
const field = rowsFor<Kind>();
const asking = ['Query', 'Link'] as const;
const since = { preview: '2024-01-01-preview', stable: '2025-07-01' } as const;

type Step = {
  readonly action: string;
  readonly wait?: number;
  readonly columns?: readonly string[];
  readonly level?: string;
};

const step = codec.structure<Step>(
  {
    action: { codec: codec.filled({ description: 'What is done.' }), necessary: true },
    wait: { codec: codec.duration(), default: 60_000, since: { ...since, what: 'waits' } },
    columns: { codec: codec.listOf(codec.text()), since: { preview: since.preview } },
    level: { codec: codec.oneOf(['Low', 'High']), assumed: 'Low', since },
  },
  { title: 'Step' },
);

type Grouping = {
  readonly enabled: boolean;
  readonly window: number;
  readonly by?: readonly string[];
  readonly owner?: string;
  readonly steps?: readonly Step[];
};

const grouping = codec.structure<Grouping>({
  enabled: { codec: codec.flag(), default: false },
  window: { codec: codec.duration({ description: 'How long.' }), default: 300_000, since },
  by: { codec: codec.listOf(codec.text()), default: [] },
  owner: { codec: codec.idText({ description: 'Whose.' }), since: { preview: since.preview } },
  steps: { codec: codec.listOf(step) },
});

/** A table in which a row says each thing that a row can say. */
export const table = {
  id: field(codec.filled({ pattern: '^\\S+$' }), { label: 'Id', about: 'Who it is.', kinds, required: kinds }),
  kind: field(codec.oneOf(kinds), {
    label: 'Kind',
    about: 'What it is.',
    at: '/kind',
    kinds,
    merge: (into, change) => change.after !== 'Link' && asWhole(into, change),
  }),
  name: field(codec.filled(), {
    label: 'Name',
    about: 'What people call it.',
    at: '/properties/displayName',
    kinds: asking,
    fromService: ['Feed'],
    required: asking,
    neverNull: true,
  }),
  labels: field(codec.listOf(codec.text()), {
    key: 'tags',
    otherKey: 'labels',
    label: 'Tags',
    about: 'Free words.',
    at: '/properties/tags',
    kinds,
    default: [],
    since,
  }),
  severity: field(codec.oneOf(['Low', 'High'], { type: ['string'], 'x-picket-noun': 'severity' }), {
    label: 'Severity',
    about: 'How bad it is.',
    at: '/properties/severity',
    kinds: ['Query'],
    idle: ['Link'],
    required: ['Query'],
  }),
  enabled: field(codec.flag(), {
    label: 'Enabled',
    about: 'Whether it runs.',
    at: '/properties/enabled',
    kinds,
    default: true,
    local: true,
  }),
  description: field(codec.description(), {
    label: 'Description',
    about: 'What it is for.',
    at: '/properties/description',
    kinds,
    default: '',
  }),
  query: field(codec.query(), {
    label: 'Query',
    about: 'What it asks.',
    at: '/properties/query',
    kinds: ['Query'],
    fromService: ['Link'],
    required: ['Query'],
  }),
  limit: field(codec.integer({ minimum: 0 }), {
    label: 'Limit',
    about: 'How many.',
    at: '/properties/limit',
    kinds,
    default: 5,
    normaliser: 2,
  }),
  pausing: field(codec.flag(), {
    label: 'Pausing',
    about: 'Whether it pauses.',
    at: '/properties/pausing',
    kinds: asking,
    default: false,
  }),
  pause: field(codec.duration(), {
    label: 'Pause',
    about: 'How long it pauses.',
    at: '/properties/pause',
    kinds: asking,
    onlyWhile: 'pausing',
    default: 3_600_000,
    compare: { is: 'duration' },
  }),
  late: field(codec.text(), {
    label: 'Late',
    about: 'Came later, and needs the pause.',
    at: '/properties/late',
    kinds,
    onlyWhile: 'pausing',
    normaliser: 3,
  }),
  start: field(codec.futureInstant(), {
    label: 'Start',
    about: 'From when on.',
    at: '/properties/start',
    kinds: ['Query'],
    since: { preview: since.preview, what: 'a start' },
  }),
  owner: field(codec.idText(), { label: 'Owner', about: 'Whose it is.', at: '/properties/ownerId', kinds }),
  details: field(codec.textsByName({ maxProperties: 3 }), {
    label: 'Details',
    about: 'Columns by name.',
    at: '/properties/details',
    kinds: asking,
  }),
  extra: field(codec.mapping(), { label: 'Extra', about: 'Anything.', at: '/extra', kinds }),
  grouping: field(grouping, {
    label: 'Grouping',
    about: 'What comes together.',
    at: '/properties/grouping',
    kinds: asking,
    default: { enabled: false, window: 300_000, by: [] },
  }),
  steps: field(codec.listOf(step), {
    label: 'Steps',
    about: 'What follows.',
    at: '/properties/steps',
    kinds: asking,
  }),
  version: field(codec.matching(/^\d+\.\d+$/, { 'x-picket-noun': 'version' }), {
    label: 'Version',
    about: 'Its own version.',
    kinds,
  }),
  template: field(codec.filled(), {
    label: 'Template',
    about: 'What it was made from.',
    at: '/properties/template',
    kinds: asking,
  }),
  templateVersion: field(codec.text(), {
    label: 'Template version',
    about: 'Which version of it.',
    at: '/properties/templateVersion',
    kinds: asking,
    needs: 'template',
    shownAs: 'version',
  }),
  tone: field(codec.text(), {
    key: 'sound',
    label: 'Tone',
    about: 'How it sounds.',
    at: '/properties/tone',
    also: [
      {
        at: '/properties/volume',
        write: (value: string) => (value === 'quiet' ? undefined : value.length),
        compare: exact,
        since,
      },
      {
        at: '/properties/echo',
        write: (value: string): JsonObject => (value === 'loud' ? { on: true } : {}),
        compare: objectShape({ on: { is: 'exact', default: false } }),
      },
    ],
    kinds: ['Query'],
    show: ([tone, volume]: readonly (JsonValue | undefined)[]) =>
      tone === undefined ? undefined : volume === undefined ? 'quiet' : tone,
  }),
  note: field(codec.text(), {
    label: 'Note',
    about: 'Says nothing to the service.',
    kinds: ['Query'],
    idle: ['Link'],
  }),
  sources: field(codec.listOf(codec.idText()), {
    key: 'from',
    otherKey: 'sources',
    label: 'Sources',
    about: 'Where it comes from.',
    at: '/properties/sources',
    kinds: ['Feed'],
    required: ['Feed'],
  }),
} as const;

export type Values = ValuesOf<typeof table>;
