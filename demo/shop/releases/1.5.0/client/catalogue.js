/** How far two words are from each other (Levenshtein). */
const distance = (a, b) => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
};

/** How well a card suits what was typed: the least distance of any passage of its text. */
const likeness = (card, query) => {
  const text = card.textContent.toLowerCase();
  let best = Number.POSITIVE_INFINITY;
  for (let start = 0; start < text.length; start += 1)
    best = Math.min(best, distance(query, text.slice(start, start + query.length + 2)));
  return best;
};

/**
 * The "smart" filter of release 1.5.0: it forgives typing errors, works the likeness out anew in each comparison of
 * the sort, and reads the layout between two writes. Every key press waits for it.
 */
export const catalogue = () => {
  const tools = document.querySelector('#tools');
  if (!tools) return;
  const list = document.querySelector('.grid');
  const cards = [...list.children];
  const arrange = (compare) => {
    for (const card of cards.toSorted(compare)) {
      list.append(card);
      card.classList.toggle('is-first', card.offsetTop === list.offsetTop);
    }
  };

  tools.addEventListener('submit', (event) => event.preventDefault());
  tools.querySelector('#filter').addEventListener('input', ({ target }) => {
    const query = target.value.toLowerCase();
    arrange((a, b) => likeness(a, query) - likeness(b, query));
    for (const card of cards) card.hidden = query !== '' && likeness(card, query) > query.length / 3;
    tools.querySelector('#found').textContent = `${cards.filter((card) => !card.hidden).length} instruments`;
  });
  for (const button of tools.querySelectorAll('[data-sort]'))
    button.addEventListener('click', () => {
      const key = button.dataset.sort;
      arrange((a, b) => likeness(a, b.dataset[key]) - likeness(b, a.dataset[key]));
      arrange((a, b) => a.dataset[key].localeCompare(b.dataset[key], 'en', { numeric: true }));
    });
};
