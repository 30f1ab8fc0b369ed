import { visible } from '../../core/text/visible.ts';

/** A piece of HTML that is safe to send: made by `markup` alone, so that no text gets in unescaped. */
export type Markup = { readonly markup: string };

/** What a template may hold; `false` and undefined are nothing, lists are joined. */
export type Part = Markup | string | number | false | undefined | readonly Part[];

const escape = (text: string): string => {
  const shown = visible(text);
  // The ampersand first: the others bring ampersands of their own.
  return /[&<>"']/.test(shown)
    ? shown
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;')
    : shown;
};

const isList = (part: Part): part is readonly Part[] => Array.isArray(part);

const print = (part: Part): string => {
  if (part === undefined || part === false) return '';
  if (isList(part)) return part.map(print).join('');
  return typeof part === 'object' ? part.markup : escape(String(part));
};

/** HTML from a template; every value in it is escaped, in text and in quoted attributes, unless it is Markup itself. */
export const markup = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.map((text, index) => text + print(parts[index])).join(''),
});

/** A value within an address. Lone surrogates, which no address can hold, are spelled out as everywhere. */
export const encoded = (value: string): string => encodeURIComponent(visible(value));

/** An address that may stand in a link: https and http only, so that no script can be one. */
export const safeLink = (text: string): string | undefined =>
  /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text) ? text : undefined;
