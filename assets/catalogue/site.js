// The catalogue works without this script; with it there are filters, a theme switch, copy buttons and a livelier map.
(() => {
  'use strict';

  const themes = ['system', 'light', 'dark'];

  const stored = (theme) => {
    try {
      if (theme === 'system') localStorage.removeItem('picket-theme');
      else localStorage.setItem('picket-theme', theme);
    } catch {
      // Without storage the choice holds for this page.
    }
  };

  const setUpTheme = (button) => {
    const root = document.documentElement;
    const show = () => {
      button.textContent = `Theme: ${root.dataset.theme ?? 'system'}`;
    };
    button.addEventListener('click', () => {
      const next = themes[(themes.indexOf(root.dataset.theme ?? 'system') + 1) % themes.length];
      if (next === 'system') delete root.dataset.theme;
      else root.dataset.theme = next;
      stored(next);
      show();
    });
    show();
    button.hidden = false;
  };

  const setUpCopy = (block) => {
    if (navigator.clipboard === undefined) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    const say = (text) => {
      button.textContent = text;
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 1500);
    };
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(block.textContent.trimEnd()).then(
        () => say('Copied'),
        () => say('Not allowed'),
      );
    });
    const box = document.createElement('div');
    box.className = 'copyable';
    block.replaceWith(box);
    box.append(block, button);
  };

  const setUpMap = (map) => {
    const mark = (node, on) => {
      map.classList.toggle('choosing', on);
      for (const edge of map.querySelectorAll(`[data-${node.dataset.node}="${node.dataset.index}"]`)) {
        edge.classList.toggle('chosen', on);
        const other = node.dataset.node === 'need' ? 'target' : 'need';
        map
          .querySelector(`[data-node="${other}"][data-index="${edge.dataset[other]}"]`)
          ?.classList.toggle('chosen', on);
      }
      node.classList.toggle('chosen', on);
    };
    for (const node of map.querySelectorAll('[data-node]')) {
      for (const event of ['pointerenter', 'focus']) node.addEventListener(event, () => mark(node, true));
      for (const event of ['pointerleave', 'blur']) node.addEventListener(event, () => mark(node, false));
    }
  };

  const setUpOpenAll = (button) => {
    const label = button.textContent;
    const parts = [...(button.closest('section') ?? document).querySelectorAll(button.dataset.openAll)];
    let open = false;
    button.addEventListener('click', () => {
      open = !open;
      for (const part of parts) part.open = open;
      button.setAttribute('aria-expanded', String(open));
      button.textContent = open ? label.replace('Show', 'Hide') : label;
    });
    button.setAttribute('aria-expanded', 'false');
    button.hidden = parts.length === 0;
  };

  /** A link to a closed part of the page opens it. */
  const openTarget = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const details = id === '' || id.includes('=') ? null : document.getElementById(id)?.querySelector('details');
    if (details) details.open = true;
  };

  const setUpFilters = (form) => {
    const rules = globalThis.picketRules ?? [];
    const rows = [...document.querySelectorAll('[data-rules] > li')];
    const count = document.querySelector('[data-count]');
    const empty = document.querySelector('[data-empty]');
    const search = form.querySelector('[data-search]');
    const selects = [...form.querySelectorAll('[data-facet]')];
    const more = form.querySelector('[data-more]');
    const rest = document.querySelector('[data-rest]');
    // A browser lays out a hundred rows at once, and takes noticeably long for a thousand.
    const atFirst = 100;
    let most = atFirst;

    const apply = () => {
      const words = search.value
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '');
      const wanted = selects
        .filter((select) => select.value !== '')
        .map((select) => [select.dataset.facet, select.value]);
      let shown = 0;
      for (const [index, rule] of rules.entries()) {
        const fits =
          wanted.every(([facet, value]) => rule[facet].includes(value)) &&
          words.every((word) => rule.text.includes(word));
        if (fits) shown += 1;
        rows[index].hidden = !fits || shown > most;
      }
      for (const select of selects) select.classList.toggle('chosen', select.value !== '');
      const all = words.length + wanted.length === 0;
      count.textContent = all
        ? `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`
        : `${shown} of ${rules.length} rules`;
      empty.hidden = shown > 0;
      rest.hidden = shown <= most;
      rest.textContent = `Show all ${shown} rules`;
    };

    const remember = () => {
      const state = new URLSearchParams();
      if (search.value.trim() !== '') state.set('q', search.value.trim());
      for (const select of selects) if (select.value !== '') state.set(select.dataset.facet, select.value);
      const text = state.toString();
      history.replaceState(null, '', text === '' ? location.pathname + location.search : `#${text}`);
    };

    const restore = () => {
      most = atFirst;
      const state = new URLSearchParams(location.hash.slice(1));
      search.value = state.get('q') ?? '';
      for (const select of selects) {
        select.value = state.get(select.dataset.facet) ?? '';
        if (select.selectedIndex < 0) select.value = '';
      }
      apply();
    };

    const showRest = () => {
      most = rules.length;
      apply();
    };

    const change = () => {
      most = atFirst;
      apply();
      remember();
    };
    form.addEventListener('input', change);
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('reset', () => setTimeout(change));
    rest.addEventListener('click', () => {
      const next = rows.filter((row) => !row.hidden).length;
      showRest();
      // The button is gone: whoever pressed it goes on with the first row that it brought.
      const first = rows.filter((row) => !row.hidden)[next];
      first?.querySelector('a')?.focus();
    });
    addEventListener('beforeprint', showRest);
    addEventListener('hashchange', restore);
    addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.target.closest('input, select, textarea') !== null) return;
      event.preventDefault();
      search.focus();
    });
    if (matchMedia('(max-width: 56rem)').matches) more.open = false;
    form.hidden = false;
    restore();
  };

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('[data-theme-switch]').forEach(setUpTheme);
    document.querySelectorAll('[data-copy]').forEach(setUpCopy);
    document.querySelectorAll('[data-map]').forEach(setUpMap);
    document.querySelectorAll('[data-open-all]').forEach(setUpOpenAll);
    document.querySelectorAll('[data-filters]').forEach(setUpFilters);
    openTarget();
    addEventListener('hashchange', openTarget);
  });
})();
