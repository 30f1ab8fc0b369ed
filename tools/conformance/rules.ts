import { kindOf } from '../../src/content/index.ts';
import { template } from '../../src/core/service/template.ts';
import { checkArmSchemas } from './arm-schemas.ts';
import { resourcesOf, type CorpusFolder } from './corpus.ts';
import { none, share, type Result } from './result.ts';

const broken = ({ content }: CorpusFolder): Set<string> =>
  new Set(content.diagnostics.filter(({ severity }) => severity === 'error').map(({ path }) => path));

/**
 * Files that are no rule as they lie, said in one finding each and counted apart: those of another dialect, and templates
 * of SentinelARConverter with variables that nobody filled in.
 */
const otherDialect = ({ content }: CorpusFolder): Set<string> =>
  new Set(
    content.diagnostics
      .filter(({ code, message }) => code === 'schema/dialect' || /^`%%\w+%%` is a variable/.test(message))
      .map(({ path }) => path),
  );

/** The same rule twice in one public repository: an error where both are deployed, but none of the file. */
const onlyDuplicate = ({ content }: CorpusFolder): Set<string> => {
  const errors = content.diagnostics.filter(({ severity }) => severity === 'error');
  const other = new Set(errors.filter(({ code }) => code !== 'repo/duplicate-id').map(({ path }) => path));
  return new Set(errors.map(({ path }) => path).filter((path) => !other.has(path)));
};

const describeErrors = (folders: readonly CorpusFolder[]): string[] =>
  folders.flatMap(({ name, content }) =>
    content.diagnostics
      .filter(({ severity, code }) => severity === 'error' && code !== 'schema/dialect')
      .map(({ path, range, code, message }) => `${name}/${path}:${range?.start.line ?? 0} ${code} ${message}`),
  );

/** Published rules read without an error, and rendered as the published ARM schemas have it. */
export const checkRules = (shared: string, folders: readonly CorpusFolder[]): readonly Result[] => {
  const sum = (count: (folder: CorpusFolder) => number): number =>
    folders.reduce((total, folder) => total + count(folder), 0);
  const apart = sum((folder) => otherDialect(folder).size);
  const files = sum(({ content }) => content.files) - apart;
  const wrong = sum((folder) => broken(folder).size) - apart;
  const duplicates = sum((folder) => onlyDuplicate(folder).size);
  const resources = resourcesOf(folders);
  const problems = checkArmSchemas(
    shared,
    resources.map((resource) => template([resource], { kindOf })),
  );
  return [
    share(
      'published rules without an error (repeated ids of a repository counted apart)',
      files - wrong + duplicates,
      files,
      0.97,
      describeErrors(folders),
    ),
    {
      what: 'the same, repeated ids counted as errors',
      value: `${files - wrong} of ${files}`,
      target: 'reported',
      met: true,
    },
    none(
      `templates of ${resources.length} rules that the published ARM schemas refuse`,
      problems.map(({ resource, at, message }) => `${resource} ${at} ${message}`),
    ),
  ];
};
