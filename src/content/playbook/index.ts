import type { ContentDefinition } from '../../core/content-type.ts';
import { raisesNoAlert, type Described } from '../../core/described.ts';
import { schemaOf } from '../../core/fields/field-schema.ts';
import { isObject, textOf, type JsonObject } from '../../core/json.ts';
import type { Resource } from '../../core/resource.ts';
import { jsonText } from '../../core/text/visible.ts';
import { itemTable } from '../item-table.ts';
import { canonical, isOfPlaybook, normalize, stackOf } from './body.ts';
import { fields, kind, type Kind, type Playbook, type PlaybookValues } from './fields.ts';
import { files } from './files.ts';
import { starterTemplate } from './starter.ts';
import { lint, type PlaybookDraft } from './lint/index.ts';
import { stacks, whatIfs } from './resource.ts';
import { startedBy, workflowsIn } from './template.ts';
import { changesIn, questionOf } from './what-if.ts';

const table = itemTable<Kind, PlaybookValues, Playbook>(fields, kind, 'name');

const render = ({ name, template, parameters = {} }: Playbook): Resource => ({
  type: stacks.collection,
  name,
  body: stackOf({ template, parameters }),
});

const describe = ({ name, template }: Playbook): Described => {
  const starts = workflowsIn(template).flatMap((workflow) => startedBy(workflow) ?? []);
  const metadata = isObject(template['metadata']) ? template['metadata'] : {};
  return {
    ...raisesNoAlert,
    id: name,
    kind: 'Playbook',
    name: textOf(metadata['title']) ?? name,
    description: textOf(metadata['description']) ?? '',
    handling: [starts.length === 0 ? 'Starts by itself.' : `Runs on ${[...new Set(starts)].join(' and ')}.`],
  };
};

/** Playbooks: Logic Apps that automation rules run, each deployed by a template as a deployment stack. */
export const playbook: ContentDefinition<PlaybookDraft, Playbook> = {
  name: 'playbook',
  words: { one: 'playbook', many: 'playbooks' },
  directory: 'playbooks',
  folders: [],
  schema: schemaOf<Kind, PlaybookValues>(fields, {
    id: 'urn:picket:schema:playbook',
    title: 'Playbook',
    description:
      'A playbook as a folder: azuredeploy.json, which is a template of Azure Resource Manager, and azuredeploy.parameters.json with values for it. Its keys here are what Picket makes of the two.',
    aliases: {},
  }),
  resource: { ...stacks, isOurs: isOfPlaybook, marker: { kind: 'Playbook', prefix: 'playbook' } },
  reads: [whatIfs],
  optIn: 'playbooks',
  preview: { questionOf, changesIn },
  after: ['analytics-rule'],
  queries: [],
  recognise: (raw) => isObject(raw['template']) && workflowsIn(raw['template']).length > 0,
  idKeys: ['name'],
  files,
  summary: ({ values: { name } }) => ({ id: name, name, version: undefined, tags: [] }),
  parse: table.parse,
  complete: table.complete,
  render,
  normalize,
  canonical: () => canonical,
  describe,
  file: {
    ...table.file,
    print: ({ template }) => jsonText(template ?? {}),
    // A stack does not show its template: nothing of it can become a file.
    valueOf: (_body: JsonObject, name: string) => ({ name }),
    merge: () => undefined,
  },
  starter: ({ word }) => ({ name: word, template: starterTemplate(word) }),
  lint,
};
