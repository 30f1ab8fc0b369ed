// The catalogue works without this script; with it there are a theme switch, copy buttons, tables to sort and a livelier map.
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

  /**
   * Buttons in the heads of a table's columns that order its rows. Who keeps rows hidden listens to `picket-order`, prevents it
   * and does the rest with what the table offers then: its rows in an order, and the mark of a column.
   */
  const setUpOrder = (table) => {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.querySelectorAll('[data-sort]')];
    const textOf = (cell) => cell.dataset.key ?? (cell.querySelector('a') ?? cell).textContent.trim().toLowerCase();
    table.picketOrder = (key, descending) => {
      const index = heads.findIndex((head) => head.dataset.sort === key);
      const keyed = rows.map((row) => ({ row, text: textOf(row.cells[index]) }));
      const sign = descending ? -1 : 1;
      // What has nothing in the column comes last, whichever way round.
      keyed.sort(
        (left, right) =>
          Number(left.text === '') - Number(right.text === '') ||
          (left.text < right.text ? -sign : left.text > right.text ? sign : 0),
      );
      return keyed.map(({ row }) => row);
    };
    table.picketMark = (key, descending) => {
      for (const head of heads)
        if (head.dataset.sort === key) head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        else head.removeAttribute('aria-sort');
    };
    for (const head of heads) {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const key = head.dataset.sort;
        // What is newest is what one wants to see first.
        const descending = head.hasAttribute('aria-sort')
          ? head.getAttribute('aria-sort') === 'ascending'
          : key === 'changed';
        const event = new CustomEvent('picket-order', { cancelable: true, detail: { key, descending } });
        if (!table.dispatchEvent(event)) return;
        table.tBodies[0].append(...table.picketOrder(key, descending));
        table.picketMark(key, descending);
      });
    }
  };

  /** Marks where one is in the table of contents: at the last heading above the upper third of the window. */
  const setUpContents = (list) => {
    const entries = [...list.querySelectorAll('a')].flatMap((link) => {
      const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return section === null ? [] : [{ link, section }];
    });
    let waiting = false;
    // A section near the end cannot get to the top of the window: who asked for it is there until they scroll on.
    let asked;
    let askedAt = 0;
    const mark = () => {
      waiting = false;
      if (Math.abs(scrollY - askedAt) > 2) asked = undefined;
      const line = innerHeight / 3;
      const isAtEnd = scrollY > 0 && Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight;
      const passed = entries.filter(({ section }) => section.getBoundingClientRect().top <= line);
      const current = asked ?? (isAtEnd ? entries.at(-1) : (passed.at(-1) ?? entries[0]));
      for (const entry of entries)
        if (entry === current) entry.link.setAttribute('aria-current', 'true');
        else entry.link.removeAttribute('aria-current');
    };
    const later = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(mark);
    };
    addEventListener('scroll', later, { passive: true });
    addEventListener('resize', later);
    const ask = () => {
      asked = entries.find(({ link }) => location.hash !== '' && link.hash === location.hash);
      askedAt = scrollY;
      mark();
    };
    addEventListener('hashchange', ask);
    ask();
  };

  /** `/` leads to the search of the index, from wherever one is. */
  const setUpShortcut = (brand) => {
    addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest('input:not([type="checkbox"]), select, textarea') !== null) return;
      event.preventDefault();
      const search = document.querySelector('[data-search]');
      if (search === null) location.href = `${brand.href}#find`;
      else search.focus();
    });
  };

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('[data-theme-switch]').forEach(setUpTheme);
    document.querySelectorAll('[data-copy]').forEach(setUpCopy);
    document.querySelectorAll('[data-map]').forEach(setUpMap);
    document.querySelectorAll('[data-open-all]').forEach(setUpOpenAll);
    document.querySelectorAll('[data-sortable]').forEach(setUpOrder);
    document.querySelectorAll('[data-toc]').forEach(setUpContents);
    document.querySelectorAll('.brand').forEach(setUpShortcut);
    openTarget();
    addEventListener('hashchange', openTarget);
  });
})();
