import type { DiagnosticCode, Finding } from '../diagnostic.ts';
import { listOf, objectOf, textOf, type JsonObject, type JsonValue } from '../json.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import { meaningOf, type Ref } from '../ref.ts';

/** A place of picket.yaml that names content by an id, and what becomes of an id that several types have. */
type Named = { readonly at: JsonPointer; readonly text: string; readonly holdsFor: 'none' | 'each' };

const texts = (value: JsonValue | undefined, at: JsonPointer, holdsFor: Named['holdsFor']): readonly Named[] =>
  listOf(value).flatMap((entry, index) => {
    const text = textOf(entry);
    return text === undefined ? [] : [{ at: at + pointer(index), text, holdsFor }];
  });

const rules = (value: JsonValue | undefined, at: JsonPointer, holdsFor: Named['holdsFor']): readonly Named[] =>
  listOf(value).flatMap((entry, index) => {
    const text = textOf(objectOf(entry)['rule']);
    return text === undefined ? [] : [{ at: at + pointer(index, 'rule'), text, holdsFor }];
  });

const inLayers = (config: JsonObject): readonly Named[] =>
  (['groups', 'workspaces'] as const).flatMap((key) =>
    Object.entries(objectOf(config[key])).flatMap(([name, value]) => {
      const { optOut, overlays, include, exclude } = objectOf(value);
      const at = pointer(key, name);
      return [
        ...rules(optOut, at + pointer('optOut'), 'each'),
        ...listOf(overlays).flatMap((overlay, index) =>
          texts(objectOf(objectOf(overlay)['select'])['ids'], at + pointer('overlays', index, 'select', 'ids'), 'each'),
        ),
        ...texts(objectOf(include)['ids'], at + pointer('include', 'ids'), 'each'),
        ...texts(objectOf(exclude)['ids'], at + pointer('exclude', 'ids'), 'each'),
      ];
    }),
  );

/**
 * Ids in picket.yaml that content of several types has, so that nobody can tell which of them is meant.
 * @param config the whole of picket.yaml
 * @param known all content that may be meant
 */
export const ambiguousIn = (
  config: JsonObject,
  known: readonly Ref[],
): readonly (Finding & { readonly code: DiagnosticCode; readonly severity: 'warning' })[] => {
  const meaning = meaningOf(known);
  const named = [
    ...inLayers(config),
    ...(['ignoreDrift', 'approvals', 'disabled'] as const).flatMap((key) => rules(config[key], pointer(key), 'none')),
  ];
  return named.flatMap(({ at, text, holdsFor }) => {
    const refs = meaning(text).ambiguous.map(({ type, id }) => `\`${type}/${id}\``);
    return refs.length === 0
      ? []
      : [
          {
            code: 'config/ambiguous-id',
            severity: 'warning',
            at,
            message: `\`${text}\` may be ${refs.join(' or ')}: it holds for ${holdsFor === 'none' ? 'none' : 'each'} of them.`,
            hint: 'Write the one that is meant with its type.',
          },
        ];
  });
};
