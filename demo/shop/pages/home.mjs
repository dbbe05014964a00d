import { CATEGORIES } from '../catalogue.mjs';
import { html } from '../html.mjs';
import { PRODUCTS } from '../products.mjs';
import { grid } from './cards.mjs';

const FEATURED = [1042, 1001, 1011, 1021];

export const home = (visit) => ({
  title: '',
  main: html`
    <section class="hero">
      ${visit.release.hero()}
      <div>
        <h1>Instruments for people who look up</h1>
        <p>Barometers, balloons and everything between the two. Chosen by observers, mended for life.</p>
        <a class="button" href="/products" data-telemetry-id="see-catalogue">See the catalogue</a>
      </div>
    </section>
    <nav class="chips" aria-label="Categories">
      ${Object.entries(CATEGORIES).map(([key, label]) => html`<a href="/products?category=${key}" data-telemetry-id="category">${label}</a>`)}
    </nav>
    <h2>This season</h2>
    ${grid(
      FEATURED.map((id) => PRODUCTS.find((product) => product.id === id)),
      visit,
      4,
    )}
    <h2>Last pieces</h2>
    ${grid(
      PRODUCTS.filter(({ id }) => [1003, 1033, 1044, 1052].includes(id)),
      visit,
    )}`,
});
