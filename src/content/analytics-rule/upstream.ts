import type { Upstream } from '../../core/file-form.ts';
import { namedGuid } from '../../core/digest.ts';
import { objectOf, type JsonObject } from '../../core/json.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { rewrite } from '../../core/text/rewrite.ts';
import { localProperties } from './fields.ts';
import { raiseVersion } from './merge-live.ts';
import { parse } from './parse.ts';

/** The one rule of this kind has an id of its own. */
const fusionId = 'BuiltInFusion';

/** The id of a rule that is not free to choose one. */
export const fixedId = ({ kind }: JsonObject): string | undefined => (kind === 'Fusion' ? fusionId : undefined);

/** Rules name their template. */
export const upstream: Upstream = {
  gallery: 'alertRuleTemplates',
  own: localProperties,
  key: 'alertRuleTemplateName',
  linkOf: (raw) => {
    const { alertRuleTemplateName: template, templateVersion: version } = parse(raw);
    return template === undefined ? undefined : { template, version };
  },
  linked: ({ id, version, body }) => ({
    id: fixedId(body) ?? namedGuid(`template/${id.toLowerCase()}`),
    body: {
      kind: body['kind'] ?? null,
      properties: {
        ...objectOf(body['properties']),
        alertRuleTemplateName: id,
        ...(version === undefined ? {} : { templateVersion: version }),
      },
    },
  }),
  /** In its own key and the rule's version raised, or in the rule's version. */
  follow: (document, version) => {
    const file = rewrite(document);
    if (typeof file.at('/templateVersion') !== 'string') {
      file.set('/version', version, 'name');
      return file.document().text;
    }
    file.set('/templateVersion', version);
    const { document: written } = readDocument(document.path, file.document().text);
    return raiseVersion(written)?.text ?? written.text;
  },
};
