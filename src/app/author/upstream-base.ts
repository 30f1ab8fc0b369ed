import { join } from 'node:path';
import { isObject, type JsonObject } from '../../core/json.ts';
import { readText, writeAtomically } from '../../files/disk.ts';
import { contentTemplate, galleryTemplate, isNewer, type RuleTemplate } from '../../importers/arm/rule-template.ts';
import { PicketError } from '../../core/errors.ts';
import type { Workspace } from '../../core/ports.ts';

/** The templates of a workspace, of the gallery and of Content Hub; the newer one where both have an id. */
export const listTemplates = async (workspace: Workspace): Promise<readonly RuleTemplate[]> => {
  const [gallery, content] = await Promise.all([
    workspace.list('alertRuleTemplates'),
    workspace.list('contentTemplates'),
  ]);
  const found = new Map<string, RuleTemplate>();
  for (const template of [...gallery.map(galleryTemplate), ...content.flatMap((item) => contentTemplate(item) ?? [])]) {
    const other = found.get(template.id.toLowerCase());
    const newer = other === undefined || (template.version !== undefined && isNewer(template.version, other.version));
    if (newer) found.set(template.id.toLowerCase(), template);
  }
  return [...found.values()];
};

/** The template with its rule. Rejects with a `service` error where the workspace does not give it away. */
export const wholeTemplate = async (
  workspace: Workspace,
  template: RuleTemplate,
): Promise<RuleTemplate & { readonly body: NonNullable<RuleTemplate['body']> }> => {
  const { type, name } = template.resource;
  if (template.body !== undefined) return { ...template, body: template.body };
  const resource = await workspace.get(type, name);
  const whole = resource === undefined ? undefined : contentTemplate(resource);
  if (whole?.body !== undefined) return { ...whole, body: whole.body };
  throw new PicketError(
    'service',
    `The template ${template.displayName} (${template.id}) holds no rule that can be read.`,
    {
      code: 'unreadable-template',
      hint: 'Open it in Content Hub; the solution may have to be installed again.',
    },
  );
};

/** The template that a rule was last brought to: what both sides are compared with. */
export type UpstreamBase = {
  readonly template: string;
  readonly version: string | undefined;
  readonly body: JsonObject;
};

const placeOf = (root: string, ruleId: string): string =>
  join(root, '.picket', 'upstream', `${ruleId.toLowerCase().replaceAll(/[^a-z0-9-]/g, '_')}.json`);

/** Keeps the template that a rule was made from, for the next comparison. */
export const keepBase = (root: string, ruleId: string, base: UpstreamBase): Promise<void> => {
  const { template, version, body } = base;
  const record = { format: 1, template, ...(version === undefined ? {} : { version }), body };
  return writeAtomically(placeOf(root, ruleId), `${JSON.stringify(record, null, 2)}\n`);
};

/** The template that a rule was last brought to; undefined where nobody kept it, or where the record is damaged. */
export const readBase = async (root: string, ruleId: string): Promise<UpstreamBase | undefined> => {
  const text = await readText(placeOf(root, ruleId));
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    if (!isObject(record)) return undefined;
    const { template, version, body } = record;
    if (typeof template !== 'string' || !isObject(body)) return undefined;
    return { template, version: typeof version === 'string' ? version : undefined, body };
  } catch {
    return undefined;
  }
};
