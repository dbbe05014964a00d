import { readFileSync, writeFileSync } from 'node:fs';
import { ENGINES } from '../../helpers/find-browsers.mjs';

/** @typedef {{ fault: string, engine: string, quick?: boolean, cannot?: string, client?: string, events?: number, lost?: number, twice?: number, failed?: string }} Note */
/** @typedef {{ fault: string, quick: boolean, cells: string[], controls: string }} Row */

const TABLE = 'test/e2e/faults/README.md';
const NAMES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };
const format = (/** @type {number} */ value) => value.toLocaleString('en');
const sum = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);

/**
 * Writes what the long form noted into the table of this folder's README.md, where rows and engines that were not tried
 * keep their figures, and the sums of the whole table into the project's README.md.
 *
 * @param {Note[]} notes
 * @returns {string} the summary
 */
export function writeTable(notes) {
  const rows = mergeRows(readRows(readFileSync(TABLE, 'utf8')), notes);
  const body = rows.map(
    ({ fault, quick, cells, controls }) =>
      `| ${[fault, quick ? 'yes' : '', ...cells, controls].join(' | ')} |`,
  );
  replaceBetweenMarks(
    TABLE,
    [
      `| fault | in the quick form | ${ENGINES.map((engine) => NAMES[engine]).join(' | ')} | a wrong client (Chromium) |`,
      '|---|---|---|---|---|---|',
      ...body,
    ].join('\n'),
  );
  const summary = summaryOf(rows);
  replaceBetweenMarks('README.md', summary);
  return summary;
}

/** @param {string} text @returns {Row[]} */
const readRows = (text) =>
  text
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 8 && cells[1] !== 'fault' && !cells[1]?.startsWith('---'))
    .map(([, fault = '', quick, ...rest]) => ({
      fault,
      quick: quick === 'yes',
      cells: rest.slice(0, 3),
      controls: rest[3] ?? '',
    }));

/** Every fault that there is now, in the order of the tests. @param {Row[]} before @param {Note[]} notes @returns {Row[]} */
function mergeRows(before, notes) {
  const names = [...new Set(notes.filter(({ quick }) => quick !== undefined).map(({ fault }) => fault))];
  return names.map((fault) => {
    const own = notes.filter((note) => note.fault === fault);
    const old = before.find((row) => row.fault === fault);
    const wrong = own.filter(({ client, failed }) => client && client !== 'sonde' && !failed);
    return {
      fault,
      quick: own.some(({ quick }) => quick),
      cells: ENGINES.map((engine, place) => cellOf(own, engine) ?? old?.cells[place] ?? ''),
      controls: wrong.map(controlCell).join('; ') || old?.controls || '',
    };
  });
}

/** @param {Note[]} notes @param {string} engine */
function cellOf(notes, engine) {
  const own = notes.filter((note) => note.engine === engine);
  const cannot = own.find((note) => note.cannot)?.cannot;
  const tried = own.filter(({ client }) => client === 'sonde');
  if (cannot) return cannot;
  if (tried.some(({ failed }) => failed)) return 'failed';
  if (tried.length === 0) return undefined;
  return `${['events', 'lost', 'twice'].map((key) => format(sum(tried.map((one) => Number(one[key]))))).join(' · ')}`;
}

/** @param {Note} note */
const controlCell = ({ client, events = 0, lost = 0, twice = 0 }) =>
  `${client}: ${lost > 0 ? `${format(lost)} lost` : ''}${lost > 0 && twice > 0 ? ', ' : ''}${twice > 0 ? `${format(twice)} twice` : ''} of ${format(events)}`;

/** @param {Row[]} rows */
function summaryOf(rows) {
  const lines = ENGINES.map((_, place) => {
    const tried = rows
      .map(({ cells }) => /^([\d,]+) · ([\d,]+) · ([\d,]+)$/.exec(cells[place] ?? '')?.slice(1))
      .filter((figures) => figures !== undefined)
      .map((figures) => figures.map((figure) => Number(figure.replaceAll(',', ''))));
    return [tried.length, ...[0, 1, 2].map((column) => sum(tried.map((figures) => Number(figures[column]))))];
  });
  const all = lines[0]?.map((_, column) => sum(lines.map((line) => Number(line[column])))) ?? [];
  const row = (/** @type {string} */ name, /** @type {number[]} */ figures) =>
    `| ${[name, ...figures.map(format)].join(' | ')} |`;
  return [
    '| | faults | events | lost | counted twice |',
    '|---|---:|---:|---:|---:|',
    ...ENGINES.map((engine, place) => row(NAMES[engine], lines[place] ?? [])),
    row('together', all),
  ].join('\n');
}

/** @param {string} file @param {string} text */
function replaceBetweenMarks(file, text) {
  const [open, close] = ['<!-- faults -->', '<!-- /faults -->'];
  const old = readFileSync(file, 'utf8');
  const [start, end] = [old.indexOf(open), old.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`${file} lacks the marks ${open} and ${close}.`);
  writeFileSync(file, `${old.slice(0, start + open.length)}\n${text}\n${old.slice(end)}`);
}
