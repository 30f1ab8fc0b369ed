import { codePoint, visible } from '../../core/text/visible.ts';

/** Text for an XML element or attribute: markup escaped, and what XML 1.0 cannot hold made visible. */
export const xmlText = (text: string): string =>
  visible(text)
    .replaceAll(/[\ufffe\uffff]/g, codePoint)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // What GitHub's runner would obey if the file were printed to a log.
    .replaceAll(/^([^\S\n\r\u2028\u2029]*):(?=:)/gm, '$1&#58;')
    .replaceAll('##[', '##&#91;');

/** The same for an attribute, where a bare line end or tab would be read as a space. */
export const xmlAttribute = (text: string): string =>
  xmlText(text.replaceAll('\r\n', '\n')).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
