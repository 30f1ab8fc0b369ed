import * as codec from '../../core/fields/codec.ts';
import { rowsFor, type ValuesOf, type WholeOf } from '../../core/fields/field-table.ts';
import { asWhole } from '../../core/fields/merge.ts';
import { isArray, isObject, textsOf, type JsonValue } from '../../core/json.ts';
import * as alerts from '../analytics-rule/values/alerts.ts';
import * as entities from '../analytics-rule/values/entities.ts';
import * as terms from '../analytics-rule/values/terms.ts';
import { free, tags } from '../saved-search.ts';

/** Hunting queries are of one kind. */
export type Kind = 'HuntingQuery';
export const kind: Kind = 'HuntingQuery';

const field = rowsFor<Kind>();
const kinds = [kind] as const;

/** What has no place in a saved search. */
const documentation = (label: string, about: string) => ({ label, about: `${about} Documentation only.`, kinds });

/** What of a rule stands in some files of hunting queries: it does nothing there. */
const idle = (label: string) =>
  field(free(), documentation(label, 'Belongs to analytics rules and does nothing here.'));

const inName = '[^\\s/\\\\?#%&<>*:+\\u0000-\\u001f\\ud800-\\udfff]';

const looseTechniques = {
  ...terms.techniqueNames,
  read: (value: JsonValue): readonly string[] => textsOf(value).filter((text) => text.trim() !== ''),
  schema: { ...terms.techniqueNames.schema, 'x-picket-severity': 'warning' },
};

/** Every field of a hunting query, in the order of Microsoft's public ones; places are those of the flat body (body.ts). */
export const fields = {
  id: field(
    codec.filled({
      maxLength: 260,
      // Names of saved searches may have blanks within: those of many solutions do.
      pattern: `^${inName}(?:[^/\\\\?#%&<>*:+\\u0000-\\u001f\\ud800-\\udfff]*${inName})?$`,
      'x-picket-noun': 'id',
      'x-picket-hint': 'Use a GUID, such as the one `uuidgen` prints.',
      examples: ['0c1b4a5e-5a0e-4a6b-9a3d-1f6f6a0f8b21'],
    }),
    {
      label: 'Id',
      about: "The query's identity, best a GUID: its resource name in Azure. It never changes.",
      kinds,
      required: kinds,
    },
  ),
  name: field(
    codec.filled({
      maxLength: 256,
      pattern: '\\S',
      'x-picket-noun': 'name',
      'x-picket-hint': 'Say what the query looks for: the portal lists it by this name.',
    }),
    {
      label: 'Name',
      about: "The query's display name in the portal; at most 256 characters.",
      at: '/properties/displayName',
      kinds,
      neverNull: true,
      required: kinds,
    },
  ),
  description: field(codec.description(), {
    label: 'Description',
    about:
      'What the query looks for and why it matters. A saved search takes 255 characters of it: a longer text is sent cut at the end of a sentence.',
    at: '/properties/description',
    kinds,
    default: '',
  }),
  severity: field(codec.text(), documentation('Severity', 'How serious a find is.')),
  status: field(codec.text(), documentation('Status', 'Where the query stands: Available, Development, …')),
  requiredDataConnectors: field(terms.connectors, {
    ...documentation('Data connectors', 'The connectors that fill the tables of the query.'),
    default: [],
  }),
  tactics: field(
    // The service takes any text, and many published queries write `Defense evasion`.
    { ...terms.tacticNames, schema: { ...terms.tacticNames.schema, 'x-picket-severity': 'warning' } },
    {
      label: 'Tactics',
      about: 'The tactics of MITRE ATT&CK that the query looks for.',
      at: '/properties/tactics',
      kinds,
      default: [],
    },
  ),
  // They become the text of a tag, which may be any: an entry that is none is said, and left out where it is empty.
  techniques: field(looseTechniques, {
    key: 'relevantTechniques',
    otherKey: 'techniques',
    label: 'Techniques',
    about: 'The techniques and sub-techniques of MITRE ATT&CK that the query looks for.',
    at: '/properties/techniques',
    merge: (into, change) => {
      // A file may call the key by its other name.
      const { file } = into;
      if (file.at('/techniques') === undefined) return into.usual(change);
      if (file.at('/relevantTechniques') !== undefined && !file.remove('/relevantTechniques')) return false;
      return change.after === undefined ? file.remove('/techniques') : into.put('techniques', change.after);
    },
    kinds,
    default: [],
  }),
  tags: field(tags, {
    label: 'Tags',
    about:
      'Mappings such as `Schema: ASIMDns` become tags of the saved search; plain texts only document. All serve search and the choice for a workspace.',
    at: '/properties/tags',
    merge: (into, change) => {
      const there = into.file.at('/tags');
      const plain = isArray(there) ? there.filter((tag) => !isObject(tag)) : [];
      const named = isObject(change.after)
        ? Object.entries(change.after).map(([name, said]) => ({ [name]: said }))
        : [];
      const after = [...plain, ...named];
      return asWhole(into, { ...change, after: after.length === 0 ? undefined : after });
    },
    kinds,
    default: [],
  }),
  query: field(codec.query({ minLength: 1, maxLength: 10000 }), {
    label: 'Query',
    about:
      'The KQL query; at most 10,000 characters. `{{StartTimeISO}}` and `{{EndTimeISO}}` are filled in by the portal when it runs.',
    at: '/properties/query',
    kinds,
    required: kinds,
  }),
  entityMappings: field(entities.entityMappings, documentation('Entity mappings', 'Entities and their columns.')),
  customDetails: field(alerts.customDetails, documentation('Custom details', 'Names and their columns.')),
  version: field(codec.filled({ 'x-picket-hint': 'Put it in quotes: `version: "1.0.0"`.' }), {
    label: 'Version',
    about: "The query's own version, such as 1.0.3.",
    kinds,
  }),
  metadata: field(free({ type: 'object' }), documentation('Metadata', 'Author, source, support and such.')),
  kind: idle('Kind'),
  enabled: idle('Enabled'),
  queryFrequency: idle('Query frequency'),
  queryPeriod: idle('Query period'),
  triggerOperator: idle('Trigger operator'),
  triggerThreshold: idle('Trigger threshold'),
  sentinelEntitiesMappings: idle('Sentinel entities mappings'),
  alertDetailsOverride: idle('Alert details override'),
  eventGroupingSettings: idle('Event grouping settings'),
  incidentConfiguration: idle('Incident configuration'),
  suppressionEnabled: idle('Suppression enabled'),
  suppressionDuration: idle('Suppression duration'),
} as const;

export type HuntingValues = ValuesOf<typeof fields>;
export type HuntingQuery = WholeOf<typeof fields, Kind>;
