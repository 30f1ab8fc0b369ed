/** An element with its attributes, entities resolved. */
export type XmlElement = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const resolved = (text: string): string =>
  text.replaceAll(/&(#\d+|#x[\da-f]+|\w+);|&/gi, (whole, name: string | undefined) => {
    if (name === undefined) throw new Error(`a bare & in ${text.slice(0, 80)}`);
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    const value = entities[name];
    if (value === undefined) throw new Error(`an entity ${whole} that XML does not know`);
    return value;
  });

/** What XML 1.0 forbids in any text (W3C, Extensible Markup Language 1.0, 2.2). */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** The elements of an XML text in order. Throws where it is not well-formed; knows no comments, CDATA and DTD. */
export const parseXml = (text: string): XmlElement[] => {
  if (forbidden.test(text)) throw new Error('a character that XML cannot hold');
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const elements: XmlElement[] = [];
  const open: string[] = [];
  let rest = body;
  while (rest !== '') {
    const content = /^[^<]*/.exec(rest)?.[0] ?? '';
    if (content.includes(']]>')) throw new Error('the end of a CDATA section in text');
    resolved(content);
    rest = rest.slice(content.length);
    if (rest === '') break;
    const tag = /^<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w-]*="[^"<]*")*)\s*(\/?)>/.exec(rest);
    if (tag === null) throw new Error(`no tag: ${rest.slice(0, 80)}`);
    const [whole, closing, name = '', attributes = '', empty] = tag;
    rest = rest.slice(whole.length);
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes what is not open`);
      continue;
    }
    const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(
      ([, key = '', value = '']) => [key, resolved(value)] as const,
    );
    elements.push({ name, attributes: Object.fromEntries(pairs) });
    if (empty !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return elements;
};
