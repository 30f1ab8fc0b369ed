/** Markdown without what is in code, where nothing is read as markup. */
const outsideCode = (markdown: string): string =>
  markdown.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '').replaceAll(/(?<![\\`])(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');

/** What Picket itself writes: the only elements, links and comments that may be there. */
const own =
  /<\/?(?:details|summary|b|code|div|sub)>|<br>|<!-- picket:[\w%./]+ -->|\[run\]\(https:\/\/github\.com\/[\w./-]+\)/g;

/** Elements and links, as Markdown is read. */
const markup: readonly RegExp[] = [/<[^\n]{0,40}/, /(?<!\\)\]\([^\n]{0,20}/];

/** What GitHub looks for in the text that is left when Markdown is read and entities are resolved. */
const mentions: readonly RegExp[] = [/[@#]\w[^\n]{0,20}/, /[^\n]{0,20}(?::\/\/|\bwww\.\w)/];

/** Markup, mentions, references and links in a text of Picket's that are not Picket's own: none, if texts are inert. */
export const markupIn = (markdown: string): string[] => {
  const prose = outsideCode(markdown).replaceAll(own, '');
  const shown = prose.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  const found = (text: string, patterns: readonly RegExp[]): string[] =>
    patterns.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
  return [...found(prose, markup), ...found(shown, mentions)];
};
