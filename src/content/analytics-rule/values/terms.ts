import * as codec from '../../../core/fields/codec.ts';
import type { Codec } from '../../../core/fields/codec.ts';
import { canonicalJson, isArray, isObject, isScalar, textsOf } from '../../../core/json.ts';
import { exact, ignored, objectShape, setShape, type Shape } from '../../../core/fields/shape.ts';
import { kinds, severities, tactics, triggerOperators, type Kind, type TriggerOperator } from '../kinds.ts';

/** The words that a rule is described by: kind, operator, severity, tactics, tags, connectors, sources. */

export type Connector = { readonly connectorId: string; readonly dataTypes: readonly string[] };

/** The trigger operators by their short names, as Microsoft's public rules write them. */
export const shortOperators: Readonly<Record<string, TriggerOperator>> = {
  gt: 'GreaterThan',
  lt: 'LessThan',
  eq: 'Equal',
  ne: 'NotEqual',
};

const shortOperator = (name: string): string =>
  Object.keys(shortOperators).find((short) => shortOperators[short] === name) ?? name;

export const triggerOperator: Codec<TriggerOperator> = {
  read: (value) =>
    typeof value === 'string' && Object.hasOwn(shortOperators, value)
      ? shortOperators[value]
      : triggerOperators.find((name) => name === value),
  write: (value) => value,
  show: (value) => (typeof value === 'string' ? shortOperator(value) : value),
  spell: (value, there) => (typeof there === 'string' && there.length > 2 ? value : shortOperator(value)),
  shape: exact,
  schema: {
    type: 'string',
    enum: [...Object.keys(shortOperators), ...triggerOperators],
    'x-picket-noun': 'trigger operator',
    'x-picket-synonyms': { Equals: 'Equal', NotEquals: 'NotEqual', '==': 'eq', '!=': 'ne', '>': 'gt', '<': 'lt' },
  },
};

/** The kind without regard to case: the schema names the slip, and the other checks still know what they look at. */
export const kind: Codec<Kind> = {
  ...codec.oneOf(kinds, { default: 'Scheduled', 'x-picket-noun': 'kind of rule' }),
  read: (value) =>
    typeof value === 'string' ? kinds.find((name) => name.toLowerCase() === value.toLowerCase()) : undefined,
  parts: [
    {
      at: [],
      what: 'a rule of this kind',
      values: ['NRT', 'MLBehaviorAnalytics', 'ThreatIntelligence'],
      preview: '2022-09-01-preview',
    },
  ],
};

export const severity = codec.oneOf(severities, { 'x-picket-noun': 'severity' });

/** Any text: the service may know tactics that no published list has yet. */
export const tacticNames = codec.listOf(
  codec.filled({
    title: 'Tactic',
    description: 'A tactic as Sentinel spells it.',
    enum: tactics,
    'x-picket-open': true,
    'x-picket-noun': 'tactic',
  }),
);

export const techniqueNames = codec.listOf(
  codec.matching(/^T\d{4}(?:\.\d{3})?$/, {
    title: 'Technique',
    description: 'A technique or sub-technique of MITRE ATT&CK.',
    'x-picket-noun': 'technique',
    examples: ['T1078.004', 'T1110'],
    'x-picket-hint': 'Write the MITRE ATT&CK number: `T1078`, or `T1078.004` for a sub-technique.',
    'x-picket-suggest': [
      { match: '^ *[tT] ?(\\d{4}) *$', value: 'T$1' },
      { match: '^ *[tT] ?(\\d{4})[./_ -](\\d{3}) *$', value: 'T$1.$2' },
      { match: '^ *[tT](\\d{4})[ :-].*$', value: 'T$1' },
    ],
  }),
);

const severityFilters = objectShape({
  isSupported: ignored,
  filters: setShape(objectShape({ severity: exact, enabled: exact })),
});

/** The sources of a Fusion rule: a file has them as Azure takes them. */
export const sourceSettingsShape: Shape = setShape(
  objectShape({
    sourceName: exact,
    enabled: exact,
    sourceSubTypes: setShape(
      objectShape({
        sourceSubTypeName: exact,
        sourceSubTypeDisplayName: ignored,
        enabled: exact,
        severityFilters,
      }),
    ),
  }),
);

export const exclusionPatternsShape: Shape = setShape(objectShape({ exclusionPattern: exact, dateAddedInUTC: exact }));

/** A tag is a text, or a mapping such as `Schema: ASIMDns`, which becomes `Schema:ASIMDns`; anything else is none. */
export const tags: Codec<readonly string[]> = {
  ...codec.listOf(
    codec.text({
      title: 'Tag',
      description: 'A text, or a name with a value.',
      type: ['string', 'number', 'object', 'null'],
    }),
  ),
  read: (value) => {
    if (!isArray(value)) return [];
    return value.flatMap((tag) => {
      if (isObject(tag))
        return Object.entries(tag).map(
          ([key, member]) => `${key}:${isScalar(member) ? String(member) : canonicalJson(member)}`,
        );
      return typeof tag === 'string' || typeof tag === 'number' ? [String(tag)] : [];
    });
  },
};

/** What is no connector is passed over: it only documents. */
export const connectors: Codec<readonly Connector[]> = {
  ...codec.listOf(
    codec.structure<Connector>(
      {
        connectorId: { codec: codec.text({ title: 'Connector', description: "The connector's id." }) },
        dataTypes: {
          codec: codec.listOf(codec.text({ title: 'Data type', description: 'A table.' }), {
            title: 'Data types',
            description: 'Tables that the rule needs.',
          }),
        },
      },
      { title: 'Data connector', description: 'A connector and its tables.', 'x-picket-severity': 'warning' },
    ),
    { 'x-picket-severity': 'warning' },
  ),
  read: (value) => {
    if (!isArray(value)) return [];
    return value.flatMap((connector) =>
      isObject(connector) && typeof connector['connectorId'] === 'string'
        ? [
            {
              connectorId: connector['connectorId'],
              dataTypes: textsOf(connector['dataTypes'] ?? connector['datatypes']),
            },
          ]
        : [],
    );
  },
};
