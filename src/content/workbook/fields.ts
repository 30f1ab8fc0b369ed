import * as codec from '../../core/fields/codec.ts';
import { rowsFor, type ValuesOf, type WholeOf } from '../../core/fields/field-table.ts';

/** Workbooks are of one kind. */
export type Kind = 'Workbook';
export const kind: Kind = 'Workbook';

const kinds = [kind] as const;
const field = rowsFor<Kind>();

const guid = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** Every field of a workbook: what the file beside it says of it, and as `content` what the workbook itself is. */
export const fields = {
  id: field(
    codec.matching(guid, {
      'x-picket-noun': 'GUID',
      'x-picket-hint': 'Leave it out, and it is made of the project and the name of the folder.',
      examples: ['5b1c7f0e-3d52-4a7e-9a4f-2f6f0f7d1c11'],
    }),
    {
      otherKey: 'workbookId',
      label: 'Id',
      about: 'The resource name, a GUID; made of the project and the name of the folder where it is left out.',
      kinds,
      required: kinds,
    },
  ),
  displayName: field(codec.filled(), {
    label: 'Display name',
    about: 'How the gallery lists it; the name of the folder where it is left out.',
    at: '/properties/displayName',
    kinds,
    required: kinds,
  }),
  description: field(codec.description(), {
    label: 'Description',
    about: 'What it shows and to whom.',
    at: '/properties/description',
    kinds,
  }),
  category: field(codec.oneOf(['sentinel']), {
    label: 'Category',
    about: 'The gallery that lists it: that of Microsoft Sentinel.',
    at: '/properties/category',
    kinds,
    default: 'sentinel',
  }),
  tags: field(codec.listOf(codec.text()), {
    label: 'Tags',
    about: 'Labels for search and for the choice of a workspace. Documentation only.',
    kinds,
  }),
  content: field(codec.mapping(), {
    label: 'Content',
    about: "The workbook as the portal's advanced editor shows it: the whole of workbook.json.",
    kinds,
    required: kinds,
  }),
} as const;

export type WorkbookValues = ValuesOf<typeof fields>;
export type Workbook = WholeOf<typeof fields, Kind>;
