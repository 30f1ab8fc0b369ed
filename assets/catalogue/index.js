// The index: search, filters of several choices, order, and all of it in the address.
(() => {
  'use strict';

  // A browser lays out a hundred rows at once, and takes noticeably long for a thousand.
  const atFirst = 100;

  const wordsOf = (text) =>
    text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');

  /** The choices of one facet: the rules must have one of the chosen values. */
  const facetOf = (part) => {
    const name = part.dataset.facet;
    const options = [...part.querySelectorAll('input[type="checkbox"]')].map((box) => {
      const item = box.closest('li');
      return {
        box,
        item,
        value: box.value,
        label: box.nextElementSibling.textContent,
        count: item.querySelector('.tallied'),
      };
    });
    const chosen = () => options.filter(({ box }) => box.checked);
    const narrow = part.querySelector('[data-narrow]');
    narrow?.addEventListener('input', (event) => {
      event.stopPropagation();
      const wanted = narrow.value.trim().toLowerCase();
      for (const { item, label } of options) item.hidden = !label.toLowerCase().includes(wanted);
    });
    const badge = part.querySelector('[data-chosen]');
    const show = (counts) => {
      const own = chosen().length;
      badge.textContent = own === 0 ? '' : String(own);
      for (const { item, value, count } of options) {
        const text = String(counts.get(value) ?? 0);
        if (count.textContent !== text) count.textContent = text;
        item.classList.toggle('nothing', text === '0');
      }
    };
    const set = (values) => {
      for (const { box, value } of options) box.checked = values.includes(value);
      if (values.length > 0) part.open = true;
    };
    return { name, title: part.querySelector('summary').firstChild.textContent.trim(), chosen, show, set };
  };

  /** Finds rules by words; `note` says what was taken for what. */
  const finder = (rules) => {
    let words;
    const nearest = (word) => {
      words ??= picketSearch.vocabulary(rules.map(({ text }) => text));
      return picketSearch.nearest(word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''), words);
    };
    const score = ({ name, text, technique, table, tag }, word) => {
      const at = name.indexOf(word);
      if (at === 0 || (at > 0 && /[^\p{L}\p{N}]/u.test(name[at - 1]))) return 8;
      if (at > 0) return 6;
      if ([technique, table, tag].some((values) => values.some((value) => value.toLowerCase() === word))) return 5;
      return text.includes(word) ? 1 : 0;
    };
    return (query) => {
      const notes = [];
      const wanted = wordsOf(query).map((word) => {
        if (rules.some(({ text }) => text.includes(word))) return [word];
        const found = nearest(word);
        if (found.length > 0)
          notes.push(`Nothing has “${word}”; this is for ${found.map((other) => `“${other}”`).join(', ')}.`);
        return found.length > 0 ? found : [word];
      });
      const scoreOf = (rule) => {
        let sum = 0;
        for (const words of wanted) {
          const best = Math.max(...words.map((word) => score(rule, word)));
          if (best === 0) return 0;
          sum += best;
        }
        return sum;
      };
      return { note: notes.join(' '), isEmpty: wanted.length === 0, scoreOf };
    };
  };

  const setUp = (form) => {
    const rules = globalThis.picketRules ?? [];
    const table = document.querySelector('table.rules');
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const ruleOf = new Map(rows.map((row, index) => [row, rules[index]]));
    const element = (name) => document.querySelector(`[data-${name}]`);
    const [count, note, chips, empty, rest] = ['count', 'note', 'chips', 'empty', 'rest'].map(element);
    const search = form.querySelector('[data-search]');
    const select = element('order');
    const facets = [...form.querySelectorAll('[data-facet]')].map(facetOf);
    const find = finder(rules);
    let most = atFirst;
    // The order that was asked for; without one, a search has its best matches first.
    let asked = '';
    let sortedBy = 'severity';
    let ordered = rows;
    let displayed = rows;

    const arrange = (scores) => {
      const wanted =
        asked === '' && scores !== undefined
          ? rows.toSorted((left, right) => scores.get(right) - scores.get(left))
          : ordered;
      table.picketMark(wanted === ordered ? sortedBy : '', asked.startsWith('-'));
      if (wanted.every((row, index) => row === displayed[index])) return;
      displayed = wanted;
      body.append(...displayed);
    };

    const showChips = () => {
      const made = facets.flatMap((facet) =>
        facet.chosen().map(({ box, label }) => {
          const button = document.createElement('button');
          button.type = 'button';
          button.textContent = `${facet.title}: ${label}`;
          button.setAttribute('aria-label', `Take away ${facet.title}: ${label}`);
          button.addEventListener('click', () => {
            box.checked = false;
            change();
            (chips.querySelector('button') ?? search).focus();
          });
          const item = document.createElement('li');
          item.append(button);
          return item;
        }),
      );
      const isNarrowed = made.length > 0 || search.value.trim() !== '';
      if (isNarrowed) {
        const clear = document.createElement('button');
        clear.type = 'button';
        clear.className = 'clear';
        clear.textContent = 'Clear all';
        clear.addEventListener('click', () => {
          search.value = '';
          for (const facet of facets) facet.set([]);
          change();
          search.focus();
        });
        const item = document.createElement('li');
        item.append(clear);
        made.push(item);
      }
      chips.replaceChildren(...made);
      chips.hidden = !isNarrowed;
    };

    const apply = () => {
      const found = find(search.value);
      const scores = found.isEmpty ? undefined : new Map(rows.map((row) => [row, found.scoreOf(ruleOf.get(row))]));
      arrange(scores);
      const wanted = facets.map(({ name, chosen }) => ({
        name,
        values: chosen().map(({ value }) => value),
        counts: new Map(),
      }));
      let shown = 0;
      for (const row of displayed) {
        const rule = ruleOf.get(row);
        const misses = wanted.filter(
          ({ name, values }) => values.length > 0 && !values.some((value) => rule[name].includes(value)),
        );
        const isFound = scores === undefined || scores.get(row) > 0;
        // A choice counts the rules that it would bring: those which nothing but its own facet keeps out.
        if (isFound && misses.length < 2)
          for (const { name, counts } of misses.length === 1 ? misses : wanted)
            for (const value of new Set(rule[name])) counts.set(value, (counts.get(value) ?? 0) + 1);
        const fits = isFound && misses.length === 0;
        if (fits) shown += 1;
        row.hidden = !fits || shown > most;
      }
      for (const [index, facet] of facets.entries()) facet.show(wanted[index].counts);
      showChips();
      const all = found.isEmpty && wanted.every(({ values }) => values.length === 0);
      count.textContent = all
        ? `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`
        : `${shown} of ${rules.length} rules`;
      note.textContent = found.note;
      note.hidden = found.note === '';
      table.hidden = shown === 0;
      empty.hidden = shown > 0;
      rest.hidden = shown <= most;
      rest.textContent = `Show all ${shown} rules`;
    };

    const remember = () => {
      const state = new URLSearchParams();
      if (search.value.trim() !== '') state.set('q', search.value.trim());
      for (const { name, chosen } of facets) for (const { value } of chosen()) state.append(name, value);
      if (asked !== '') state.set('sort', asked);
      const text = state.toString();
      history.replaceState(null, '', text === '' ? location.pathname + location.search : `#${text}`);
    };

    const orderBy = (wanted) => {
      const known = [...select.options].some(({ value }) => value === wanted);
      asked = known ? wanted : '';
      select.value = asked;
      const key = asked.replace(/^-/, '');
      ordered = asked === '' ? rows : table.picketOrder(key, asked.startsWith('-'));
      sortedBy = asked === '' ? 'severity' : key;
    };

    const restore = () => {
      most = atFirst;
      const state = new URLSearchParams(location.hash.slice(1));
      search.value = state.get('q') ?? '';
      for (const facet of facets) facet.set(state.getAll(facet.name));
      orderBy(state.get('sort') ?? '');
      apply();
    };

    const change = () => {
      most = atFirst;
      apply();
      remember();
    };

    const showRest = () => {
      most = rules.length;
      apply();
    };

    const columns = [...table.tHead.querySelectorAll('[data-sort]')].map((head) => [
      head.dataset.sort,
      head.textContent,
    ]);
    select.append(
      new Option('best match, then severity', ''),
      ...columns.flatMap(([key, label]) => [new Option(label, key), new Option(`${label}, backwards`, `-${key}`)]),
    );
    element('order-label').hidden = false;
    select.addEventListener('input', () => {
      orderBy(select.value);
      change();
    });
    table.addEventListener('picket-order', (event) => {
      event.preventDefault();
      orderBy(`${event.detail.descending ? '-' : ''}${event.detail.key}`);
      change();
    });
    form.addEventListener('input', change);
    form.addEventListener('submit', (event) => event.preventDefault());
    rest.addEventListener('click', () => {
      const next = displayed.filter((row) => !row.hidden).length;
      showRest();
      // The button is gone: whoever pressed it goes on with the first row that it brought.
      displayed
        .filter((row) => !row.hidden)
        .at(next)
        ?.querySelector('a')
        ?.focus();
    });
    addEventListener('beforeprint', showRest);
    addEventListener('hashchange', restore);
    if (matchMedia('(max-width: 56rem)').matches) form.querySelector('[data-more]').open = false;
    form.hidden = false;
    restore();
    if (location.hash === '#find') search.focus();
  };

  document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('[data-filters]').forEach(setUp));
})();
