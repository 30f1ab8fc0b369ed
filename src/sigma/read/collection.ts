import { SigmaFault } from '../fault.ts';
import { member, type Entry, type MapNode, type Node } from './nodes.ts';

const isAction = (entry: Entry): boolean => entry.key === 'action';

/** The second mapping laid over the first: mappings are merged key by key, everything else is replaced. */
const overlaid = (base: MapNode, over: MapNode): MapNode => {
  const entries = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) {
    const below = entries.get(entry.key);
    const value =
      below?.value.kind === 'map' && entry.value.kind === 'map' ? overlaid(below.value, entry.value) : entry.value;
    entries.set(entry.key, { ...entry, value });
  }
  return {
    kind: 'map',
    at: over.at,
    entries: [...entries.values()].filter((entry) => !isAction(entry)),
    size: base.size + over.size,
  };
};

/**
 * The rules of a collection: `action: global` documents are laid under all that follow, `reset` forgets them, and
 * `repeat` lays itself over the rule before it. Throws a placed SigmaFault.
 */
export const resolveCollection = (documents: readonly Node[]): MapNode[] => {
  const rules: MapNode[] = [];
  let shared: MapNode | undefined;
  let previous: MapNode | undefined;
  for (const document of documents) {
    if (document.kind !== 'map')
      throw new SigmaFault(
        'other:SigmaCollectionError',
        'A Sigma document has to be a mapping with `title`, `logsource` and `detection`.',
        document.at,
      );
    const node = member(document, 'action');
    const action = node?.kind === 'scalar' ? node.text : undefined;
    if (node === undefined) {
      const rule = shared === undefined ? document : overlaid(shared, document);
      rules.push(rule);
      previous = rule;
    } else if (action === 'global')
      shared = shared === undefined ? overlaid(document, document) : overlaid(shared, document);
    else if (action === 'reset') shared = undefined;
    else if (action === 'repeat') {
      if (previous === undefined)
        throw new SigmaFault('other:SigmaCollectionError', '`action: repeat` needs a rule before it.', node.at);
      previous = overlaid(previous, document);
      rules.push(previous);
    } else
      throw new SigmaFault(
        'other:SigmaCollectionError',
        `\`${action ?? ''}\` is no action: use global, reset or repeat.`,
        node.at,
      );
  }
  return rules;
};
