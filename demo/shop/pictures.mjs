import { cloud, DRAWINGS, each, INK } from './drawings.mjs';

const SKIES = {
  pressure: ['#f3e7cf', '#e6cfa4'],
  wind: ['#dcecf4', '#b4d4e6'],
  rain: ['#dbe5f1', '#aabfd9'],
  temperature: ['#f7e2d6', '#ecc1ab'],
  sky: ['#dfe3f6', '#b3bce6'],
  field: ['#e3eeda', '#bfd6ab'],
};

const svg = (width, height, content) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" fill="none">${content}</svg>`;

const sky = (id, [from, to], width, height) =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>` +
  `<rect width="${width}" height="${height}" fill="url(#${id})"/>`;

/** One product's picture, 320 by 320. */
export const productPicture = ({ picture, category }) =>
  svg(
    320,
    320,
    sky('a', SKIES[category], 320, 320) +
      `<ellipse cx="160" cy="276" rx="86" ry="9" fill="${INK}" opacity=".12"/>` +
      `<g transform="translate(50 46) scale(1.1)">${DRAWINGS[picture]()}</g>`,
  );

const hills = (y, height, fill) =>
  `<path d="M0 ${y}C160 ${y - height} 300 ${y + height / 2} 470 ${y - height / 2}S800 ${y - height} 960 ${y}S1120 ${y + 10} 1200 ${y - height / 3}V480H0z" fill="${fill}"/>`;

/** The picture at the top of the home page, 1200 by 480: a launch at dusk. */
export const heroPicture = () =>
  svg(
    1200,
    480,
    sky('a', ['#27406b', '#f2b48a'], 1200, 480) +
      each(
        60,
        (i) =>
          `<circle cx="${(i * 197) % 1200}" cy="${(i * 71) % 190}" r="${1 + (i % 3) * 0.5}" fill="#fff" opacity="${0.25 + (i % 4) * 0.15}"/>`,
      ) +
      `<circle cx="905" cy="330" r="66" fill="#ffd9a8" opacity=".9"/>` +
      cloud(90, 330, 1.6, '#ffffff22') +
      cloud(640, 130, 1.6, '#ffffff2b') +
      cloud(1050, 200, 2.6, '#ffffff38') +
      hills(350, 60, '#6d6a8c') +
      hills(395, 46, '#474d72') +
      hills(440, 30, '#27324f') +
      `<g transform="translate(730 44) scale(1.25)">${DRAWINGS.balloon()}</g>` +
      `<g transform="translate(1010 300) scale(.7)">${DRAWINGS.screen()}</g>` +
      `<g transform="translate(590 300) scale(.62)">${DRAWINGS.anemometer()}</g>`,
  );

/** The shop's mark, for the tab. */
export const markPicture = () =>
  svg(
    64,
    64,
    `<rect width="64" height="64" rx="14" fill="#1f5f8b"/><circle cx="32" cy="25" r="14" fill="#fff"/><path d="M32 39v9" stroke="#fff" stroke-width="2"/><rect x="26" y="47" width="12" height="9" rx="2" fill="#f0b93a"/>`,
  );
