import * as codec from '../../core/fields/codec.ts';
import { rowsFor } from '../../core/fields/field-table.ts';
import { asWhole } from '../../core/fields/merge.ts';
import { severities, type Kind } from './kinds.ts';
import * as terms from './values/terms.ts';

const field = rowsFor<Kind>();

const incidentCreation = ['MicrosoftSecurityIncidentCreation'] as const;
const fusion = ['Fusion'] as const;

/** What only kinds without a query of their own have: whose alerts become incidents, and what Fusion correlates. */
export const builtInFields = {
  productFilter: field(
    codec.filled({
      enum: [
        'Microsoft Cloud App Security',
        'Azure Security Center',
        'Azure Advanced Threat Protection',
        'Azure Active Directory Identity Protection',
        'Azure Security Center for IoT',
        'Office 365 Advanced Threat Protection',
        'Microsoft Defender Advanced Threat Protection',
        'Microsoft 365 Insider Risk Management',
      ],
      'x-picket-open': true,
      'x-picket-noun': 'product',
      'x-picket-synonyms': {
        'Microsoft Defender for Cloud Apps': 'Microsoft Cloud App Security',
        'Microsoft Defender for Cloud': 'Azure Security Center',
        'Microsoft Defender for Identity': 'Azure Advanced Threat Protection',
        'Microsoft Entra ID Protection': 'Azure Active Directory Identity Protection',
        'Microsoft Defender for IoT': 'Azure Security Center for IoT',
        'Microsoft Defender for Office 365': 'Office 365 Advanced Threat Protection',
        'Microsoft Defender for Endpoint': 'Microsoft Defender Advanced Threat Protection',
      },
    }),
    {
      label: 'Product',
      about: 'Whose alerts become incidents.',
      at: '/properties/productFilter',
      kinds: incidentCreation,
      required: incidentCreation,
    },
  ),
  severitiesFilter: field(
    codec.listOf(
      codec.text({ title: 'Severity', description: 'A severity.', enum: severities, 'x-picket-noun': 'severity' }),
    ),
    {
      label: 'Severities included',
      about: 'Only alerts of these severities.',
      at: '/properties/severitiesFilter',
      kinds: incidentCreation,
      default: [],
    },
  ),
  displayNamesFilter: field(codec.listOf(codec.text({ title: 'Text', description: "Part of an alert's name." })), {
    label: 'Names included',
    about: 'Only alerts whose name contains one of these texts.',
    at: '/properties/displayNamesFilter',
    kinds: incidentCreation,
    default: [],
  }),
  displayNamesExcludeFilter: field(
    codec.listOf(codec.text({ title: 'Text', description: "Part of an alert's name." })),
    {
      label: 'Names excluded',
      about: 'Not alerts whose name contains one of these texts.',
      at: '/properties/displayNamesExcludeFilter',
      kinds: incidentCreation,
      default: [],
    },
  ),
  sourceSettings: field(
    codec.listOf(
      codec.mapping({
        title: 'Source',
        description: 'The settings of one source.',
        examples: [
          { sourceName: 'Anomalies', enabled: true },
          { sourceName: 'Alert providers', enabled: false },
        ],
      }),
    ),
    {
      label: 'Source settings',
      about: 'Which sources the rule correlates, as Azure takes them.',
      at: '/properties/sourceSettings',
      compare: terms.sourceSettingsShape,
      merge: asWhole,
      kinds: fusion,
      since: { preview: '2022-09-01-preview' },
    },
  ),
  scenarioExclusionPatterns: field(
    codec.listOf(
      codec.mapping({
        title: 'Pattern',
        description: 'One excluded pattern.',
        examples: [
          { exclusionPattern: 'Scenario 1', dateAddedInUTC: '2026-01-31T08:00:00Z' },
          { exclusionPattern: 'Scenario 2', dateAddedInUTC: '2026-02-28T08:00:00Z' },
        ],
      }),
    ),
    {
      label: 'Excluded scenarios',
      about: 'Which scenarios the rule leaves out, as Azure takes them.',
      at: '/properties/scenarioExclusionPatterns',
      compare: terms.exclusionPatternsShape,
      merge: asWhole,
      kinds: fusion,
      since: { preview: '2022-09-01-preview' },
    },
  ),
} as const;
