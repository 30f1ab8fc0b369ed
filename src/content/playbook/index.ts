import type { ContentDefinition } from '../../core/content-type.ts';
import { isObject, objectOf, textOf } from '../../core/json.ts';
import { jsonText } from '../../core/text/visible.ts';
import { itemTable, itemType } from '../item-type.ts';
import { canonical, isOfPlaybook, stackOf } from './body.ts';
import { fields, kind, type Kind, type Playbook, type PlaybookValues } from './fields.ts';
import { files } from './files.ts';
import { lint, type PlaybookDraft } from './lint/index.ts';
import { changesIn, questionOf, stacks, whatIfs } from './resource.ts';
import { starterTemplate } from './starter.ts';
import { startedBy, workflowsIn } from './template.ts';

/** Why a pull writes nothing. */
const takenByHand =
  'what runs does not say which expressions of the template it comes from. `picket show` prints it: take the edit into azuredeploy.json by hand, or deploy with --overwrite';

const table = itemTable<Kind, PlaybookValues, Playbook>(fields, kind, 'name');

/** Playbooks: Logic Apps that automation rules run, each deployed by a template as a deployment stack. */
export const playbook: ContentDefinition<PlaybookDraft, Playbook> = {
  ...itemType(table, {
    name: 'playbook',
    words: { one: 'playbook', many: 'playbooks' },
    directory: 'playbooks',
    folders: [],
    schema: {
      title: 'Playbook',
      description:
        'A playbook as a folder: azuredeploy.json, which is a template of Azure Resource Manager, and azuredeploy.parameters.json with values for it. Its keys here are what Picket makes of the two.',
      aliases: {},
    },
    resource: { ...stacks, isOurs: isOfPlaybook, marker: { kind: 'Playbook', prefix: 'playbook' } },
    reads: [whatIfs],
    optIn: 'playbooks: stack',
    preview: { questionOf, changesIn },
    after: ['analytics-rule'],
    queries: [],
    recognise: (raw) => isObject(raw['template']) && workflowsIn(raw['template']).length > 0,
    idKeys: ['name'],
    files,
    starter: ({ word }) => ({ name: word, template: starterTemplate(word) }),
    summary: ({ values: { name } }) => ({ id: name, name, version: undefined, tags: [] }),
    bodyOf: ({ template, parameters = {} }) => stackOf({ template, parameters }),
    canonical: () => canonical,
    describe: ({ name, template }) => {
      const starts = workflowsIn(template).flatMap((workflow) => startedBy(workflow) ?? []);
      const { title, description } = objectOf(template['metadata']);
      return {
        name: textOf(title) ?? name,
        description: textOf(description) ?? '',
        handling: [starts.length === 0 ? 'Starts by itself.' : `Runs on ${[...new Set(starts)].join(' and ')}.`],
      };
    },
    // A stack does not show its template: nothing of it can become a file.
    fileOf: (_body, name) => ({ name }),
    file: {
      print: ({ template }) => jsonText(template ?? {}),
      merge: ({ text }, _target, _context, properties = ['template']) => ({
        text,
        written: [],
        refused: properties.map((property) => ({ property, reason: takenByHand })),
      }),
    },
  }),
  lint,
};
