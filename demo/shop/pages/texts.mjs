import { html } from '../html.mjs';

const answer = (question, text) => html`<details><summary>${question}</summary><p>${text}</p></details>`;

export const helpPage = () => ({
  title: 'Help',
  main: html`
    <h1>Help</h1>
    <section class="panel">
      <h2>What to try</h2>
      <p>This shop is there to be observed. Answer the question about privacy, then do some of this and watch the dashboard:</p>
      <ol class="tries">
        <li>Search for <a href="/search?q=brass">brass</a>, and for <a href="/search?q=umbrella">umbrella</a>.</li>
        <li>Open <a href="/products/1042">the radiosonde kit</a>: put it on the wish list (a feature), press “View in 3D”
          (throws), “Stock in a shop near you” (the request fails) and “Delivery date” (slow).</li>
        <li>Put something in the cart and pay with each of the three cards.</li>
        <li>Change the currency in your <a href="/account">account</a> (a setting), and export your orders.</li>
        <li>Switch your network off, press things, close the tab, switch it on and come back.</li>
        <li>Choose release 1.5.0 under “Early access”: it is worse, and the dashboard should say so.</li>
        <li>Withdraw your consent under <a href="/privacy">Privacy</a>, and watch the network stay silent.</li>
      </ol>
    </section>
    <h2>Questions</h2>
    ${answer('When will it arrive?', 'Never: this is a demo. Otherwise within three working days.')}
    ${answer('Can I return an instrument?', 'Within sixty days, used or not. A barometer wants a week to settle first.')}
    ${answer('Do you calibrate?', 'Yes, against a reference at the harbour, with a certificate in the box.')}
    ${answer('May I launch a balloon in my garden?', 'Ask your aviation authority. They answer faster than one expects.')}`,
});

export const privacyPage = () => ({
  title: 'Privacy',
  main: html`
    <h1>Privacy</h1>
    <p class="lead">Nothing is measured before you say yes, and nothing after you say no.</p>
    <section class="panel">
      <h2>Your choice on this device</h2>
      <dl class="sums">
        <div><dt>Errors and speed</dt><dd data-consent-of="diagnostics">not known</dd></div>
        <div><dt>How the shop is used</dt><dd data-consent-of="analytics">not known</dd></div>
      </dl>
      <p class="row">
        <button type="button" id="change-choice">Change it</button>
        <button type="button" id="opt-out">Opt out</button>
      </p>
    </section>
    <h2>What is measured</h2>
    <p>Which pages are opened, which buttons are pressed and which features are used; how fast pages are; and errors. Never what you type, who you are or where you are.</p>
    <h2>What the shop itself keeps</h2>
    <p>Your cart, wish list, orders and settings, in cookies that no script can read, for thirty days.</p>`,
});

export const notFoundPage = () => ({
  title: 'Not found',
  main: html`<h1>Not found</h1><p>No such page. <a href="/products">See the catalogue</a>, or <a href="/">start again</a>.</p>`,
});
