import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentTypes, firstType } from '../../src/content/index.ts';
import type { ContentType } from '../../src/core/content-type.ts';
import type { LintContext, Neighbours, SourceItem } from '../../src/core/lint-rule.ts';
import { readCodeowners } from '../../src/core/text/codeowners.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { isArray, isObject, textOf, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { sameRef } from '../../src/core/ref.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import type { KqlOfFolder } from './fixture-kql.ts';

/** One file of a case; the paths of a repository's case are those within it. */
export type FixtureFile = { readonly path: string; readonly text: string };

/** A file, or a small repository with the base it is compared with. */
export type FixtureCase = {
  /** `fail`, `fail-past`, `pass`. */
  readonly name: string;
  readonly files: readonly FixtureFile[];
  readonly base?: readonly FixtureFile[];
};

export type LintFixture = {
  readonly id: string;
  /** The first type that has the check. */
  readonly type: ContentType;
  readonly context: LintContext;
  readonly cases: readonly FixtureCase[];
};

/** The moment at which fixtures are judged. */
const noon = Date.UTC(2026, 0, 15, 12);
const portal: LintContext = { apiVersion: '2023-12-01-preview', now: noon };

/** What other files of the repository have: `{type, id, path, isOff}`. */
const neighboursIn = (list: readonly JsonValue[]): Neighbours => {
  const all = list.filter(isObject).map(({ type, id, path, isOff }) => {
    const ref = { type: textOf(type) ?? '', id: textOf(id) ?? '' };
    return { path, neighbour: { ref, writtenId: ref.id, isOff: () => isOff === true } };
  });
  return {
    areAll: true,
    find: (ref) => all.find(({ neighbour }) => sameRef(neighbour.ref, ref))?.neighbour,
    at: (path) => all.find((each) => each.path === path)?.neighbour,
    idsOf: (type) => all.flatMap(({ neighbour: { ref } }) => (ref.type === type ? [ref.id] : [])),
  };
};

const contextOf = (folder: string): LintContext => {
  const path = join(folder, 'context.json');
  const settings: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const { apiVersion, neighbours, reviewDays, codeowners, tables }: JsonObject = isObject(settings) ? settings : {};
  return {
    ...portal,
    ...(typeof apiVersion === 'string' ? { apiVersion } : {}),
    ...(typeof reviewDays === 'number' ? { reviewDays } : {}),
    ...(typeof codeowners === 'string' ? { ownersOf: readCodeowners(codeowners) } : {}),
    ...(isArray(tables) ? { isTable: (name) => tables.includes(name) } : {}),
    ...(isArray(neighbours) ? { neighbours: neighboursIn(neighbours) } : {}),
  };
};

const filesIn = (folder: string): FixtureFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }));

const casesIn = (folder: string): FixtureCase[] => {
  const single = filesIn(folder).map((file) => ({ name: file.path.slice(0, -'.yaml'.length), files: [file] }));
  const several = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const base = join(folder, name, 'base');
      const files = filesIn(join(folder, name));
      return existsSync(base) ? { name, files, base: filesIn(base) } : { name, files };
    });
  return [...single, ...several].toSorted((left, right) => (left.name < right.name ? -1 : 1));
};

const typeOfCheck = (id: string): ContentType =>
  contentTypes.find(({ checks }) => checks.some((check) => check.id === id)) ?? firstType;

/**
 * The fixtures of all lint rules: one folder a rule under the given one, `rule/<name>`, `repo/<name>` or `kql/<name>`;
 * only the last ones see what the KQL engine says.
 */
export const readLintFixtures = (folder: string, kqlOf: KqlOfFolder): LintFixture[] =>
  readdirSync(folder)
    .toSorted()
    .flatMap((namespace) =>
      readdirSync(join(folder, namespace))
        .toSorted()
        .map((name) => {
          const place = join(folder, namespace, name);
          const context = contextOf(place);
          return {
            id: `${namespace}/${name}`,
            type: typeOfCheck(`${namespace}/${name}`),
            context: namespace === 'kql' ? { ...context, kql: kqlOf(place) } : context,
            cases: casesIn(place),
          };
        }),
    );

/** A text of YAML as the checks see it; throws where it is no YAML. */
export const itemOf = ({ path, text }: FixtureFile): SourceItem => {
  const { document, diagnostics } = readDocument(path, text);
  const [problem] = diagnostics;
  if (problem !== undefined) throw new Error(`${path}: ${problem.message}`);
  const value: JsonValue | undefined = document.value;
  const raw = isObject(value) ? value : {};
  return { document, raw };
};

const finished = <Result>(steps: Generator<undefined, Result>): Result => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

/** What all lint rules of its type say about a case. */
export const lintCase = (fixture: LintFixture, one: FixtureCase): readonly Diagnostic[] =>
  finished(
    fixture.type.check(one.files.map(itemOf), {
      ...fixture.context,
      ...(one.base === undefined
        ? {}
        : { base: one.base.map((file) => ({ path: file.path, raw: itemOf(file).raw })) }),
    }),
  );

/** Findings as lines of text: place, severity, code, message and hint. */
export const printFindings = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics
    .map(({ path, range, severity, code, message, hint }) => {
      const place = range === undefined ? path : `${path}:${range.start.line}:${range.start.column}`;
      return `${place} ${severity} ${code} ${message}\n${hint === undefined ? '' : `    ${hint}\n`}`;
    })
    .join('');
