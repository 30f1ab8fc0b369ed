/**
 * Where a character of a text stands in the literal that spells it: `@"a""b"`, `"a\tb"`, `h'x'`. Offsets count in the
 * literal; the end of the text is the closing quote. Escapes as in Microsoft Learn, "The string data type".
 */
export const offsetInLiteral = (literal: string, index: number): number => {
  const [opening] = /^[hH]?(?:@?["']|```|~~~)/.exec(literal) ?? [''];
  let at = opening.length;
  const isVerbatim = opening.includes('@') || opening.length > 2;
  for (let seen = 0; seen < index && at < literal.length;) {
    const unit = isVerbatim
      ? /^(?:""|''|[^])/
      : /^(?:\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\x[0-9a-fA-F]{2}|\\[0-7]{3}|\\[^]|[^])/;
    const [spelled = ''] = unit.exec(literal.slice(at, at + 10)) ?? [];
    const isDoubled = isVerbatim && spelled.length === 2 && opening.endsWith(spelled.charAt(0));
    at += isVerbatim && !isDoubled ? 1 : spelled.length;
    seen += spelled.startsWith('\\U') ? String.fromCodePoint(Number.parseInt(spelled.slice(2), 16)).length : 1;
  }
  return Math.min(at, literal.length);
};
