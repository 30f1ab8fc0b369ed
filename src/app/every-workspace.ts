import { layersFor } from '../core/config/layers.ts';
import type { WorkspaceConfig } from '../core/config/config.ts';
import type { RunContext } from '../core/lint-rule.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { compareDiagnostics } from '../core/lint.ts';
import type { AnalysisIo } from './analyse.ts';
import { loadContent, type Content, type ContentRequest } from './content/content.ts';
import { createOnce } from './content/once.ts';
import { loadEvery } from './content/content-folders.ts';
import { lintContext } from './lint-context.ts';
import type { Project } from './project.ts';
import { shownWorkspaces } from './workspaces.ts';

/** What is said of files that a workspace gets as they are, because of others that it does not get. */
const ofOthers: ReadonlySet<string> = new Set(['rule/opt-out-ends', 'rule/absent-name']);

const keyOf = (diagnostic: Diagnostic): string => JSON.stringify(diagnostic);

/** What is found in some workspaces only, each finding once, with the names of those beside it. */
const withWorkspaces = (
  known: readonly Diagnostic[],
  found: readonly { readonly workspace: string; readonly diagnostics: readonly Diagnostic[] }[],
): readonly Diagnostic[] => {
  const there = new Set(known.map(keyOf));
  const fresh = new Map<string, { readonly diagnostic: Diagnostic; readonly workspaces: string[] }>();
  for (const { workspace, diagnostics } of found)
    for (const diagnostic of diagnostics) {
      const key = keyOf(diagnostic);
      if (there.has(key)) continue;
      const entry = fresh.get(key) ?? { diagnostic, workspaces: [] };
      entry.workspaces.push(workspace);
      fresh.set(key, entry);
    }
  return [...fresh.values()].map(({ diagnostic, workspaces }) => ({
    ...diagnostic,
    related: [
      ...(diagnostic.related ?? []),
      { message: `Found as it goes to ${workspaces.join(', ')}.`, path: diagnostic.path },
    ],
  }));
};

/**
 * The workspaces whose content may be otherwise than the files: those with something of their own, and where a value of a
 * parameter is set anywhere, all of them, since others may lack it.
 */
const layered = ({ config }: Pick<Project, 'config'>): readonly WorkspaceConfig[] => {
  const all = Object.values(config.workspaces);
  const own = all.filter(({ name }) => layersFor(config, name).length > 0);
  const layers = [...Object.values(config.groups), ...all.flatMap(({ layer }) => layer ?? [])];
  return layers.some(({ parameters }) => Object.keys(parameters).length > 0)
    ? [...new Set([...own, ...shownWorkspaces(config)])]
    : own;
};

/**
 * Reads and checks the named files and folders, or all content of a project, as `loadEvery` does; and what becomes of it in
 * each workspace where picket.yaml changes something. What several workspaces get alike is checked once.
 */
export const loadEverywhere = async (
  project: Project,
  io: AnalysisIo,
  context: RunContext,
  request: ContentRequest,
): Promise<Content> => {
  const { once = createOnce() } = request;
  const content = await loadEvery(project, io, context, { ...request, once });
  const found: { readonly workspace: string; readonly diagnostics: readonly Diagnostic[] }[] = [];
  const sources = new Map(content.sources);
  for (const workspace of layered(project)) {
    const own = await loadContent(project, io, lintContext(io, workspace), {
      ...request,
      once,
      workspace,
      checked: ({ made }) => made !== undefined,
      analysed: (item) => item.made !== undefined && (request.analysed?.(item) ?? true),
    });
    const made = new Set(own.items.flatMap((item) => (item.made === undefined ? [] : [item.document.path])));
    // What a workspace opts out of is not made; that it soon will be is said, and what files have against made ones.
    const isOfMade = ({ code, path, related = [] }: Diagnostic): boolean =>
      ofOthers.has(code) || made.has(path) || related.some((other) => made.has(other.path));
    found.push({ workspace: workspace.name, diagnostics: own.diagnostics.filter(isOfMade) });
    for (const [path, text] of own.sources) sources.set(path, text);
  }
  const more = withWorkspaces(content.diagnostics, found);
  return more.length === 0
    ? content
    : { ...content, sources, diagnostics: [...content.diagnostics, ...more].toSorted(compareDiagnostics) };
};
