import { Scanner } from './values/scanner.ts';
import { isArray } from './values/value.ts';
import type { Dynamic } from './values/value.ts';

/** Longer texts are not read (Microsoft Learn, "parse_xml()"). */
const maxLength = 1_048_576;
const maxDepth = 200;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

class NotXml extends Error {}

const skipped = /<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE[^[>]*(?:\[[^\]]*\][^>]*)?>/y;
const cdata = /<!\[CDATA\[([^]*?)\]\]>/y;
const opening = /<([\p{L}_:][\p{L}\p{N}_:.-]*)/uy;
const attribute = /\s+([\p{L}_:][\p{L}\p{N}_:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/uy;
const openingEnd = /\s*(\/?)>/y;
const closing = /<\/([\p{L}_:][\p{L}\p{N}_:.-]*)\s*>/uy;
const characters = /[^<]+/y;

const decoded = (text: string): string =>
  text.replace(/&([^;&]*);?/g, (_, name: string) => {
    const number = /^#(?:x([\da-fA-F]+)|(\d+))$/.exec(name);
    const point = number === null ? Number.NaN : Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10);
    if (point <= 0x10_ff_ff) return String.fromCodePoint(point);
    const entity = entities[name];
    if (entity === undefined) throw new NotXml();
    return entity;
  });

/** Members of an element as they come; a name that comes again makes an array. */
const add = (members: Map<string, Dynamic>, name: string, value: Dynamic): void => {
  const before = members.get(name);
  if (!members.has(name)) members.set(name, value);
  else members.set(name, isArray(before) ? [...before, value] : [before ?? null, value]);
};

class XmlReader extends Scanner {
  private skipBetween(): void {
    while (this.take(/\s+/y) !== null || this.take(skipped) !== null);
  }

  document(): Dynamic {
    this.skipBetween();
    const root = this.element(0);
    if (root === undefined) throw new NotXml();
    this.skipBetween();
    if (this.at !== this.text.length) throw new NotXml();
    return new Map([root]);
  }

  private element(depth: number): readonly [string, Dynamic] | undefined {
    if (depth > maxDepth) throw new NotXml();
    const name = this.take(opening)?.[1];
    if (name === undefined) return undefined;
    const members = new Map<string, Dynamic>();
    for (let found = this.take(attribute); found !== null; found = this.take(attribute)) {
      const key = `@${found[1] ?? ''}`;
      if (members.has(key)) throw new NotXml();
      members.set(key, decoded(found[2] ?? found[3] ?? ''));
    }
    const end = this.take(openingEnd);
    if (end === null) throw new NotXml();
    if (end[1] !== '/') this.content(name, members, depth);
    return [name, valueOf(members)];
  }

  private content(name: string, members: Map<string, Dynamic>, depth: number): void {
    for (;;) {
      const end = this.take(closing);
      if (end !== null) {
        if (end[1] !== name) throw new NotXml();
        return;
      }
      if (this.take(skipped) !== null) continue;
      const literal = this.take(cdata);
      if (literal !== null) {
        add(members, '#text', literal[1] ?? '');
        continue;
      }
      const text = this.take(characters)?.[0];
      if (text !== undefined) {
        if (text.trim() !== '') add(members, '#text', decoded(text));
        continue;
      }
      const child = this.element(depth + 1);
      if (child === undefined) throw new NotXml();
      add(members, child[0], child[1]);
    }
  }
}

/** An element without members is null, one of text alone that text; beside others text stands without spaces around. */
const valueOf = (members: ReadonlyMap<string, Dynamic>): Dynamic => {
  if (members.size === 0) return null;
  const text = members.get('#text');
  if (text === undefined) return members;
  if (members.size === 1) return isArray(text) ? text.filter((part) => typeof part === 'string').join('') : text;
  const trimmed = (value: Dynamic): Dynamic => (typeof value === 'string' ? value.trim() : value);
  return new Map(members).set('#text', isArray(text) ? text.map(trimmed) : trimmed(text));
};

/**
 * Reads XML as a dynamic value: attributes are `@name`, text beside others is `#text`, elements of one name become an
 * array; comments and instructions are left out. Null where it is not well-formed.
 */
export const readXml = (text: string): Dynamic => {
  if (text.length > maxLength) return null;
  try {
    return new XmlReader(text.trim()).document();
  } catch (error) {
    if (error instanceof NotXml) return null;
    throw error;
  }
};
