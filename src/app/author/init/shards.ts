/** A part of a pipeline: a key at the top or a job, with the lines below it and the comment above it. */
type Part = { readonly name: string; readonly text: string };

/** Jobs of GitHub stand below `jobs`, those of GitLab at the top. */
const partsOf = (text: string): readonly Part[] => {
  const parts: { name: string; lines: string[] }[] = [];
  let above: string[] = [];
  let below = '';
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [, indent = '', key] = /^( {0,2})([\w.:-]*[\w-]):(?: |$)/.exec(line) ?? [];
    const begins = key !== undefined && (indent === '' || (indent === '  ' && below === 'jobs'));
    const own = parts.at(-1);
    if (begins) {
      if (indent === '') below = key;
      parts.push({ name: indent === '' ? key : `${below}/${key}`, lines: [...above, line] });
      above = [];
    } else if (own === undefined || line === '' || /^(?: {2})?#/.test(line)) above.push(line);
    else {
      own.lines.push(...above, line);
      above = [];
    }
  }
  return parts.map(({ name, lines }) => ({ name, text: [...lines, ''].join('\n') }));
};

/**
 * A pipeline with parts of another one in place of its own of the same name. A part that only the other one has stands
 * behind the one that it stands behind there; one that is `{}` there is left out.
 */
export const withParts = (pipeline: string, other: string): string => {
  const parts = [...partsOf(pipeline)];
  let behind = 0;
  for (const part of partsOf(other)) {
    const at = parts.findIndex(({ name }) => name === part.name);
    const own = parts[at];
    if (own === undefined) parts.splice(behind, 0, part);
    else if (part.text.endsWith(': {}\n')) parts.splice(at, 1);
    else parts[at] = { ...part, text: `${own.text.startsWith('\n') ? '\n' : ''}${part.text.replace(/^\n/, '')}` };
    behind = own === undefined ? behind + 1 : at + 1;
  }
  return parts.map(({ text }) => text).join('');
};

/** The text of a pipeline for so many jobs that share the workspaces: how many they are, and the number of each. */
export const forShards = (text: string, shards: number): string =>
  text
    .replaceAll('<shards>', String(shards))
    .replaceAll('<parts>', Array.from({ length: shards }, (_, index) => index + 1).join(', '));
