import { membersOf } from '../../core/config/layers.ts';
import type { FileForm } from '../../core/file-form.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { isSelected } from '../../core/overlays/select.ts';
import type { Origin } from '../../core/overlays/sourced.ts';
import { pointer, segmentsOf, type JsonPointer } from '../../core/pointer.ts';
import { rewrite, type Rewrite } from '../../core/text/rewrite.ts';
import { writeAtomically } from '../../files/disk.ts';
import { resolve } from 'node:path';
import type { RuleItem } from '../content/content.ts';
import { selectableOf } from '../content/effective.ts';
import type { Project } from '../project.ts';

/** picket.yaml under the edits of a pull, written once at its end. */
export type ConfigEdits = {
  readonly file: Rewrite;
  /** Writes picket.yaml where anything changed. */
  readonly save: (cwd: string) => Promise<void>;
};

/** Begins to edit the picket.yaml of a project; undefined without one. */
export const editConfig = ({ document }: Pick<Project, 'document'>): ConfigEdits | undefined => {
  if (document === undefined) return undefined;
  const file = rewrite(document);
  return {
    file,
    save: async (cwd) => {
      const { text } = file.document();
      if (text !== document.text) await writeAtomically(resolve(cwd, document.path), text);
    },
  };
};

/** What a pull has to know to write into picket.yaml. */
export type OverlayScope = {
  readonly project: Pick<Project, 'config' | 'root' | 'document'>;
  readonly cwd: string;
  /** Every item of the workspace, to see whom an overlay concerns. */
  readonly items: readonly RuleItem[];
  readonly config: ConfigEdits | undefined;
};

/** Which properties the file may take, which picket.yaml took, and why it did not take the others. */
export type OverlayPull = {
  readonly file: readonly string[];
  readonly written: readonly string[];
  readonly refused: readonly { readonly property: string; readonly reason: string }[];
};

const originsBelow = (origins: ReadonlyMap<JsonPointer, Origin>, at: JsonPointer): readonly Origin[] =>
  [...origins].flatMap(([place, origin]) => (place === at || place.startsWith(`${at}/`) ? [origin] : []));

/** Why an overlay may not be changed for one rule of one workspace: it says the same to others. */
const sharedBy = ({ project, cwd, items }: OverlayScope, { at }: Origin): string | undefined => {
  const [holder = '', name = '', , index = ''] = segmentsOf(at);
  const layer = holder === 'groups' ? project.config.groups[name] : project.config.workspaces[name]?.layer;
  const overlay = layer?.overlays[Number(index)];
  if (overlay === undefined) return 'it is no overlay';
  const members = holder === 'groups' ? membersOf(project.config, name).length : 1;
  if (members > 1) return `it holds for ${members} workspaces`;
  const concerned = items.filter((item) =>
    isSelected(
      overlay.select,
      selectableOf(project, { cwd }, item.made === undefined ? item : { ...item, ...item.made.file }),
    ),
  );
  return concerned.length > 1 ? `it holds for ${concerned.length} rules` : undefined;
};

const wantedIn = (body: JsonObject, value: JsonObject, property: string, key: string): JsonValue | undefined => {
  const properties = body['properties'];
  const raw =
    typeof properties === 'object' && properties !== null && !Array.isArray(properties)
      ? Object.entries(properties).find(([name]) => name === property)?.[1]
      : undefined;
  return value[key] ?? (typeof raw === 'object' ? undefined : raw);
};

/**
 * Sends each property of a live body to the place that its value comes from: those of the file are left to it, and those
 * of an overlay of this rule and workspace alone go into picket.yaml.
 */
export const pullIntoOverlays = (
  scope: OverlayScope,
  item: RuleItem,
  live: { readonly body: JsonObject; readonly value: JsonObject; readonly form: Pick<FileForm, 'keyOf'> },
  properties: readonly string[],
): OverlayPull => {
  const { made } = item;
  if (made === undefined) return { file: properties, written: [], refused: [] };
  const file: string[] = [];
  const written: string[] = [];
  const refused: { property: string; reason: string }[] = [];
  const document = scope.project.document;
  for (const property of properties) {
    const key = live.form.keyOf(property);
    const at = pointer(key);
    const origins = originsBelow(made.document.origins, at);
    const whole = made.document.originOf(at);
    const foreign = origins.find((origin) => origin.in === 'config' || origin.parameter !== undefined);
    if (foreign === undefined) {
      file.push(property);
      continue;
    }
    const place =
      document === undefined
        ? 'picket.yaml'
        : `${document.path}:${document.range(document.locate(foreign.at)).start.line}`;
    const refuse = (reason: string): unknown => refused.push({ property, reason });
    if (foreign.parameter !== undefined)
      refuse(`it is made with the parameter ${foreign.parameter} (${place}), which others may use`);
    else if (whole.in !== 'config') refuse(`a part of it comes from ${place}`);
    else {
      const shared = sharedBy(scope, whole);
      const wanted = wantedIn(live.body, live.value, property, key);
      if (shared !== undefined) refuse(`it comes from ${place}, and ${shared}`);
      else if (wanted === undefined || scope.config?.file.set(whole.at, wanted) !== true)
        refuse(`it comes from ${place}, which cannot say it`);
      else written.push(property);
    }
  }
  return { file, written, refused };
};
