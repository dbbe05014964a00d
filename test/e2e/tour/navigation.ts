import { clickAtOnce, pageOf, type Stop, settle } from './stop.js';

const own = (text: string): string => `<script nonce="own">${text}</script>`;

/** Pages that are left, changed and restored in their own ways. */
export const NAVIGATION: readonly Stop[] = [
  {
    name: 'history',
    why: 'three routers wrap the History’s functions, one before Sonde and two after',
    html: (place) =>
      pageOf(
        place,
        own(`window.wrap = (name) => {
          const before = history[name];
          history[name] = function (...what) { seen.own.push(name); return before.apply(this, what); };
        };
        wrap('pushState'); wrap('replaceState');`),
        `<button id="go">go</button>${own(`wrap('pushState'); wrap('pushState');
          go.onclick = () => {
            history.pushState({}, '', '${place.path}/a');
            history.replaceState({ scroll: 9 }, '');
            history.pushState({}, '', '${place.path}/b');
            history.pushState({}, '', '${place.path}/b');
            history.replaceState({}, '', '${place.path}/b?filter=x');
            history.replaceState({}, '', '${place.path}/c');
          };`)}`,
      ),
    async act(page) {
      await page.click('#go');
      await settle(page);
      await page.evaluate(() => history.back());
      await page.waitFor(() => !location.pathname.endsWith('/c'));
      await settle(page);
    },
    // The entry before holds the same path: `b` was pushed twice.
    counts: {
      views: ['navigate', 'route /history/a', 'route /history/b', 'route /history/c', 'route /history/b'],
      clicks: ['go'],
    },
  },
  {
    name: 'hash',
    why: 'routes are fragments, which name no page unless the site says so',
    html: (place) => pageOf(place, '', '<a id="a" href="#/a">a</a> <a id="b" href="#/b">b</a>'),
    async act(page) {
      await page.click('#a');
      await page.click('#b');
      await page.evaluate(() => history.back());
      await page.waitFor(() => location.hash === '#/a');
      await settle(page);
    },
    counts: { clicks: ['a', 'b'] },
  },
  {
    name: 'left',
    why: 'a click follows a link at once, and the person comes back, from the cache or not',
    serve: (site) =>
      site.serve(
        '/left/next',
        '<!doctype html><title>next</title><link rel="icon" href="data:,"><p id="next">',
      ),
    html: (place) =>
      pageOf(place, '', `<a id="leave" href="/left/next">leave</a><button id="stay">stay</button>`),
    async act(page) {
      await page.click('#leave');
      await page.waitFor(() => document.querySelector('#next') !== null);
      await page.back();
      await page.waitFor(() => document.querySelector('#stay') !== null);
      await clickAtOnce(page, '#stay');
    },
    counts: { views: ['navigate', 'back'], clicks: ['leave', 'stay'] },
  },
  {
    name: 'reloading',
    why: 'the page reloads itself while it is being read',
    html: (place) =>
      pageOf(
        place,
        '',
        `<button id="one">one</button>${own(`
          const times = Number(sessionStorage['${place.service}'] || 0);
          sessionStorage['${place.service}'] = times + 1;
          document.title = 'load ' + times;
          if (times < 2) addEventListener('load', () => setTimeout(() => location.reload()));`)}`,
      ),
    async act(page) {
      await page.waitFor(() => document.title === 'load 2' && document.readyState === 'complete');
      await page.click('#one');
      await page.evaluate(() => sessionStorage.clear());
    },
    counts: { views: ['navigate', 'reload', 'reload'], clicks: ['one'] },
  },
  {
    name: 'focus',
    why: 'the page holds the focus in a dialog, and moves it at each key',
    html: (place) =>
      pageOf(
        place,
        '',
        `<dialog id="dialog"><input id="first"><button id="last">last</button></dialog>${own(`
          dialog.showModal();
          first.focus();
          addEventListener('focusin', (event) => seen.own.push(event.target.id));
          addEventListener('keydown', (event) => {
            if (event.key !== 'Tab') return;
            event.preventDefault();
            (document.activeElement === first ? last : first).focus();
          });`)}`,
      ),
    async act(page) {
      await page.press('Tab');
      await page.press('Enter');
      await page.press('Tab');
      await page.press('Tab');
    },
    counts: { clicks: ['last'] },
  },
];
