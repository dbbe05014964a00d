import { track } from './telemetry.js';

const WAIT = 150;

/** Suggests names while the visitor types, and records how many results a search had. */
export const search = () => {
  const results = document.querySelector('[data-results]');
  if (results) track('search.performed', { 'search.results': Number(results.dataset.results) });

  const field = document.querySelector('#query');
  let timer;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => suggest(field.value), WAIT);
  });
};

const suggest = async (query) => {
  if (query.trim().length < 2) return;
  const response = await fetch(`/api/suggestions?q=${encodeURIComponent(query)}`);
  const names = await response.json();
  document
    .querySelector('#suggestions')
    .replaceChildren(
      ...names.map((name) => Object.assign(document.createElement('option'), { value: name })),
    );
};
