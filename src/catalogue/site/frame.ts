import { markup, type Markup, type Part } from './markup.ts';

/** A page's place: how its links climb to the top folder (`../../`), so that the site works from any folder or file system. */
export type Frame = {
  readonly title: string;
  /** The catalogue's own title. */
  readonly catalogue: string;
  readonly up: string;
  readonly current: 'rules' | 'coverage' | 'dependencies' | 'workspaces' | 'metrics' | 'none';
  readonly body: Part;
};

/**
 * Nothing but the site's own files runs or loads; no text of a rule becomes script even if it should get into the page.
 * Works from the file system, where `'self'` stands for files.
 */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const tabs = [
  { name: 'rules', label: 'Rules', path: 'index.html' },
  { name: 'coverage', label: 'ATT&CK coverage', path: 'coverage/index.html' },
  { name: 'dependencies', label: 'Dependencies', path: 'dependencies/index.html' },
  { name: 'workspaces', label: 'Workspaces', path: 'workspaces/index.html' },
  { name: 'metrics', label: 'Metrics', path: 'metrics/index.html' },
] as const;

const tab = (frame: Frame, { name, label, path }: (typeof tabs)[number]): Markup =>
  markup`<li><a href="${frame.up}${path}"${frame.current === name && markup` aria-current="page"`}>${label}</a></li>`;

/** The site's own picture for tabs and bookmarks; without one, browsers ask every host for another. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M5 21V8l2-4 2 4v13M15 21V8l2-4 2 4v13M2 12h20M2 17h20" fill="none" stroke="#0b8074" stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round"/></svg>
`;

const mark = markup`<svg class="mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M5 21V8l2-4 2 4v13M15 21V8l2-4 2 4v13M2 12h20M2 17h20" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/></svg>`;

/** A whole HTML document. */
export const page = (frame: Frame): string =>
  markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${frame.title === frame.catalogue ? frame.title : `${frame.title} · ${frame.catalogue}`}</title>
<link rel="icon" type="image/svg+xml" href="${frame.up}assets/icon.svg">
<link rel="stylesheet" href="${frame.up}assets/site.css">
<script src="${frame.up}assets/theme.js"></script>
<script src="${frame.up}assets/site.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<div class="wide">
<a class="brand" href="${frame.up}index.html">${mark}<span dir="auto">${frame.catalogue}</span></a>
<nav aria-label="Catalogue"><ul>${tabs.map((entry) => tab(frame, entry))}</ul></nav>
${frame.current !== 'rules' && markup`<a class="button find" href="${frame.up}index.html#find">Search<kbd aria-hidden="true">/</kbd></a>`}<button type="button" class="theme" data-theme-switch hidden>Theme: system</button>
</div>
</header>
<main id="main" class="wide" tabindex="-1">
${frame.body}
</main>
<footer class="wide"><p>Generated from the rules in this repository by Picket.</p></footer>
</body>
</html>
`.markup;
