import type { HuntingCheck } from './draft.ts';

const most = 15;
const longest = 256;

export const tagLimits: HuntingCheck = {
  id: 'rule/tag-limits',
  scope: 'item',
  severity: 'error',
  summary: 'The saved search has more tags, or longer ones, than the service takes.',
  why:
    'The service refuses a saved search with more than 15 tags (Azure/azure-rest-api-specs issue 21506), description, ' +
    'tactics and techniques among them, and one with a value of more than 256 characters ' +
    '(hashicorp/terraform-provider-azurerm issue 23562).',
  *check({ draft: { values } }) {
    const { tags = [], description = '', tactics = [], techniques = [] } = values;
    const own = [description, ...tactics.slice(0, 1), ...techniques.slice(0, 1)].filter((text) => text !== '').length;
    const named = tags.filter(({ value }) => value !== undefined);
    if (named.length + own > most)
      yield {
        at: '/tags',
        message: `The saved search would have ${named.length + own} tags; the service takes ${most}.`,
        hint: 'Tags that are plain texts are not sent, and do not count.',
      };
    for (const { name, value = '' } of named)
      if (value.length > longest)
        yield {
          at: '/tags',
          message: `The tag \`${name}\` has ${value.length} characters; the service takes ${longest}.`,
          hint: 'Shorten its value.',
        };
  },
};
