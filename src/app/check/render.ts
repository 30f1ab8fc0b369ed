import { join, resolve } from 'node:path';
import { contentTypes, kindOf } from '../../content/index.ts';
import type { RunContext } from '../../core/lint-rule.ts';
import { typeTable } from '../../core/engine/managed-type.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { stagesOf } from '../../core/plan/stages.ts';
import { refKey } from '../../core/ref.ts';
import type { Resource } from '../../core/resource.ts';
import { writeAtomically } from '../../files/disk.ts';
import { shown } from '../../files/discover.ts';
import { templates, templateText, type TemplateItem } from '../../core/service/template.ts';
import { version } from '../../version.ts';
import { loadContent, type Content } from '../content/content.ts';
import { needsOf } from '../content/needs.ts';
import { lintContext } from '../lint-context.ts';
import { chooseWorkspace, openProject, type ConfigChoice } from '../project.ts';
import { sourceOf, type Reported } from './validate.ts';

export type RenderRequest = {
  readonly config: ConfigChoice;
  readonly paths: readonly string[];
  /** Name in picket.yaml; undefined for all content as the files say it. */
  readonly workspace?: string | undefined;
  /** One template a rule into a folder, or all rules in as few templates as Azure's limits allow. */
  readonly to: { readonly folder: string } | { readonly file: string };
};

const numbered = (file: string, index: number): string => file.replace(/(\.json)?$/, `-${index + 1}$1`);

const outside = (resourceName: string): boolean =>
  !/^[A-Za-z0-9._-]+$/.test(resourceName) || resourceName.startsWith('.');

/** The resources of a content in the order in which they can be made, each with those that it needs. */
const itemsOf = (content: Content, context: RunContext): readonly TemplateItem[] => {
  const found = content.rules.map((entry) => {
    const { rule, item } = entry;
    const { rowsAre: _unsaid, ...resource } = rule.forTemplate(context);
    const needs = needsOf(content, entry, context);
    return { type: item.type.name, id: rule.id, action: 'create' as const, needs, resource };
  });
  const byRef = new Map(found.map((each) => [refKey(each), each.resource]));
  const typeOf = typeTable(contentTypes.map((type) => type.managed(context)));
  return stagesOf(found, typeOf)
    .flat()
    .map(({ resource, needs }) => ({ ...resource, needs: needs.flatMap((need) => byRef.get(refKey(need)) ?? []) }));
};

/**
 * Writes ARM templates of all rules that are free of errors; those with errors are left out, and the report says why.
 * @returns the report, the files written, relative to the working directory, and what the content of templates of their own
 *   needs to be deployed before it, by names of resources
 */
export const render = async (
  io: Io,
  request: RenderRequest,
): Promise<
  Reported & { readonly written: readonly string[]; readonly first: ReadonlyMap<string, readonly string[]> }
> => {
  const project = await openProject(io, request.config);
  const workspace = request.workspace === undefined ? undefined : chooseWorkspace(project, io, request.workspace);
  const context = lintContext(io, workspace);
  const content = await loadContent(project, io, context, {
    paths: request.paths,
    ...(workspace === undefined ? {} : { workspace }),
  });
  const report = { command: 'render', version, diagnostics: content.diagnostics, files: content.files } as const;
  const source = sourceOf(content);
  const resources = itemsOf(content, context);
  const files = new Map<string, string>();
  const first = new Map<string, readonly string[]>();
  if ('folder' in request.to) {
    const names = resources.map(({ name }) => name.toLowerCase());
    /** Several types may use one name: those that do are told apart by what they are. */
    const fileOf = ({ type, name }: Resource): string =>
      names.filter((other) => other === name.toLowerCase()).length > 1 ? `${type}-${name}.json` : `${name}.json`;
    for (const item of resources) {
      const { needs = [], ...resource } = item;
      if (needs.length > 0)
        first.set(
          resource.name,
          needs.map(({ name }) => name),
        );
      if (outside(resource.name))
        throw new PicketError('refusal', `The id \`${resource.name}\` cannot name a file.`, {
          code: 'id-no-file-name',
          hint: 'Give the rule a GUID as its id, or use --single.',
        });
      files.set(join(resolve(io.cwd, request.to.folder), fileOf(resource)), templateText([resource], { kindOf }));
    }
  } else {
    const file = resolve(io.cwd, request.to.file);
    const parts = templates(resources, { kindOf });
    for (const [index, part] of parts.entries()) files.set(parts.length === 1 ? file : numbered(file, index), part);
  }
  for (const [path, text] of files) await writeAtomically(path, text);
  return { report, source, written: [...files.keys()].map((path) => shown(io.cwd, path)), first };
};
