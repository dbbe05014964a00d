import { clicks } from 'sonde/clicks';
import { errors } from 'sonde/errors';
import { feature } from 'sonde/feature';
import { features } from 'sonde/features';
import { frustration } from 'sonde/frustration';
import { init } from 'sonde/init';
import { pageViews } from 'sonde/page-views';
import { settings } from 'sonde/settings';
import { vitals } from 'sonde/vitals';

/**
 * Sonde with the plugins that this application wants, each from its own subpath. The collector is on another origin, and
 * consent is this application's own (consent.ts), so nothing happens before `sonde.consent.grant()`.
 */
export const sonde = init({
  endpoint: import.meta.env.VITE_SONDE_ENDPOINT ?? 'http://localhost:4318',
  service: 'soundings',
  release: '0.3.0',
  environment: 'demo',
  plugins: [pageViews(), clicks(), features(), frustration(), settings(), vitals(), errors()],
});

/** What `data-feature` on the button cannot know: that the file was written. */
export const exportCsv = feature(sonde, 'export-csv');
