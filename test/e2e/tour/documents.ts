import { engine } from '../../helpers/engine.js';
import { look, pageOf, type Stop } from './stop.js';

const own = (text: string): string => `<script nonce="own">${text}</script>`;

/** Pages whose documents are hostile: replaced, written, shadowed, framed, endless, huge, clobbered. */
export const DOCUMENTS: readonly Stop[] = [
  {
    name: 'plain',
    why: 'nothing is wrong with it: what is counted elsewhere is counted here',
    html: (place) =>
      pageOf(
        place,
        '',
        `<button id="one" data-feature="export"><svg width="20" height="20"><circle r="9"/></svg></button>
         <a id="two" href="#two">two</a><p id="none">text</p>
         ${own("one.onclick = () => { throw new RangeError('of the button'); };")}`,
      ),
    async act(page, place) {
      await page.click('#one svg');
      await page.click('#two');
      await page.click('#none');
      await look(page, place);
    },
    counts: { clicks: ['one', 'two'], used: ['export'], exposed: ['export'], errors: ['of the button'] },
  },
  {
    name: 'replaced',
    why: 'a framework writes the whole list anew, on press and on click, before its own handlers are done',
    html: (place) =>
      pageOf(
        place,
        '',
        `<main></main>${own(`
          let times = 0;
          const main = document.querySelector('main');
          const render = () => { main.innerHTML = '<button id="add" data-feature="add">' + times + '</button>'; };
          render();
          document.addEventListener('click', (event) => {
            if (!event.target.closest('#add')) return;
            times++;
            render();
            event.stopImmediatePropagation();
          }, true);
          addEventListener('keydown', render, true);`)}`,
      ),
    async act(page, place) {
      for (const _ of [1, 2, 3]) await page.click('#add');
      await page.press('a');
      await page.click('#add');
      await page.waitFor(() => document.querySelector('#add')?.textContent === '4');
      await look(page, place);
    },
    counts: { clicks: Array(4).fill('add'), used: Array(4).fill('add'), exposed: ['add'] },
  },
  {
    name: 'body-swapped',
    why: 'links are followed by fetch, and the body is exchanged for the next page’s, as Turbo does',
    html: (place) =>
      pageOf(
        place,
        '',
        `<a id="next" href="${place.path}/next">next</a>${own(`
          addEventListener('click', async (event) => {
            const link = event.target.closest('a');
            if (!link) return;
            event.preventDefault();
            const text = await (await fetch('/pages/tour/next.html')).text();
            history.pushState({}, '', link.href);
            document.body.replaceWith(new DOMParser().parseFromString(text, 'text/html').body);
          });`)}`,
      ),
    async act(page, place) {
      await page.click('#next');
      await page.waitFor(() => document.querySelector('#swapped') !== null);
      await page.click('#swapped');
      await look(page, place);
    },
    counts: {
      views: ['navigate', 'route /body-swapped/next'],
      clicks: ['next', 'swapped'],
      used: ['swapped'],
      exposed: ['swapped'],
    },
  },
  {
    name: 'shadows',
    why: 'open roots in open roots, slots, and a closed root whose inside is nobody’s business',
    html: (place) =>
      pageOf(
        place,
        '',
        `<x-open></x-open><x-closed id="closed" role="button">closed</x-closed>${own(`
          customElements.define('x-inner', class extends HTMLElement {
            constructor() { super().attachShadow({ mode: 'open' }).innerHTML = '<button id="inner"><slot></slot></button>'; }
          });
          customElements.define('x-open', class extends HTMLElement {
            constructor() { super().attachShadow({ mode: 'open' }).innerHTML = '<x-inner><i id="slotted" data-feature="slotted">in</i></x-inner>'; }
          });
          customElements.define('x-closed', class extends HTMLElement {
            constructor() { super().attachShadow({ mode: 'closed' }).innerHTML = '<button id="secret">secret</button>'; }
          });`)}`,
      ),
    async act(page) {
      await page.click('#slotted');
      await page.click('#inner');
      await page.click('#closed');
    },
    // What is slotted is the inner of the two.
    counts: { clicks: ['slotted', 'slotted', 'closed'], used: ['slotted', 'slotted'] },
  },
  {
    name: 'frames',
    why: 'frames of the same origin fail and are clicked in, which is theirs',
    html: (place) =>
      pageOf(
        place,
        '',
        `<iframe srcdoc="<button id=inside>inside</button><script>setTimeout(() => { parent.ready = true; throw new Error('of the frame'); })</script>"></iframe>
         <button id="outside">outside</button>`,
      ),
    async act(page) {
      await page.waitFor(() => Reflect.get(window, 'ready') === true);
      await page.evaluate(() =>
        document.querySelector('iframe')?.contentDocument?.querySelector('button')?.click(),
      );
      await page.click('#outside');
    },
    counts: { clicks: ['outside'] },
  },
  {
    name: 'sandboxed',
    why: 'a sandboxed frame has an opaque origin, and its storage throws',
    html: ({ tag, origin }) => {
      const inside = `<script>addEventListener('message', async () => {
        sonde.track('in.sandbox');
        setTimeout(() => { throw new Error('in the sandbox'); });
        await new Promise((resolve) => setTimeout(resolve));
        await sonde.flush();
        parent.postMessage('sent', '*');
      })</script>${tag
        .replace('src="', `src="${origin}`)
        .replace('data-endpoint="', `data-endpoint="${origin}`)}`;
      return `<!doctype html><title>sandbox</title><link rel="icon" href="data:,"><script src="/pages/tour/observe.js"></script>
        <iframe sandbox="allow-scripts" srcdoc="${inside.replaceAll('"', '&quot;')}"></iframe><p id="loaded">`;
    },
    async act(page, { tag }) {
      if (!tag) return;
      // Nothing is stored there that another page could send.
      await page.evaluate(() =>
        new Promise((resolve) => {
          addEventListener('message', resolve, { once: true });
          document.querySelector('iframe')?.contentWindow?.postMessage('go', '*');
        }).then(() => undefined),
      );
    },
    // WebKit tells a frame of no origin not even of its own errors.
    counts: { own: ['in.sandbox'], errors: [engine === 'webkit' ? 'Script error.' : 'in the sandbox'] },
  },
  {
    name: 'endless',
    why: 'scrolling adds what scrolling shows, without an end',
    html: (place) =>
      pageOf(
        place,
        '<style>article { height: 300px }</style>',
        `<main></main>${own(`
          let count = 0;
          const main = document.querySelector('main');
          const more = () => {
            for (let index = 0; index < 5; index++)
              main.insertAdjacentHTML('beforeend', '<article data-feature="item-' + count + '"><button id="b' + count++ + '">like</button></article>');
          };
          more();
          addEventListener('scroll', () => { if (scrollY + innerHeight > document.body.scrollHeight - 800) more(); });`)}`,
      ),
    async act(page, place) {
      await page.resize(800, 600);
      await look(page, place);
      await page.evaluate(async () => {
        const find = (index: number) => document.querySelector(`#b${index}`);
        find(3)?.scrollIntoView({ behavior: 'instant' });
        while (!find(6)) await new Promise((resolve) => requestAnimationFrame(resolve));
        find(6)?.scrollIntoView({ behavior: 'instant' });
      });
      await look(page, place);
      await page.click('#b6');
    },
    // Two of 300 pixels are seen at a time; what is scrolled past is not.
    counts: {
      clicks: ['b6'],
      used: ['item-6'],
      exposed: ['item-0', 'item-1', 'item-6', 'item-7'],
    },
  },
  {
    name: 'huge',
    why: 'ten thousand elements, a thousand of them exchanged in each of ten frames',
    html: (place) =>
      pageOf(
        place,
        '<style>#many > * { display: block; height: 1px; font-size: 0 }</style>',
        `<button id="first" data-feature="first">first</button><div id="many"></div>${own(`
          const many = document.querySelector('#many');
          for (let index = 0; index < 10000; index++) many.append(Object.assign(document.createElement('i'), { textContent: index }));
          const all = [...many.children];
          window.churn = async () => {
            for (let frame = 0; frame < 10; frame++) {
              await new Promise((resolve) => requestAnimationFrame(resolve));
              for (const one of all.slice(frame * 1000, frame * 1000 + 1000)) one.replaceWith(document.createElement('b'));
            }
            seen.own.push(many.children.length);
          };`)}`,
      ),
    async act(page, place) {
      await page.evaluate(() => Reflect.get(window, 'churn')());
      await page.click('#first');
      await look(page, place);
    },
    counts: { clicks: ['first'], used: ['first'], exposed: ['first'] },
  },
  {
    name: 'written',
    why: 'document.write puts scripts and elements where the parser stands',
    html: (place) =>
      pageOf(
        place,
        own(`document.write('<scr' + 'ipt>window.written = 1;</scr' + 'ipt>');`),
        own(
          `document.write('<button id="late">late</button><scr' + 'ipt>late.onclick = () => { throw new Error("written"); };</scr' + 'ipt>');`,
        ),
      ),
    async act(page) {
      await page.click('#late');
    },
    counts: { clicks: ['late'], errors: ['written'] },
  },
  {
    name: 'based',
    why: '<base> moves every relative address to another path',
    html: (place) => pageOf(place, '<base href="/elsewhere/deep/">', '<a id="away" href="#there">there</a>'),
    async act(page) {
      await page.evaluate(() => {
        addEventListener('click', (event) => event.preventDefault());
      });
      await page.click('#away');
    },
    counts: { clicks: ['away'] },
  },
  {
    name: 'clobbered',
    why: 'fields of a form and names of images hide the properties of the DOM',
    html: (place) =>
      pageOf(
        place,
        '',
        `<form id="form" onsubmit="return false"><input name="id"><input name="matches"><input name="closest"><input name="getAttribute">
           <input name="localName"><input name="attributes"><input name="parentNode"><input name="hasAttribute"><input name="control">
           <button id="send" data-feature="send">send</button></form>
         <img name="body" alt=""><img name="addEventListener" alt=""><i id="sonde"></i><i id="history"></i><i id="performance"></i>`,
      ).replace(place.tag, '') + place.tag,
    async act(page, place) {
      // Not a driver's click: it would call the element's own functions, too.
      await page.evaluate(() => document.querySelector<HTMLElement>('#send')?.focus());
      await page.press('Enter');
      await look(page, place);
    },
    counts: { clicks: ['send'], used: ['send'], exposed: ['send'] },
  },
  {
    name: 'controls',
    why: 'labels click their controls, keys press buttons, and SVG is a link',
    html: (place) =>
      pageOf(
        place,
        '',
        `<label for="box" id="label">label</label><input type="checkbox" id="box"><input id="text">
         <svg width="60" height="30"><a id="svg-link" href="#svg"><rect width="60" height="30"/></a></svg>
         <button id="key">key</button><div data-telemetry="off"><button id="private" data-feature="private">private</button></div>`,
      ),
    async act(page) {
      await page.click('#label');
      await page.click('#svg-link rect');
      await page.click('#private');
      await page.evaluate(() => document.querySelector<HTMLElement>('#key')?.focus());
      await page.press('Enter');
      await page.type('#text', 'hello');
    },
    counts: { clicks: ['box', 'svg-link', 'key'] },
  },
];
