// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outbound } from '../../../src/plugins/outbound.js';
import { actAsPerson } from './person.js';
import { setUp } from './taps.js';

let undo: (() => void)[];
let page: ReturnType<typeof setUp>;
beforeEach(() => {
  undo = [actAsPerson('click', 'auxclick')];
  page = setUp(outbound());
  undo.push(page.undo);
});
afterEach(() => {
  for (const one of undo) one();
  document.body.replaceChildren();
});

const follow = (link: string, type = 'click', button = 0) => {
  document.body.innerHTML = link;
  const inner = document.body.querySelector('a,area') as Element;
  // jsdom would follow it, and says that it cannot.
  inner.addEventListener(type, (event) => event.preventDefault());
  inner.dispatchEvent(
    new PointerEvent(type, { button, bubbles: true, cancelable: true, composed: true, pointerType: 'mouse' }),
  );
  return page.told.splice(0)[0]?.attributes;
};
const press = (...given: Parameters<typeof follow>): unknown => follow(...given)?.['url.full'];

test('a link is followed by the first button and by the middle one, and by none besides', () => {
  const link = '<a href="https://other.example/">other</a>';
  expect(press(link)).toBe('https://other.example/');
  expect([1, 2, 3, 4].map((button) => press(link, 'auxclick', button))).toEqual([
    'https://other.example/',
    undefined,
    undefined,
    undefined,
  ]);
});

test('what a page has made itself is told as handed out, without what is in it', () => {
  expect(press('<a download href="data:text/csv,name;Ann">save</a>')).toBe('data:');
  expect(press('<a download href="blob:https://shop.example/1-2-3">save</a>')).toBe('blob:');
  expect(press('<a href="data:text/csv,name;Ann">show</a>')).toBeUndefined();
});

test.each(['/report.PDF', '/report.doc', '/report.docx?as=1', '/song.mp3', '/film.Mp4', '/all.tar.gz'])(
  '%s is handed out',
  (path) => {
    expect(follow(`<a href="${path}">file</a>`)).toEqual({
      'url.full': `${origin}${path}`,
      'sonde.link.kind': 'download',
      'sonde.pointer.type': 'mouse',
    });
  },
);

test.each(['/pdf', '/report.pdf/pages', '/report.pdf.html', '/view?file=report.pdf', '/a.mp5', '/txt'])(
  '%s is a page',
  (path) => {
    expect(follow(`<a href="${path}">page</a>`)).toBeUndefined();
    expect(follow(`<a href="https://other.example${path}">page</a>`)).toMatchObject({
      'sonde.link.kind': 'outbound',
    });
  },
);

test('the same host by another scheme or port is another origin, and the page’s own is none', () => {
  for (const other of [`https://${location.host}/`, 'http://localhost:1/'])
    expect(press(`<a href="${other}">other</a>`)).toBe(other);
  expect(press(`<a href="${origin}/near">near</a>`)).toBeUndefined();
});

test('what another origin hands out is a file, as is whatever the page says is one', () => {
  const file = { 'sonde.link.kind': 'download' };
  expect(follow('<a href="https://other.example/a.zip">file</a>')).toMatchObject(file);
  expect(follow('<a download href="https://other.example/a">file</a>')).toMatchObject(file);
  expect(follow('<a download href="">this page</a>')).toMatchObject(file);
});

test('the site’s own pattern of files stands in place of the usual one', () => {
  page.undo();
  page = setUp(outbound({ downloads: /\.md$/g }));
  undo.push(page.undo);
  expect([1, 2].map(() => follow('<a href="/note.md">note</a>')?.['sonde.link.kind'])).toEqual([
    'download',
    'download',
  ]);
  expect(press('<a href="/report.pdf">report</a>')).toBeUndefined();
});

test.each([
  ['#/people', '#/people'],
  ['#!/people', '#!/people'],
  ['#people', ''],
  ['#!people', ''],
  ['?a=b#ann-smith/letters', '?a=b'],
])('of the fragment of %s is told what names a page', (end, told) => {
  expect(press(`<a href="https://other.example/${end}">other</a>`)).toBe(`https://other.example/${told}`);
});

test('links of image maps and of older drawings are told, and those that have no address or another kind of it are not', () => {
  const to = 'https://other.example/';
  expect(press(`<map><area href="${to}"></map>`)).toBe(to);
  expect(press(`<svg><a xlink:href="${to}"></a></svg>`)).toBe(to);
  expect(press('<a href="http://other.example/">other</a>')).toBe('http://other.example/');
  for (const attribute of ['', 'href="mailto:ann@other.example"', 'href="http://["', 'download'])
    expect(press(`<a ${attribute}>none</a>`)).toBeUndefined();
});
