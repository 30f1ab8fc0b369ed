import * as codec from '../../core/fields/codec.ts';
import { rowsFor, type ValuesOf, type WholeOf } from '../../core/fields/field-table.ts';
import { instantOf, printInstant } from '../../core/duration.ts';

import { free } from '../saved-search.ts';

/** Summary rules are of one kind. */
export type Kind = 'SummaryRule';
export const kind: Kind = 'SummaryRule';

const kinds = [kind] as const;
const field = rowsFor<Kind>();

/** Lengths of a bin in minutes, from the published schema of summaryLogs. */
export const binSizes = [20, 30, 60, 120, 180, 360, 720, 1440] as const;

/** A point in time that is sent whether it has passed or not: bins are counted from it. */
const instant: codec.Codec<string> = {
  ...codec.futureInstant(),
  write: (value) => {
    const moment = instantOf(value);
    return moment === undefined ? value : printInstant(moment);
  },
  shape: { is: 'exact' },
};

/** Every field of a summary rule, in the keys that public repositories use; places are those of the flat body (body.ts). */
export const fields = {
  name: field(
    codec.filled({
      maxLength: 260,
      pattern: '^[^\\s/\\\\?#%&<>*:+\\u0000-\\u001f\\ud800-\\udfff]+$',
      'x-picket-noun': 'name',
      'x-picket-hint': 'Use letters, digits and hyphens: it is the name of the resource.',
      examples: ['hourly-signins'],
    }),
    {
      otherKey: 'id',
      label: 'Name',
      about: "The rule's identity: its resource name in Azure. It never changes.",
      kinds,
      required: kinds,
    },
  ),
  displayName: field(codec.filled(), {
    label: 'Display name',
    about: 'How the portal lists it.',
    at: '/properties/displayName',
    kinds,
  }),
  description: field(codec.description(), {
    label: 'Description',
    about: 'What the rule sums up and for whom.',
    at: '/properties/description',
    kinds,
  }),
  query: field(codec.query({ minLength: 1 }), {
    label: 'Query',
    about: 'The KQL query that sums up one bin; its rows are what the table gets.',
    at: '/properties/query',
    kinds,
    required: kinds,
  }),
  binSize: field(
    codec.integer({
      enum: binSizes,
      'x-picket-noun': 'length of a bin in minutes',
    }),
    {
      label: 'Bin size',
      about: 'How many minutes one run sums up: 20, 30, 60, 120, 180, 360, 720 or 1440.',
      at: '/properties/binSize',
      kinds,
      required: kinds,
    },
  ),
  destinationTable: field(
    codec.filled({
      pattern: '^[A-Za-z]\\w*_CL$',
      'x-picket-noun': 'name of a table',
      'x-picket-hint': 'Custom tables end in `_CL`.',
      examples: ['HourlySignins_CL'],
    }),
    {
      label: 'Destination table',
      about:
        'The custom table that gets the rows; the service makes it at the first run, and deleting the rule keeps it.',
      at: '/properties/destinationTable',
      kinds,
      required: kinds,
    },
  ),
  binDelay: field(codec.integer({ minimum: 0, maximum: 1440 }), {
    label: 'Bin delay',
    about: 'How long a run waits after the end of its bin; minutes in the documentation of the service.',
    at: '/properties/binDelay',
    kinds,
  }),
  binStartTime: field(instant, {
    label: 'Bin start time',
    about: 'From when bins are counted; where the file leaves it out, the schedule stays as it is.',
    at: '/properties/binStartTime',
    kinds,
  }),
  timeSelector: field(codec.oneOf(['TimeGenerated']), {
    label: 'Time selector',
    about: 'The column by which rows belong to a bin.',
    at: '/properties/timeSelector',
    kinds,
    default: 'TimeGenerated',
  }),
  version: field(codec.text(), { label: 'Version', about: "The file's own version. Documentation only.", kinds }),
  requiredDataConnectors: field(free({ type: 'array' }), {
    label: 'Data connectors',
    about: 'Connectors whose data it reads. Documentation only.',
    kinds,
  }),
  tags: field(codec.listOf(codec.text()), {
    label: 'Tags',
    about: 'Labels for search and for the choice of a workspace. Documentation only.',
    kinds,
  }),
} as const;

export type SummaryValues = ValuesOf<typeof fields>;
export type SummaryRule = WholeOf<typeof fields, Kind>;
