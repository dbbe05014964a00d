import { setting } from 'sonde/setting';
import { profile } from './chart';
import { askForConsent } from './consent';
import { drawing, element } from './element';
import { findLaunch, LAUNCHES } from './launches';
import { exportCsv, sonde } from './telemetry';
import { chooseUnit, currentUnit, formatTemperature, type Unit } from './units';

const button = (
  label: string,
  attributes: Record<string, string>,
  onClick: () => void,
): HTMLButtonElement => {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
};

export const launchesPage = (): Node[] => [
  element('h1', {}, 'Launches'),
  element(
    'ul',
    { class: 'cards', role: 'list' },
    ...LAUNCHES.map(({ id, station, time, readings }) =>
      element(
        'li',
        {},
        element(
          'a',
          { href: `/launches/${id}`, 'data-telemetry-id': 'launch' },
          element('strong', {}, station),
          element('span', {}, time),
          element('span', {}, `burst at ${((readings.length - 1) / 2).toFixed(1)} km`),
        ),
      ),
    ),
  ),
];

export const launchPage = (id = ''): Node[] => {
  const launch = findLaunch(id);
  if (!launch) return notFoundPage();
  const coldest = Math.min(...launch.readings.map(({ temperature }) => temperature));
  return [
    element('h1', {}, `${launch.station}, ${launch.time}`),
    element('p', {}, `Coldest: ${formatTemperature(coldest)}.`),
    profile([launch]),
    element(
      'div',
      { class: 'row' },
      button('Export as CSV', { 'data-feature': 'export-csv' }, () => {
        const rows = launch.readings.map(({ height, temperature, pressure }) =>
          [height, temperature.toFixed(2), pressure.toFixed(2)].join(','),
        );
        const file = new Blob([`height,temperature,pressure\n${rows.join('\n')}\n`], { type: 'text/csv' });
        const address = URL.createObjectURL(file);
        element('a', { href: address, download: `launch-${id}.csv` }).click();
        URL.revokeObjectURL(address);
        exportCsv.completed();
      }),
      // The recovery team's map moved to another system; the button was forgotten.
      button('Show the landing place', { 'data-feature': 'landing-place' }, () => {
        const { landing } = launch as unknown as { landing: { latitude: number } };
        sonde.track('landing.shown', { latitude: Math.round(landing.latitude) });
      }),
    ),
  ];
};

export const comparePage = (): Node[] => {
  const launches = LAUNCHES.slice(0, 3);
  return [
    element('h1', {}, 'Compare'),
    element(
      'ul',
      { class: 'legend', role: 'list' },
      ...launches.map(({ station, time }, index) =>
        element(
          'li',
          {},
          drawing(
            'svg',
            { class: 'key', viewBox: '0 0 32 8' },
            drawing('path', { class: `profile profile-${index}`, d: 'M0 4H32' }),
          ),
          `${station}, ${time}`,
        ),
      ),
    ),
    profile(launches),
  ];
};

export const settingsPage = (): Node[] => {
  setting(sonde, 'unit', currentUnit());
  const select = element(
    'select',
    { id: 'unit' },
    ...(['celsius', 'fahrenheit'] satisfies Unit[]).map((unit) =>
      element('option', unit === currentUnit() ? { value: unit, selected: '' } : { value: unit }, unit),
    ),
  );
  select.addEventListener('change', () => {
    chooseUnit(select.value as Unit);
    setting(sonde, 'unit', select.value);
  });
  return [
    element('h1', {}, 'Settings'),
    element('p', {}, element('label', {}, 'Temperatures in ', select)),
    element(
      'div',
      { class: 'row' },
      button('Privacy settings', {}, askForConsent),
      button('Opt out of all measuring', {}, () => sonde.optOut()),
    ),
  ];
};

export const notFoundPage = (): Node[] => [
  element('h1', {}, 'Not found'),
  element('p', {}, 'No such launch. ', element('a', { href: '/' }, 'See them all'), '.'),
];
