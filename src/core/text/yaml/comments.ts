import { EVENT_ID, type Event } from 'js-yaml';
import type { Comment } from '../source.ts';
import { isEmptyScalar, isQuoted } from './tree.ts';

const startsComment = (text: string, at: number): boolean => at === 0 || /[ \t\r\n\uFEFF]/.test(text[at - 1] ?? '');

/** The comments between the scalars of a text, each from its `#` to the end of its line. */
export const findComments = (text: string, events: readonly Event[]): readonly Comment[] => {
  const comments: Comment[] = [];
  const scan = (from: number, to: number): void => {
    let at = text.indexOf('#', from);
    while (at >= 0 && at < to) {
      let end = at + 1;
      if (startsComment(text, at)) {
        while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
        comments.push({ span: { start: at, end }, text: text.slice(at, end) });
      }
      at = text.indexOf('#', end);
    }
  };
  let from = 0;
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || isEmptyScalar(event)) continue;
    scan(from, event.valueStart - (isQuoted(event) ? 1 : 0));
    from = event.valueEnd + (isQuoted(event) ? 1 : 0);
  }
  scan(from, text.length);
  return comments;
};
