import { clicks, errors, features, init, pageViews, vitals } from 'sonde';

export const start = (endpoint, capture) => {
  const sonde = init({
    endpoint,
    service: 'bench',
    release: '1.0.0',
    consent: 'granted',
    plugins: capture ? [pageViews(), clicks(), features(), vitals(), errors()] : [],
  });
  return { track: sonde.track, flush: () => sonde.flush() };
};
