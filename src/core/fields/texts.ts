/** Texts as the service is given them: the file may spell them otherwise. */

const lines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** A query: line ends as LF and no newline at the end, nothing else touched. */
export const queryText = (text: string): string => {
  const query = lines(text);
  let end = query.length;
  while (query.charAt(end - 1) === '\n') end -= 1;
  return query.slice(0, end);
};

/** `'a' and 'b'` begins and ends with a quote, but the two are no pair: the first one closes before the last opens. */
const isPair = (text: string, quote: string): boolean => {
  // A doubled quote is one within the text, as in YAML: `'It''s here'`.
  const inner = text.replaceAll(quote + quote, 'xx');
  const first = inner.indexOf(quote);
  const last = inner.lastIndexOf(quote);
  if (first === last) return true;
  const closes = /\S/.test(inner.charAt(first - 1)) && !/\w/.test(inner.charAt(first + 1));
  const opens = !/\w/.test(inner.charAt(last - 1)) && /\S/.test(inner.charAt(last + 1));
  return !(closes && opens);
};

const unwrapped = (text: string): string => {
  const trimmed = text.trim();
  const quote = trimmed.charAt(0);
  if ((quote !== "'" && quote !== '"') || trimmed.length < 2 || !trimmed.endsWith(quote)) return text.trimEnd();
  const inner = trimmed.slice(1, -1);
  return isPair(inner, quote) ? inner.trimEnd() : text.trimEnd();
};

/**
 * A description: one pair of quotes around the whole is left out (Microsoft's public rules wrap almost every
 * description in quotes inside a block scalar), so is white space at the end.
 */
export const descriptionText = (text: string): string => unwrapped(lines(text));

/** The same for comparing: however often it was wrapped, so that doing it again changes nothing. */
export const bareDescription = (text: string): string => {
  let current = lines(text);
  for (;;) {
    const next = unwrapped(current);
    if (next === current) return current;
    current = next;
  }
};
