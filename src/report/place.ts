import type { ReportContext } from '../core/report.ts';
import { wellFormed } from '../core/text/visible.ts';

/** A path as its readers count it: from the repository's root, with forward slashes and without `.` and `..`. */
export const rootPath = (path: string, context: Pick<ReportContext, 'folder'>): string => {
  const parts: string[] = [];
  for (const part of `${context.folder ?? ''}/${path}`.split(/[\\/]/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
};

/** A relative path as a URI reference; lone surrogates, which no URI can hold, become U+FFFD. */
export const pathUri = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(wellFormed(part)))
    .join('/');
