/** The screens, in the order of the navigation. */
export type Screen =
  | 'overview'
  | 'releases'
  | 'features'
  | 'transactions'
  | 'frustration'
  | 'errors'
  | 'requests'
  | 'vitals'
  | 'live';

/** What the address of a view can say beyond its screen. */
export type Field =
  | 'range'
  | 'from'
  | 'to'
  | 'service'
  | 'environment'
  | 'release'
  | 'device'
  | 'figure'
  | 'against'
  | 'feature'
  | 'transaction'
  | 'fingerprint'
  | 'request'
  | 'vital'
  | 'of'
  | 'by'
  | 'kind'
  | 'find';

/** A view: all that the address bar holds. An absent field means its default. */
export interface Address {
  readonly screen: Screen;
  readonly fields: Readonly<Partial<Record<Field, string>>>;
}

/** Changes to a view; `undefined` takes a field back to its default. */
export interface Change {
  readonly screen?: Screen;
  readonly fields?: Readonly<Partial<Record<Field, string | undefined>>>;
}

export const SCREENS: readonly Screen[] = [
  'overview',
  'releases',
  'features',
  'transactions',
  'frustration',
  'errors',
  'requests',
  'vitals',
  'live',
];

/** What the filters set: kept from screen to screen, and sent with every question. */
export const FILTERS: readonly Field[] = [
  'service',
  'environment',
  'release',
  'device',
  'range',
  'from',
  'to',
];

const FIELDS: readonly Field[] = [
  ...FILTERS,
  'figure',
  'against',
  'feature',
  'transaction',
  'fingerprint',
  'request',
  'vital',
  'of',
  'by',
  'kind',
  'find',
];

/** Reads a view from an address; what it does not know it leaves out. */
export const readAddress = ({
  pathname,
  search,
}: {
  readonly pathname: string;
  readonly search: string;
}): Address => {
  const last = pathname.slice(pathname.lastIndexOf('/') + 1);
  const query = new URLSearchParams(search);
  const fields: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const value = query.get(field);
    if (value) fields[field] = value;
  }
  return { screen: SCREENS.find((screen) => screen === last) ?? 'overview', fields };
};

/** The view after a change. A change of screen drops what belongs to the old one, and keeps the filters. */
export const changed = ({ screen, fields }: Address, change: Change): Address => {
  const next = change.screen ?? screen;
  const merged: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const kept = next === screen || FILTERS.includes(field) ? fields[field] : undefined;
    const value = change.fields && field in change.fields ? change.fields[field] : kept;
    if (value) merged[field] = value;
  }
  return { screen: next, fields: merged };
};

/** The address of a view, relative to the dashboard's folder. */
export const hrefOf = ({ screen, fields }: Address): string => {
  const query = new URLSearchParams(Object.entries(fields)).toString();
  return `${screen === 'overview' ? './' : screen}${query === '' ? '' : `?${query}`}`;
};

/** The part of a view that every question is asked with. */
export const filterQuery = ({ fields }: Address, offset: number): URLSearchParams => {
  const query = new URLSearchParams();
  for (const field of FILTERS) {
    const value = fields[field];
    if (value) query.set(field, value);
  }
  query.set('offset', String(offset));
  return query;
};
