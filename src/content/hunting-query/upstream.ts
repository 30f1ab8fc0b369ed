import type { Upstream } from '../../core/content-type.ts';
import { filledText } from '../../core/json.ts';
import { rewrite } from '../../core/text/rewrite.ts';

/**
 * A query has the id of the template that solutions install it from: both are made of one file of Microsoft's public
 * repository, whose version is that of the template.
 */
export const upstream: Upstream = {
  own: ['tags'],
  key: 'id',
  linkOf: ({ id, version }) => {
    const template = filledText(id);
    return template === undefined ? undefined : { template, version: filledText(version), isImplied: true };
  },
  linked: ({ id, body }) => ({ id, body }),
  follow: (document, version) => {
    const file = rewrite(document);
    file.set('/version', version, 'name');
    return file.document().text;
  },
};
