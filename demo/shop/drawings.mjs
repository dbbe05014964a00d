/**
 * The instruments, each drawn in a square of 200 by 200 from a few primitives.
 */

export const INK = '#24344d';
const BRASS = '#c9973f';
const COPPER = '#b9683f';
const GLASS = '#d7ecf5';
const PAPER = '#fbf5e6';
const RED = '#cc4a3d';
const WHITE = '#ffffff';

const line = (x1, y1, x2, y2, stroke = INK, width = 4) =>
  `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round"/>`;
const circle = (x, y, r, fill, stroke = INK, width = 4) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" stroke="${stroke}" stroke-width="${width}"/>`;
const box = (x, y, width, height, fill, radius = 6, stroke = INK) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="4"/>`;
const shape = (d, fill = 'none', stroke = INK, width = 4) =>
  `<path d="${d}" fill="${fill}" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"/>`;
export const each = (count, draw) => Array.from({ length: count }, (_, index) => draw(index)).join('');
const turn = (degrees, x, y, content) => `<g transform="rotate(${degrees} ${x} ${y})">${content}</g>`;
const ticks = (x, y, radius, count = 24, sweep = 270) =>
  each(count + 1, (index) =>
    turn(
      -sweep / 2 + (sweep / count) * index,
      x,
      y,
      line(x, y - radius, x, y - radius + (index % 4 ? 5 : 10), INK, 2),
    ),
  );
const tube = (x, top, bottom, level, liquid = RED) =>
  box(x - 9, top, 18, bottom - top, WHITE, 9) +
  `<rect x="${x - 4}" y="${level}" width="8" height="${bottom - level}" fill="${liquid}"/>` +
  circle(x, bottom, 14, liquid);
export const cloud = (x, y, size, fill = WHITE) =>
  `<path transform="translate(${x} ${y}) scale(${size})" d="M-30 14a16 16 0 0 1 2-31a22 22 0 0 1 42-4a18 18 0 0 1 16 35z" fill="${fill}"/>`;

