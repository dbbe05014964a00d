import { totals } from '../cart.mjs';
import { html } from '../html.mjs';
import { format } from '../money.mjs';
import { CARDS } from '../payment.mjs';

const row = ({ product, quantity }, amount, visit) => html`
  <tr>
    <td><img src="/pictures/${product.id}.svg" width="64" height="64" alt="" /></td>
    <th scope="row"><a href="/products/${product.id}">${product.name}</a></th>
    <td>
      <form class="row" method="post" action="/cart/quantity">
        <input type="hidden" name="product" value="${product.id}" />
        <button class="step" name="quantity" value="${quantity - 1}" data-telemetry-id="fewer"
          aria-label="One ${product.name} fewer">−</button>
        <span>${quantity}</span>
        <button class="step" name="quantity" value="${quantity + 1}" data-telemetry-id="more"
          aria-label="One ${product.name} more">+</button>
      </form>
    </td>
    <td class="price">${format(amount, visit.currency)}</td>
  </tr>`;

const sums = ({ shipping, total }, currency) => html`
  <dl class="sums">
    <div><dt>Shipping</dt><dd>${shipping ? format(shipping, currency) : 'free'}</dd></div>
    <div><dt>Total</dt><dd class="price large">${format(total, currency)}</dd></div>
  </dl>`;

export const cartPage = (visit) => {
  const sum = totals(visit.cart, visit.currency);
  return {
    title: 'Cart',
    main: visit.cart.length
      ? html`
        <h1>Cart</h1>
        <table class="lines">
          <caption class="quiet">What is in the cart</caption>
          <tbody>${visit.cart.map((line, index) => row(line, sum.amounts[index], visit))}</tbody>
        </table>
        ${sums(sum, visit.currency)}
        <p><a class="button" id="to-checkout" href="/checkout">To the checkout</a></p>`
      : html`<h1>Cart</h1><p>Nothing in it yet. <a href="/products">See the catalogue</a>.</p>`,
  };
};

/** Filled in beforehand: nobody should type an address into a demo. */
const field = (name, label, value, type = 'text') =>
  html`<label>${label}<input name="${name}" type="${type}" value="${value}" autocomplete="off" required maxlength="80" /></label>`;

export const checkoutPage = (visit) => ({
  title: 'Checkout',
  main: html`
    <h1>Checkout</h1>
    <form class="checkout" id="checkout" method="post" action="/orders">
      <fieldset>
        <legend>Where to</legend>
        ${field('name', 'Name', 'Ada Observer')} ${field('email', 'E-mail', 'ada@example.org', 'email')}
        ${field('street', 'Street', '7 Harbour Lane')} ${field('city', 'City', 'Bergen')}
      </fieldset>
      <fieldset>
        <legend>Pay with</legend>
        ${Object.entries(CARDS).map(
          ([digits, { label, hint }], index) => html`
            <label class="choice">
              <input type="radio" name="card" data-telemetry-id="card" value="${digits}"${index ? '' : html` checked`} />
              <span>${label} <small>(demo: ${hint})</small></span>
            </label>`,
        )}
      </fieldset>
      ${sums(totals(visit.cart, visit.currency), visit.currency)}
      <p class="problem" role="alert" id="problem"></p>
      <button class="button" id="pay" data-feature="checkout">Pay now</button>
    </form>`,
});

export const orderPage = (order) => ({
  title: 'Thank you',
  main: html`
    <h1>Thank you</h1>
    <p class="lead">Order ${order.number} is on its way to nowhere: this is a demo.</p>
    <ul>${order.lines.map(({ product, quantity }) => html`<li>${quantity} × ${product.name}</li>`)}</ul>
    <p>Total <span class="price">${format(order.total, order.currency)}</span></p>
    <p><a class="button" href="/products">Back to the catalogue</a> <a href="/account">Your orders</a></p>`,
});
