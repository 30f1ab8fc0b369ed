import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { importedCollections, importedValue, typeOfFound } from '../../src/app/author/import/imported-value.ts';
import type { ContentType } from '../../src/core/content-type.ts';
import { equalJson, isObject, objectOf, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { checkSchema } from '../../src/core/schema/schema.ts';
import { applyFixes } from '../../src/core/text/fix.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import type { SourceDocument } from '../../src/core/text/source.ts';
import { rulesOfAnyForm } from '../../src/importers/dialects/rules.ts';
import { readJson } from '../../src/importers/read-json.ts';
import { typeNamed } from '../chaos/mixed-scene.ts';
import { conformanceContext as context, filesIn } from './corpus.ts';
import { share, type Result } from './result.ts';

/** Files of a folder, and the values of a type that each of them holds: none for one that is not taken. */
type Taken = { readonly file: string; readonly values: readonly JsonObject[] };

/** A document with the repairs that `picket validate --fix` makes of what does not fit the schema. */
const repaired = (type: ContentType, document: SourceDocument, rounds = 5): SourceDocument => {
  const found = checkSchema(type.schema, document).filter(({ fix }) => fix !== undefined);
  if (rounds === 0 || found.length === 0) return document;
  return repaired(type, readDocument(document.path, applyFixes(document, found).text).document, rounds - 1);
};

const asFiles = (folder: string, type: ContentType, ending: RegExp): readonly Taken[] =>
  filesIn(folder, ending).map((file) => {
    const bytes = readFileSync(file);
    const { value } = repaired(type, (type.files?.read(file, bytes, new Map()) ?? readDocument(file, bytes)).document);
    return { file, values: isObject(value) && type.complete(value) !== undefined ? [value] : [] };
  });

/** Whoever imports a template gives it the parameters that have no value of their own. */
const askedFor = (value: JsonValue): JsonObject =>
  Object.fromEntries(
    Object.entries(objectOf(objectOf(value)['parameters'])).flatMap(([name, said]) =>
      isObject(said) && said['defaultValue'] === undefined && said['type'] === 'string' ? [[name, name] as const] : [],
    ),
  );

const conformanceFacts = { tenant: '11111111-2222-4333-8444-555555555555' } as const;

const asTemplates = (folder: string, type: ContentType): readonly Taken[] =>
  filesIn(folder, /\.json$/i).map((file) => {
    const json = readJson(readFileSync(file));
    const found = json.ok
      ? rulesOfAnyForm(json.value, {
          collections: importedCollections,
          parameters: askedFor(json.value),
          facts: conformanceFacts,
        })
      : undefined;
    const values = (found?.items ?? [])
      .filter((item) => typeOfFound(item) === type)
      .map((item) => importedValue(type, item).value)
      .filter((value) => type.complete(value) !== undefined);
    return { file, values };
  });

/** Whether a value that was deployed and pulled stands for the same body and rows again. */
const comesBack = (type: ContentType, value: JsonObject): boolean => {
  const made = type.complete(value)?.render(context);
  if (made === undefined) return false;
  const rows = made.rows?.map(({ value: row }) => row);
  const body = rows === undefined ? made.body : { ...made.body, rows };
  const again = type.complete(type.file.valueOf(body, made.name, context))?.render(context);
  return (
    again !== undefined &&
    equalJson(type.normalize(made.body, context), type.normalize(again.body, context)) &&
    equalJson(
      (made.rows ?? []).map(({ name }) => name).toSorted(),
      (again.rows ?? []).map(({ name }) => name).toSorted(),
    )
  );
};

/** Published content of every type besides analytics rules: what of it is taken, and that it survives a deployment and a pull. */
export const checkContent = (shared: string): readonly Result[] => {
  const corpus = join(shared, 'corpus');
  const sorts: readonly (readonly [type: ContentType, taken: readonly Taken[], least: number])[] = [
    [
      typeNamed('hunting-query'),
      asFiles(join(corpus, 'hunting-queries'), typeNamed('hunting-query'), /\.ya?ml$/i),
      0.97,
    ],
    [typeNamed('parser'), asFiles(join(corpus, 'parsers'), typeNamed('parser'), /\.(?:ya?ml|kql|csl)$/i), 92 / 97],
    [typeNamed('watchlist'), asTemplates(join(corpus, 'watchlists-arm'), typeNamed('watchlist')), 1],
    [typeNamed('automation-rule'), asTemplates(join(corpus, 'automation-rules-arm'), typeNamed('automation-rule')), 1],
  ];
  return sorts.flatMap(([type, taken, least]) => {
    const missing = taken.filter(({ values }) => values.length === 0).map(({ file }) => relative(corpus, file));
    const all = taken.flatMap(({ file, values }) => values.map((value) => ({ file, value })));
    const lost = all.filter(({ value }) => !comesBack(type, value)).map(({ file }) => relative(corpus, file));
    return [
      share(`files of ${type.words.many} that are taken`, taken.length - missing.length, taken.length, least, missing),
      share(
        `${type.words.many} that come back from a pull as they were`,
        all.length - lost.length,
        all.length,
        1,
        lost,
      ),
    ];
  });
};
