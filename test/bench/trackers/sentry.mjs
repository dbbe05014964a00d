import * as sentry from '@sentry/browser';

export const start = (endpoint) => {
  const { protocol, host } = new URL(endpoint);
  sentry.init({
    dsn: `${protocol}//0123456789abcdef0123456789abcdef@${host}/1`,
    release: '1.0.0',
    enableLogs: true,
    integrations: (defaults) => [...defaults, sentry.browserTracingIntegration()],
    tracesSampleRate: 1,
  });
  return {
    track: (name, attributes) => sentry.logger.info(name, attributes),
    flush: () => sentry.flush(5_000),
  };
};
