import { html } from '../html.mjs';
import { price } from '../money.mjs';

/** A product as a tile of a grid. `eager` for what is seen first. */
export const card = (product, visit, eager = false) => html`
  <li class="card" data-words="${`${product.name} ${product.summary} ${product.facts.join(' ')}`.toLowerCase()}"
    data-price="${product.price}" data-name="${product.name}">
    <a href="/products/${product.id}" data-telemetry-id="product-card">
      <img src="${visit.release.picture(product)}" width="320" height="320" alt=""
        ${eager ? '' : html`loading="lazy"`} />
      <h3>${product.name}</h3>
    </a>
    <p>${product.summary}</p>
    <p class="price">${price(product.price, visit.currency)}</p>
  </li>`;

export const grid = (products, visit, eager = 0) =>
  html`<ul class="grid" role="list">${products.map((product, index) => card(product, visit, index < eager))}</ul>`;
