import { CATEGORIES, search } from '../catalogue.mjs';
import { html } from '../html.mjs';
import { PRODUCTS } from '../products.mjs';
import { grid } from './cards.mjs';

/** `/products`, all or one category; filtered and sorted in the page. */
export const catalogue = (visit, { category }) => {
  const products = PRODUCTS.filter((product) => !(category in CATEGORIES) || product.category === category);
  return {
    title: CATEGORIES[category] ?? 'Catalogue',
    main: html`
      <h1>${CATEGORIES[category] ?? 'Catalogue'}</h1>
      <nav class="chips" aria-label="Categories">
        <a href="/products" data-telemetry-id="category"${category in CATEGORIES ? '' : html` aria-current="page"`}>All</a>
        ${Object.entries(CATEGORIES).map(
          ([key, label]) =>
            html`<a href="/products?category=${key}" data-telemetry-id="category"${key === category ? html` aria-current="page"` : ''}>${label}</a>`,
        )}
      </nav>
      <form class="tools" id="tools">
        <label>Filter <input type="search" id="filter" placeholder="brass, 40 km, …" autocomplete="off" maxlength="40" /></label>
        <div role="group" aria-label="Sort by">
          <button type="button" data-sort="name" data-telemetry-id="sort-by-name" data-feature="sort">Name</button>
          <button type="button" data-sort="price" data-telemetry-id="sort-by-price" data-feature="sort">Price</button>
        </div>
        <output id="found" for="filter">${products.length} instruments</output>
      </form>
      <h2 class="quiet">Instruments</h2>
      ${grid(products, visit, 8)}`,
  };
};

/** `/search?q=…`. The words stay out of the telemetry: queries are not on its allow-list. */
export const searchResults = (visit) => {
  const found = search(visit.query);
  return {
    title: 'Search',
    main: html`
      <h1>${found.length ? `${found.length} found` : 'Nothing found'}</h1>
      <p data-results="${found.length}">
        ${
          found.length
            ? html`For “${visit.query}”.`
            : html`Nothing for “${visit.query}”. Try <a href="/search?q=wind">wind</a>,
              <a href="/search?q=brass">brass</a> or <a href="/products">the whole catalogue</a>.`
        }
      </p>
      <h2 class="quiet">Instruments</h2>
      ${grid(found, visit, 4)}`,
  };
};
