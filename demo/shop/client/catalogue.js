const ORDERS = {
  name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
  price: (a, b) => a.dataset.price - b.dataset.price,
};

/** Filters and sorts the catalogue in the page. */
export const catalogue = () => {
  const tools = document.querySelector('#tools');
  if (!tools) return;
  const list = document.querySelector('.grid');
  const cards = [...list.children];

  tools.addEventListener('submit', (event) => event.preventDefault());
  tools.querySelector('#filter').addEventListener('input', ({ target }) => {
    const words = target.value.toLowerCase().split(/\s+/);
    for (const card of cards) card.hidden = !words.every((word) => card.dataset.words.includes(word));
    tools.querySelector('#found').textContent = `${cards.filter((card) => !card.hidden).length} instruments`;
  });
  for (const button of tools.querySelectorAll('[data-sort]'))
    button.addEventListener('click', () => list.append(...cards.toSorted(ORDERS[button.dataset.sort])));
};
