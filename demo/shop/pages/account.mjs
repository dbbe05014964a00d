import { findProduct } from '../catalogue.mjs';
import { html } from '../html.mjs';
import { CURRENCIES, format } from '../money.mjs';
import { RELEASES } from '../releases.mjs';
import { grid } from './cards.mjs';

const choice = (name, label, value, options) => html`
  <label>${label}
    <select name="${name}" data-setting="${name}">
      ${options.map(([key, text]) => html`<option value="${key}"${key === value ? html` selected` : ''}>${text}</option>`)}
    </select>
  </label>`;

export const accountPage = (visit, orders) => ({
  title: 'Account',
  main: html`
    <h1>Account</h1>
    <form class="panel settings" method="post" action="/account" id="settings">
      <h2>Settings</h2>
      ${choice('theme', 'Appearance', visit.theme, [
        ['system', 'As the device'],
        ['light', 'Light'],
        ['dark', 'Dark'],
      ])}
      ${choice(
        'currency',
        'Currency',
        visit.currency,
        Object.keys(CURRENCIES).map((code) => [code, code]),
      )}
      ${choice(
        'release',
        'Early access',
        visit.release.version,
        RELEASES.map(({ version, label }) => [version, label]),
      )}
      <button id="save-settings">Save</button>
    </form>
    <section class="panel">
      <h2>Orders</h2>
      ${
        orders.length
          ? html`<table class="lines"><caption class="quiet">Your orders</caption><tbody>
            ${orders.map(
              (order) => html`<tr><th scope="row"><a href="/orders/${order.number}">${order.number}</a></th>
                <td>${order.lines.length} products</td><td class="price">${format(order.total, order.currency)}</td></tr>`,
            )}</tbody></table>`
          : html`<p>None yet.</p>`
      }
      <button type="button" id="export" data-feature="export-csv">Export as CSV</button>
      <output class="note" id="export-answer"></output>
    </section>
    <h2>Wish list</h2>
    ${visit.wishList.length ? grid(visit.wishList.map(findProduct), visit) : html`<p>Empty. The heart on a product’s page adds to it.</p>`}`,
});
