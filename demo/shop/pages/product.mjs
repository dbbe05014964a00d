import { quantityOf } from '../cart.mjs';
import { CATEGORIES } from '../catalogue.mjs';
import { html } from '../html.mjs';
import { price } from '../money.mjs';
import { PRODUCTS } from '../products.mjs';
import { grid } from './cards.mjs';

export const productPage = (product, visit) => {
  const wished = visit.wishList.includes(product.id);
  const inCart = quantityOf(visit.cart, product);
  return {
    title: product.name,
    main: html`
      <nav class="trail" aria-label="You are here">
        <a href="/products">Catalogue</a> / <a href="/products?category=${product.category}">${CATEGORIES[product.category]}</a>
      </nav>
      <article class="product" data-product="${product.id}">
        <img class="figure" src="${visit.release.picture(product)}" width="320" height="320" alt="" />
        <div>
          <h1>${product.name}</h1>
          <p class="lead">${product.summary}</p>
          <ul class="facts">${product.facts.map((fact) => html`<li>${fact}</li>`)}</ul>
          <p class="price large">${price(product.price, visit.currency)}</p>
          <form class="row" method="post" action="/cart" id="add-form">
            <input type="hidden" name="product" value="${product.id}" />
            <label>Quantity
              <select name="quantity">${[1, 2, 3, 4].map((count) => html`<option>${count}</option>`)}</select>
            </label>
            <button class="button" id="add-to-cart">Add to cart</button>
          </form>
          ${inCart ? html`<p class="note">${inCart} in <a href="/cart">your cart</a>.</p>` : ''}
          <div class="row">
            <button type="button" id="wish" data-feature="wish-list" aria-pressed="${wished}">
              <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d="M12 21C5 15 2 11.500 2 8a5 5 0 0 1 10-1a5 5 0 0 1 10 1c0 3.500-3 7-10 13z" /></svg>
              Wish list
            </button>
            <button type="button" id="view-3d" data-feature="3d-view">View in 3D</button>
            <button type="button" id="stock" data-feature="stock-check">Stock in a shop near you</button>
            ${
              visit.release.hasDeliveryDate
                ? html`<button type="button" id="delivery" data-feature="delivery-date">Delivery date</button>`
                : ''
            }
          </div>
          <output class="note" id="answer"></output>
        </div>
      </article>
      <h2>Beside it on the shelf</h2>
      ${grid(PRODUCTS.filter((other) => other.category === product.category && other !== product).slice(0, 4), visit)}`,
  };
};
