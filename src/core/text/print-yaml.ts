import { renderInline, renderMember, renderText, type Layout } from './edit/render.ts';
import type { JsonObject } from '../json.ts';

const layout: Layout = { eol: '\n', step: 2, dash: 2 };

/**
 * The text of a new YAML file for a mapping: keys in the given order, block style, texts of several lines under `|`.
 * Reading it gives the same value again.
 *
 * @param literal top-level keys whose text stands under `|` even when it has one line.
 */
export const printYaml = (value: JsonObject, literal: readonly string[] = []): string => {
  const lines = Object.entries(value).map(([key, member]) => {
    const inBlock = typeof member === 'string' && literal.includes(key);
    const rendered = inBlock ? ` ${renderText(member, 0, 'literal', layout)}` : renderMember(member, 0, layout);
    return `${renderInline(key, 'plain')}:${rendered}\n`;
  });
  return lines.length === 0 ? '{}\n' : lines.join('');
};
