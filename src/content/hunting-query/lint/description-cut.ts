import { cut } from '../body.ts';
import type { HuntingCheck } from './draft.ts';

export const descriptionCut: HuntingCheck = {
  id: 'rule/description-cut',
  scope: 'item',
  severity: 'note',
  summary: 'The description is longer than a saved search takes.',
  why:
    'A saved search has no description of its own: it is a tag, and the value of a tag may have 256 characters. The file ' +
    'keeps the whole text, the workspace gets the sentences that fit into 255 and an ellipsis.',
  *check({ draft: { values } }) {
    const { description = '' } = values;
    const sent = cut(description);
    if (sent === description) return;
    yield {
      at: '/description',
      message: `The description has ${description.length} characters; the first ${sent.length - 2} are sent.`,
      hint: 'Nothing has to be done; to choose what is shown in the portal, say the essence in the first 255 characters.',
    };
  },
};
