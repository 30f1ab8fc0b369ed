const open = '<!-- install -->';
const close = '<!-- /install -->';

const fromClone = [
  'You need Node 20.19 or newer, and a clone of this repository: there is no release yet, and the package `picket` of the npm',
  "registry is somebody else's.",
  '',
  '```sh',
  'npm ci',
  'npm install --global .',
  'mkdir ../detections',
  'cd ../detections',
  '```',
];

const fromRegistry = (version: string): readonly string[] => [
  'You need Node 20.19 or newer. The package is `sentinel-picket`; the package `picket` of the npm registry is somebody else\'s.',
  '',
  '```sh',
  `npm install --global sentinel-picket@${version}`,
  'mkdir detections',
  'cd detections',
  '```',
];

/**
 * A page with its part on how Picket is installed, between two comments, as it is today: from a clone, or from the
 * registry once a version is published there. A page without such a part stays as it is.
 */
export const withInstallBlock = (page: string, published: string | undefined): string => {
  const start = page.indexOf(open);
  const end = page.indexOf(close);
  if (start < 0 || end < start) return page;
  const lines = published === undefined ? fromClone : fromRegistry(published);
  return `${page.slice(0, start + open.length)}\n\n${lines.join('\n')}\n\n${page.slice(end)}`;
};
