import {
  analyseRules,
  formatProblems,
  isOfficial,
  lintQueries,
  misplacedDiagnostics,
  mutateColumns,
  mutateMappings,
  mutateTables,
  openBench,
  readCorpusRules,
  type Hits,
} from './kql.ts';
import { none, share, type Result } from './result.ts';

const hits = (what: string, { tried, found, missed }: Hits, least: number): Result =>
  share(what, found, tried, least, missed);

/**
 * What the KQL engine makes of published rules: what binds, what is found, where it is shown. Of each `every` rules one is
 * misspelled, which is what takes longest.
 */
export const checkQueries = async (shared: string, every = 1): Promise<readonly Result[]> => {
  const bench = await openBench();
  const all = analyseRules(bench, readCorpusRules(shared));
  const official = all.filter(isOfficial);
  const chosen = official.filter((_, index) => index % every === 0);
  const which = every === 1 ? 'one a rule' : `one of every ${every} rules`;
  const said = lintQueries(official);
  const describe = (wanted: (code: string, severity: string) => boolean): string[] =>
    said
      .filter(({ code, severity }) => wanted(code, severity))
      .map(({ path, range, code, message }) => `${path}:${range?.start.line ?? 0} ${code} ${message}`);
  const unbound = new Set(
    said
      .filter(({ code, severity }) => severity === 'error' && code !== 'kql/mapped-column-missing')
      .map(({ path }) => path),
  );
  const open = new Set(said.filter(({ code }) => code === 'kql/cannot-verify').map(({ path }) => path));
  const mappings = mutateMappings(bench, official);
  return [
    share(
      'official rules that bind without an error',
      official.length - unbound.size,
      official.length,
      0.99,
      describe((code, severity) => severity === 'error' && code !== 'kql/mapped-column-missing'),
    ),
    share(
      'official rules whose mapped columns can be verified',
      official.length - open.size,
      official.length,
      0.92,
      describe((code) => code === 'kql/cannot-verify'),
    ),
    {
      what: 'mapped columns that the query does not output, reviewed by hand',
      value: String(describe((code) => code === 'kql/mapped-column-missing').length),
      target: 'reported',
      met: true,
      details: describe((code) => code === 'kql/mapped-column-missing'),
    },
    none('KQL findings whose place is not the token they name', misplacedDiagnostics(all)),
    hits(`misspelled columns found, ${which}`, mutateColumns(bench, chosen), 0.94),
    hits(`misspelled tables found, ${which}`, mutateTables(bench, chosen), 1),
    // Another column of the table may well be there where an output is open.
    ...Object.entries(mappings.hits).map(([way, found]) =>
      hits(`mapped columns ${way} found, every one of every rule`, found, way.startsWith('taken') ? 0.9 : 0.95),
    ),
    none('mapped columns as published that are taken for a slip', mappings.doubted),
    none('queries that the formatter changes or does not settle on', formatProblems(bench, all)),
  ];
};
