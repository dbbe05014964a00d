import { html } from './html.mjs';

const STYLES = ['base', 'frame', 'products', 'forms'];
const THEMES = { light: 'Light', dark: 'Dark' };

/** A link of the frame, named for telemetry: text is never read. */
const link = (visit, href, label, extra = '') =>
  html`<a href="${href}" data-telemetry-id="to${href.replaceAll('/', '-')}"${visit.path === href ? html` aria-current="page"` : ''}>${label}${extra}</a>`;

const header = (visit) => html`
  <header class="top">
    <a class="brand" href="/"><img src="/pictures/mark.svg" width="32" height="32" alt="" />Fairweather</a>
    <form class="search" role="search" action="/search">
      <label class="quiet" for="query">Search the shop</label>
      <input id="query" type="search" name="q" placeholder="Search instruments" value="${visit.query}"
        autocomplete="off" maxlength="60" list="suggestions" />
      <datalist id="suggestions"></datalist>
      <button id="search">Search</button>
    </form>
    <nav aria-label="Shop">
      ${link(visit, '/products', 'Catalogue')} ${link(visit, '/help', 'Help')} ${link(visit, '/account', 'Account')}
      ${link(visit, '/cart', 'Cart', html` <span class="count">${visit.cart.reduce((sum, { quantity }) => sum + quantity, 0)}</span>`)}
    </nav>
  </header>`;

const footer = (visit) => html`
  <footer class="bottom">
    <p>Fairweather is a demo shop: nothing is sold, no card is charged. Release ${visit.release.version}.</p>
    <p>
      ${link(visit, '/help', 'What to try')} ${link(visit, '/privacy', 'Privacy')}
      <button class="plain" type="button" id="privacy-settings">Privacy settings</button>
    </p>
  </footer>`;

/** A whole page around its main part. The telemetry is one script tag, as its README says. */
export const layout = (visit, { title, main }) => html`<!doctype html>
<html lang="en"${visit.theme in THEMES ? html` data-theme="${visit.theme}"` : ''}>
<head>
  <meta charset="utf-8" />
  <title>${title ? `${title} · ` : ''}Fairweather</title>
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <meta name="description" content="Instruments for people who look up." />
  <link rel="icon" href="/pictures/mark.svg" type="image/svg+xml" />
  ${STYLES.map((name) => html`<link rel="stylesheet" href="/assets/${visit.release.version}/${name}.css" />`)}
  <script type="module" src="/assets/${visit.release.version}/shop.js"></script>
  <script async src="/telemetry/sonde.js?service=shop&release=${visit.release.version}" data-endpoint="/telemetry"
    data-service="shop" data-release="${visit.release.version}" data-consent="banner"></script>
</head>
<body>
  <a class="skip" href="#main">Skip to the content</a>
  ${header(visit)}
  <main id="main" tabindex="-1">${main}</main>
  ${footer(visit)}
  <p class="toast" role="status" id="notice"></p>
</body>
</html>`;
