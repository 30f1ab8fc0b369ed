import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonObject } from '../json.ts';
import { annotationNames } from './annotations.ts';

/** Ajv as every schema here is compiled; `source` keeps the code that it made. */
export const compilerOf = ({ source }: { readonly source: boolean }): Ajv => {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    code: { source },
  });
  ajv.addVocabulary([...annotationNames]);
  return ajv;
};

const compiled = new WeakMap<JsonObject, ValidateFunction>();

/**
 * The check of a schema, compiled once. The build puts code that it compiled ahead into this file's place, since loading Ajv
 * and compiling the schemas of one command takes longer than all else at its start: tools/schemas/ahead.mjs.
 *
 * @throws Error when the schema itself is wrong, which is a bug.
 */
export const validatorFor = (schema: JsonObject): ValidateFunction => {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const validate = compilerOf({ source: false }).compile(schema);
  compiled.set(schema, validate);
  return validate;
};
