import { dateFunctions } from './dates.ts';
import { encodingFunctions } from './encodings.ts';
import { listFunctions } from './lists.ts';
import { numberFunctions } from './numbers.ts';
import { regexFunctions } from './regexes.ts';
import type { Functions } from './signature.ts';
import { textFunctions } from './texts.ts';

/** Every function whose result depends on its arguments alone, by name. */
export const functions: Functions = {
  ...textFunctions,
  ...regexFunctions,
  ...listFunctions,
  ...numberFunctions,
  ...encodingFunctions,
  ...dateFunctions,
};
