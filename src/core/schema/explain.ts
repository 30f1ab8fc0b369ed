import type { ErrorObject } from 'ajv';
import { badName, missingKey, unknownKey } from './explain-key.ts';
import {
  noChoice,
  notAllowed,
  notMatching,
  outOfRange,
  tooLong,
  tooShort,
  wrongNumber,
  wrongType,
} from './explain-value.ts';
import type { Context, Explanation } from './explanation.ts';

/** Branches of a choice fail for reasons of their own; the choice as a whole is what a person is told. */
const isBranch = (error: ErrorObject): boolean => /\/(?:oneOf|anyOf|not)\//.test(error.schemaPath);

/** One error of Ajv in Picket's words; undefined for what only says that a branch did not fit. */
export const explain = (error: ErrorObject, context: Context): Explanation | undefined => {
  if (isBranch(error)) return undefined;
  if (error.propertyName !== undefined) return badName(error, context);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, context);
    case 'required':
      return missingKey(error, context);
    case 'type':
      return wrongType(error, context);
    case 'enum':
      return notAllowed(error, context);
    case 'pattern':
      return notMatching(error, context);
    case 'maxLength':
      return tooLong(error, context);
    case 'minLength':
      return tooShort(error, context);
    case 'maxItems':
    case 'maxProperties':
      return wrongNumber(error, context, 'too-many');
    case 'minItems':
    case 'minProperties':
      return wrongNumber(error, context, 'too-few');
    case 'minimum':
    case 'maximum':
      return outOfRange(error, context);
    case 'oneOf':
    case 'anyOf':
      return noChoice(error, context);
    default:
      return undefined;
  }
};
