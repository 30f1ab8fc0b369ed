import type { Span } from '../core/text/span.ts';
import type { Engine } from './engine.ts';

/** Finds the places of a parsed query at which the service forgives what it cannot resolve. */
export type FuzzyReader = (code: KustoEngine.KustoCode) => readonly Span[];

const spanOf = (element: KustoEngine.SyntaxElement): Span => ({ start: element.TextStart, end: element.End });

export const isWithin = (spans: readonly Span[], offset: number): boolean =>
  spans.some(({ start, end }) => start <= offset && offset < end);

/**
 * The legs of each `union isfuzzy=true`, and each `let` that is used in such legs alone: the service takes a `let` in
 * where it is used.
 */
export const fuzzyReader = ({ language }: Engine): FuzzyReader => {
  const X = language.Syntax;
  const kinds = X.SyntaxKind;

  const childrenOf = (node: KustoEngine.SyntaxElement): readonly KustoEngine.SyntaxElement[] =>
    Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index)).filter((child) => child !== null);

  return (code) => {
    if (!/\bisfuzzy\b/.test(code.Text)) return [];
    const legs: Span[] = [];
    const uses = new Map<string, number[]>();
    const lets: { readonly name: string; readonly span: Span }[] = [];
    const visit = (node: KustoEngine.SyntaxElement): void => {
      if (node instanceof X.LetStatement) lets.push({ name: node.Name.SimpleName, span: spanOf(node) });
      if (node instanceof X.NameReference)
        uses.set(node.SimpleName, [...(uses.get(node.SimpleName) ?? []), node.TextStart]);
      const children = childrenOf(node);
      if (node.Kind === kinds['UnionOperator']) {
        const [parameters, operands] = children.filter(({ Kind }) => Kind === kinds['List']);
        const options = parameters === undefined ? '' : code.Text.slice(parameters.TextStart, parameters.End);
        if (operands !== undefined && /\bisfuzzy\s*=\s*(?:true|1)\b/.test(options)) legs.push(spanOf(operands));
      }
      for (const child of children) if (child.ChildCount > 0) visit(child);
    };
    visit(code.Syntax);
    // The last `let` first: it may be the one place where an earlier one is used.
    for (const { name, span } of lets.toReversed()) {
      const places = uses.get(name) ?? [];
      if (places.length > 0 && places.every((place) => isWithin(legs, place))) legs.push(span);
    }
    return legs;
  };
};
