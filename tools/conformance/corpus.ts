import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadContent, type Content } from '../../src/app/content/content.ts';
import type { Project } from '../../src/app/project.ts';
import { defaultConfig } from '../../src/core/config/read-config.ts';
import type { LintContext } from '../../src/core/lint-rule.ts';
import type { Resource } from '../../src/core/resource.ts';
import { firstType } from '../../src/content/index.ts';

/** The moment at which conformance runs: start times and dates are judged by it. */
export const conformanceNow = Date.UTC(2026, 10, 22);

export const conformanceContext: LintContext = { apiVersion: firstType.resource.apiVersion, now: conformanceNow };

const project = (root: string): Project => ({ config: defaultConfig, root, diagnostics: [] });

/** The rules of one public repository, checked as one repository's content. */
export type CorpusFolder = { readonly name: string; readonly content: Content };

/** Every repository of a corpus folder, each on its own. */
export const readCorpus = async (folder: string): Promise<readonly CorpusFolder[]> => {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders: CorpusFolder[] = [];
  const idle = new AbortController().signal;
  const clock = { now: () => 0, sleep: async () => undefined };
  for (const { name } of names) {
    const root = join(folder, name);
    folders.push({
      name,
      content: await loadContent(
        project(root),
        { cwd: root, signals: { stop: idle, abort: idle }, workers: 0, clock },
        conformanceContext,
        { paths: ['.'], queries: 'skip' },
      ),
    });
  }
  return folders;
};

/** The rules without an error, as they would be sent; of rules with one id the first. */
export const resourcesOf = (folders: readonly CorpusFolder[]): readonly Resource[] => {
  const seen = new Set<string>();
  return folders
    .flatMap(({ content }) => content.rules.map(({ rule }) => rule.render(conformanceContext)))
    .filter(({ name }) => {
      const fresh = !seen.has(name.toLowerCase());
      seen.add(name.toLowerCase());
      return fresh;
    });
};

/** The files below a folder whose names end so, in one order everywhere. */
export const filesIn = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name))
    .toSorted();
