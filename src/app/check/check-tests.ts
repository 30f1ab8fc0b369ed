import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Io } from '../../core/io.ts';
import type { Project } from '../project.ts';
import { querySchema } from '../query-schema.ts';
import { readTests, testFolders } from './tests/test-files.ts';

/** What is wrong with tests, and their texts by the path that findings name. */
export type CheckedTests = {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
};

/** Checks the form of the tests below some folders, and their rows against the tables, without running them. */
export const checkTests = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  request: { readonly paths: readonly string[]; readonly workspace: WorkspaceConfig | undefined },
): Promise<CheckedTests> => {
  const folders = await testFolders(project, io, request.paths, request.workspace);
  const tests = await readTests(project, io, () => querySchema(project, io, request.workspace), folders);
  return {
    diagnostics: tests.flatMap(({ diagnostics }) => diagnostics),
    sources: new Map(tests.map(({ file }) => [file.document.path, file.document.text])),
  };
};