/** Drawings by name; each gives SVG markup. */
export const DRAWINGS = {
  barometer: () =>
    circle(100, 104, 72, BRASS) +
    circle(100, 104, 60, PAPER) +
    ticks(100, 104, 54) +
    turn(-38, 100, 104, shape('M100 60l6 44h-12z', INK)) +
    turn(52, 100, 104, line(100, 68, 100, 104, COPPER, 3)) +
    circle(100, 104, 7, BRASS) +
    circle(100, 22, 9, 'none', BRASS, 6),
  stormGlass: () =>
    box(72, 26, 56, 132, GLASS, 26) +
    shape('M76 120q12-22 24-6q14-26 24 2v22q-2 18-24 18t-24-18z', WHITE, '#9fc6d8', 3) +
    each(9, (i) =>
      line(84 + (i % 3) * 16, 112 - ((i * 17) % 40), 88 + (i % 3) * 16, 104 - ((i * 17) % 40), '#9fc6d8', 3),
    ) +
    box(86, 12, 28, 18, BRASS) +
    box(56, 158, 88, 22, COPPER),
  barograph: () =>
    box(24, 150, 152, 24, COPPER) +
    box(34, 52, 132, 98, GLASS) +
    box(96, 64, 56, 82, PAPER, 4) +
    each(4, (i) => line(100, 80 + i * 16, 148, 80 + i * 16, '#e2d3b0', 2)) +
    shape('M100 112q10-22 18-4t14-10t16 6', 'none', RED, 3) +
    line(50, 122, 112, 106, INK, 3) +
    each(3, (i) => box(44, 124 - i * 12, 26, 10, BRASS, 4)),
  anemometer: () =>
    line(100, 84, 100, 172, INK, 8) +
    box(78, 166, 44, 14, INK) +
    box(90, 78, 20, 36, BRASS) +
    each(3, (i) =>
      turn(i * 120 + 20, 100, 76, line(100, 76, 100, 34) + shape('M100 14a20 20 0 0 1 0 40z', COPPER)),
    ) +
    circle(100, 76, 9, WHITE),
  vane: () =>
    line(100, 40, 100, 176, INK, 6) +
    line(52, 124, 148, 124) +
    shape('M84 132l32-16', 'none') +
    circle(100, 124, 8, BRASS) +
    shape('M34 76l30-20v12h74l-10-18h34l12 26l-12 26h-34l10-18h-74v12z', COPPER) +
    circle(100, 32, 10, BRASS),
  windsock: () =>
    line(46, 30, 46, 178, INK, 6) +
    shape('M50 44L168 76v30L50 112z', WHITE) +
    shape('M50 44l30 8v57l-30 3zM110 60l28 8v40l-28 2z', '#e8743b') +
    circle(46, 26, 7, BRASS),
  meter: () =>
    box(64, 70, 72, 112, '#f0b93a', 16) +
    circle(100, 56, 36, WHITE) +
    each(6, (i) => turn(i * 60, 100, 56, shape('M100 56q12-10 4-28q-14 8-4 28', INK, INK, 1))) +
    box(76, 104, 48, 32, '#cfe3c8', 4) +
    `<text x="100" y="127" font-family="monospace" font-size="20" font-weight="700" text-anchor="middle" fill="${INK}">7.4</text>` +
    circle(100, 158, 10, INK),
  gauge: () =>
    shape('M62 40h76l-8 26v106h-60v-106z', COPPER) +
    shape('M56 32h88v12h-88z', BRASS) +
    line(70, 68, 130, 68, '#8d4a29') +
    box(148, 92, 26, 84, GLASS, 5) +
    `<rect x="151" y="128" width="20" height="45" fill="#5aa3cf"/>` +
    each(6, (i) => line(150, 104 + i * 11, 158, 104 + i * 11, INK, 2)),
  bucket: () =>
    shape('M54 36h92v108h-92z', WHITE) +
    shape('M64 48h72l-28 34h-16z', GLASS) +
    line(100, 84, 100, 98, '#5aa3cf', 5) +
    turn(-14, 100, 118, shape('M66 104h68l-34 24z', BRASS)) +
    circle(100, 126, 5, INK) +
    box(44, 144, 112, 16, INK) +
    each(3, (i) => line(60 + i * 40, 162, 60 + i * 40, 178, INK, 6)),
  stake: () =>
    box(88, 18, 24, 150, WHITE, 3) +
    each(10, (i) => (i % 2 ? '' : `<rect x="90" y="${21 + i * 14}" width="20" height="14" fill="${RED}"/>`)) +
    shape('M16 156q30-18 56-6t52-8t60 12v30H16z', WHITE, '#a9c4d6') +
    each(6, (i) => circle(34 + ((i * 53) % 140), 40 + ((i * 37) % 90), 4, WHITE, '#a9c4d6', 2)),
  minmax: () =>
    box(58, 20, 84, 160, WHITE, 14) +
    shape('M80 56v74a20 20 0 0 0 40 0v-74', 'none', INK, 12) +
    shape('M80 84v46a20 20 0 0 0 40 0v-62', 'none', '#5aa3cf', 6) +
    circle(80, 46, 12, RED) +
    circle(120, 46, 12, RED) +
    each(7, (i) => line(92, 62 + i * 10, 108, 62 + i * 10, INK, 2)),
  psychrometer: () =>
    turn(
      -32,
      100,
      100,
      line(100, 150, 100, 184, COPPER, 14) +
        box(68, 34, 64, 116, COPPER, 8) +
        tube(86, 44, 128, 84) +
        tube(114, 44, 128, 104, '#3f86b5') +
        `<rect x="102" y="120" width="24" height="24" rx="8" fill="${PAPER}" opacity=".85"/>`,
    ),
  galileo: () =>
    box(72, 18, 56, 148, GLASS, 28) +
    box(62, 164, 76, 16, BRASS) +
    [
      [92, 52, '#e2b93b'],
      [108, 70, '#cc4a3d'],
      [90, 92, '#5f9e6e'],
      [110, 120, '#3f86b5'],
      [92, 138, '#8a5fa8'],
    ]
      .map(([x, y, fill]) => circle(x, y, 11, fill, INK, 3) + line(x, y + 11, x, y + 17, BRASS, 4))
      .join(''),
  balloon: () =>
    shape('M100 12c42 0 58 34 58 58c0 34-34 56-58 66c-24-10-58-32-58-66c0-24 16-58 58-58z', WHITE) +
    shape('M70 44q8-18 24-20', 'none', '#b9d3e2', 6) +
    line(100, 136, 100, 166, INK, 2) +
    box(86, 164, 28, 22, COPPER, 4),
  radiosonde: () =>
    line(100, 8, 100, 48, INK, 2) +
    box(62, 48, 76, 92, WHITE, 10) +
    box(74, 62, 52, 22, GLASS, 4) +
    circle(84, 112, 8, '#5f9e6e') +
    line(100, 106, 126, 106, INK, 3) +
    line(100, 118, 118, 118, INK, 3) +
    shape('M138 66h26l10-22', 'none', BRASS) +
    circle(176, 40, 6, BRASS) +
    shape('M100 140q-10 20 0 28t-4 24', 'none', INK, 3) +
    shape('M42 84a28 28 0 0 0 0 36M28 74a44 44 0 0 0 0 56', 'none', '#3f86b5'),
  clouds: () =>
    box(42, 16, 116, 168, PAPER, 4) +
    `<rect x="54" y="28" width="92" height="112" fill="#7db4d8"/>` +
    cloud(86, 60, 0.8) +
    cloud(116, 92, 0.9, '#eef4f8') +
    cloud(84, 122, 0.6, '#dfe9f0') +
    line(64, 156, 136, 156, INK, 3) +
    line(76, 168, 124, 168, INK, 3),
  lightning: () =>
    box(54, 40, 92, 132, '#2f3e59', 18) +
    circle(100, 92, 34, '#e9f1f6') +
    shape('M106 66l-20 32h14l-6 24l20-32h-14z', '#f0b93a', INK, 3) +
    each(4, (i) => circle(73 + i * 18, 148, 5, i < 2 ? '#f0b93a' : '#52627e', INK, 2)) +
    shape('M118 40q2-20 20-26', 'none', INK, 5),
  notebook: () =>
    turn(
      -7,
      100,
      100,
      box(46, 22, 112, 156, '#3d6a58', 8) +
        `<rect x="46" y="22" width="22" height="156" rx="8" fill="#2c5042"/>` +
        box(82, 48, 60, 36, PAPER, 3) +
        line(92, 60, 132, 60, INK, 3) +
        line(92, 72, 120, 72, INK, 3) +
        line(132, 24, 132, 176, '#f0b93a', 5),
    ),
  kite: () =>
    shape('M100 18l62 74l-62 44l-62-44z', '#e8743b') +
    shape('M100 18l62 74l-62 44z', '#cc5a2b') +
    line(100, 18, 100, 136) +
    line(38, 92, 162, 92) +
    shape('M100 136q-22 20 0 30t-14 26', 'none', INK, 3) +
    shape('M92 150l-16 6l6-14zM98 172l16 4l-8-12z', BRASS, INK, 2),
  screen: () =>
    shape('M38 50L100 18l62 32z', WHITE) +
    box(50, 50, 100, 92, WHITE, 2) +
    each(7, (i) => line(58, 62 + i * 12, 142, 62 + i * 12, '#b9c6d2', 5)) +
    line(100, 52, 100, 140, INK, 3) +
    line(62, 142, 54, 184, INK, 6) +
    line(138, 142, 146, 184, INK, 6) +
    line(58, 164, 142, 164, INK),
};
