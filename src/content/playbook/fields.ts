import * as codec from '../../core/fields/codec.ts';
import { rowsFor, type ValuesOf, type WholeOf } from '../../core/fields/field-table.ts';

/** Playbooks are of one kind. */
export type Kind = 'Playbook';
export const kind: Kind = 'Playbook';

const kinds = [kind] as const;
const field = rowsFor<Kind>();

/** Every field of a playbook: its name, the template that deploys it, and the values of the template's parameters. */
export const fields = {
  name: field(
    codec.matching(/^[A-Za-z0-9][\w.-]{0,78}[\w]$/, {
      'x-picket-noun': 'name',
      'x-picket-hint':
        'Call the folder of the template after the playbook: letters, digits, `-`, `_` and `.`, at most 80.',
      examples: ['Enrich-Incident'],
    }),
    {
      label: 'Name',
      about: 'The name of the Logic App, and of the folder of its template; automation rules name it.',
      kinds,
      required: kinds,
    },
  ),
  template: field(codec.mapping(), {
    label: 'Template',
    about: 'The template of Azure Resource Manager that deploys it: the whole of azuredeploy.json.',
    kinds,
    required: kinds,
  }),
  parameters: field(codec.mapping(), {
    label: 'Parameters',
    about: 'Values of the parameters of the template: those of azuredeploy.parameters.json.',
    kinds,
  }),
} as const;

export type PlaybookValues = ValuesOf<typeof fields>;
export type Playbook = WholeOf<typeof fields, Kind>;
