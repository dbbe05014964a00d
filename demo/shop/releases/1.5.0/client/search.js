import { track } from './telemetry.js';

const LONGEST = 100;

/** Every piece of the page's text, and where it is. */
const buildIndex = () => {
  const text = document.body.textContent.toLowerCase();
  const index = new Map();
  for (let start = 0; start < text.length; start += 1)
    for (let length = 2; length <= LONGEST; length += 1) index.set(text.slice(start, start + length), start);
  return index;
};

/**
 * The search of release 1.5.0 finds any part of a word, by an index of all pieces of the page's text. It keeps the index
 * fresh by building it anew after every press and every key, and the page waits for it.
 */
export const search = () => {
  const results = document.querySelector('[data-results]');
  if (results) track('search.performed', { 'search.results': Number(results.dataset.results) });

  const names = [...document.querySelectorAll('.card h3')].map((heading) => heading.textContent);
  const field = document.querySelector('#query');
  let index;
  addEventListener('pointerdown', () => {
    index = buildIndex();
  });
  field.addEventListener('input', () => {
    index = buildIndex();
    const query = field.value.toLowerCase();
    const found = index.has(query) ? names.filter((name) => name.toLowerCase().includes(query)) : [];
    document
      .querySelector('#suggestions')
      .replaceChildren(
        ...found.map((name) => Object.assign(document.createElement('option'), { value: name })),
      );
  });
};
