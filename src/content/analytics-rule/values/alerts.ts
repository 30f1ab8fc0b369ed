import * as codec from '../../../core/fields/codec.ts';
import type { Codec } from '../../../core/fields/codec.ts';
import { column } from './entities.ts';

/** What an alert of the rule says, and how many alerts its rows make. */

export type AlertDetailsOverride = {
  readonly alertDisplayNameFormat?: string;
  readonly alertDescriptionFormat?: string;
  readonly alertTacticsColumnName?: string;
  readonly alertSeverityColumnName?: string;
  readonly alertDynamicProperties?: readonly { readonly alertProperty: string; readonly value: string }[];
};

export const customDetails = codec.textsByName({
  maxProperties: 20,
  propertyNames: {
    pattern: '^[a-zA-Z]\\w*$',
    maxLength: 20,
    'x-picket-noun': 'name of a custom detail',
    'x-picket-hint':
      'It begins with a letter and goes on with English letters, digits and underscores, at most 20 in all.',
  },
  additionalProperties: codec.nullable({ type: 'string', ...column }),
});

const alertProperties = [
  'AlertLink',
  'ConfidenceLevel',
  'ConfidenceScore',
  'ExtendedLinks',
  'ProductName',
  'ProviderName',
  'ProductComponentName',
  'RemediationSteps',
  'Techniques',
  'SubTechniques',
];

const alertProperty: Codec<string> = {
  ...codec.text({
    title: 'Alert property',
    description: 'The property that is set.',
    enum: alertProperties,
    'x-picket-open': true,
    'x-picket-noun': 'alert property',
  }),
  parts: [
    { at: [], what: 'the alert property SubTechniques', values: ['SubTechniques'], preview: '2023-12-01-preview' },
  ],
};

export const alertDetailsOverride = codec.structure<AlertDetailsOverride>(
  {
    alertDisplayNameFormat: {
      codec: codec.text({
        title: 'Alert name format',
        description: "The alert's name, with at most three columns as `{{Column}}`; at most 256 characters.",
        minLength: 1,
        maxLength: 256,
      }),
    },
    alertDescriptionFormat: {
      codec: codec.text({
        title: 'Alert description format',
        description: "The alert's description, with at most three columns as `{{Column}}`; at most 5,000 characters.",
        minLength: 1,
        maxLength: 5000,
      }),
    },
    alertTacticsColumnName: {
      codec: codec.text({
        ...column,
        title: 'Tactics column',
        description: "The column that holds the alert's tactics.",
      }),
    },
    alertSeverityColumnName: {
      codec: codec.text({
        ...column,
        title: 'Severity column',
        description: "The column that holds the alert's severity.",
      }),
    },
    alertDynamicProperties: {
      codec: codec.listOf(
        codec.structure<{ readonly alertProperty: string; readonly value: string }>(
          {
            alertProperty: { codec: alertProperty, necessary: true },
            value: { codec: codec.text(column), necessary: true },
          },
          { title: 'Dynamic property', description: 'A property of the alert and its column.' },
        ),
        { title: 'Dynamic properties', description: 'Further properties of the alert, each taken from a column.' },
      ),
      since: { preview: '2022-10-01-preview', stable: '2023-02-01' },
    },
  },
  {
    'x-picket-aliases': {
      alertNameFormat: 'alertDisplayNameFormat',
      displayNameFormat: 'alertDisplayNameFormat',
      descriptionFormat: 'alertDescriptionFormat',
    },
  },
);

export const noise = codec.structure<{ readonly maxAlertsPerDay?: number }>({
  maxAlertsPerDay: {
    codec: codec.integer({
      title: 'Most alerts a day',
      description:
        'How many alerts a day are too many, on average over the days that `picket backtest` looks at, or that the runs of a test case span.',
      minimum: 0,
    }),
  },
});

const aggregationKinds = ['SingleAlert', 'AlertPerResult'] as const;

export const eventGroupingSettings = codec.structure<{ readonly aggregationKind?: (typeof aggregationKinds)[number] }>({
  aggregationKind: {
    codec: codec.oneOf(aggregationKinds, {
      title: 'Aggregation',
      description: 'One alert for all rows (SingleAlert, the default) or one for each (AlertPerResult).',
      'x-picket-noun': 'aggregation kind',
    }),
    assumed: 'SingleAlert',
  },
});
