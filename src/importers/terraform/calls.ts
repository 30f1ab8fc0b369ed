import { isArray, type JsonValue, objectOf } from '../../core/json.ts';
import { glob } from '../../core/text/glob.ts';
import { functions } from './functions/index.ts';
import { allOf, gap, metaText, value, withNames, type Evaluate, type Known, type Scope } from './scope.ts';
import { plainPath, type Syntax } from './world.ts';

/** Evaluates the text of a template. */
export type EvaluateText = (text: string, scope: Scope) => Known;

const fileAt = (name: string, path: JsonValue, scope: Scope): Known => {
  if (typeof path !== 'string') return gap(`${name}() is given no path`);
  const place = plainPath(path);
  const found = scope.world.files.get(place);
  if (found === undefined) scope.missing.files.add(place);
  return typeof found === 'string' ? value(found) : gap(`there is no file \`${place}\``);
};

const fileset = (folder: JsonValue, pattern: JsonValue, scope: Scope): Known => {
  if (typeof folder !== 'string' || typeof pattern !== 'string') return gap('fileset() is given no paths');
  const place = plainPath(folder);
  const found = scope.world.folders.get(place);
  if (found === undefined) scope.missing.folders.add(place);
  if (found === undefined || found === null) return gap(`there is no folder \`${place}\``);
  const fits = glob(pattern);
  return value(found.filter((item) => fits(item)).toSorted());
};

/** A template sees the variables that it is given, and nothing of the module. */
const filled = (text: Known, given: JsonValue, scope: Scope, evaluateText: EvaluateText): Known => {
  if ('why' in text || typeof text.value !== 'string') return text;
  return evaluateText(text.value, withNames({ ...scope, names: new Map() }, objectOf(given)));
};

/** `filesha256(path)` and its like: a function of the text of a file. */
const ofFile: Readonly<Record<string, string>> = {
  filebase64: 'base64encode',
  filebase64sha256: 'base64sha256',
  filebase64sha512: 'base64sha512',
  filemd5: 'md5',
  filesha1: 'sha1',
  filesha256: 'sha256',
  filesha512: 'sha512',
};

const applied = (name: string, values: readonly JsonValue[]): Known => {
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (own === undefined) return gap(`${name}() is known only to Terraform`);
  const result = own(...values);
  return result === undefined ? gap(`${name}() is called with values that it does not take`) : value(result);
};

const named = (name: string, values: readonly JsonValue[], scope: Scope, evaluateText: EvaluateText): Known => {
  const [first = null, second = null] = values;
  switch (name) {
    case 'file':
      return fileAt(name, first, scope);
    case 'fileexists':
      return value('value' in fileAt(name, first, scope));
    case 'fileset':
      return fileset(first, second, scope);
    case 'templatefile':
      return filled(fileAt(name, first, scope), second, scope, evaluateText);
    case 'templatestring':
      return filled(value(first), second, scope, evaluateText);
    default: {
      const inner = Object.hasOwn(ofFile, name) ? ofFile[name] : undefined;
      if (inner === undefined) return applied(name, values);
      const text = fileAt(name, first, scope);
      return 'why' in text ? text : applied(inner, [text.value]);
    }
  }
};

/** A call of a function, with those that read files or fail on purpose. */
export const call = (syntax: Syntax, scope: Scope, evaluate: Evaluate, evaluateText: EvaluateText): Known => {
  const name = metaText(syntax, 'name').replace(/^core::/, '');
  const known = syntax.children.map((child) => evaluate(child, scope));
  if (name === 'try') return known.find((item) => 'value' in item) ?? known[0] ?? gap('try() is given nothing');
  if (name === 'can') return value(known[0] !== undefined && 'value' in known[0]);
  const all = allOf(known);
  if ('why' in all) return all;
  const last = all.values.at(-1);
  const isSpread = syntax.meta?.['expandedFinalArgument'] === true && isArray(last);
  return named(name, isSpread ? [...all.values.slice(0, -1), ...last] : all.values, scope, evaluateText);
};
