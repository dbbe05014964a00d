import { AwsRum } from 'aws-rum-web';

export const start = (endpoint, capture) => {
  const rum = new AwsRum('01234567-89ab-cdef-0123-456789abcdef', '1.0.0', 'us-east-1', {
    endpoint,
    signing: false,
    allowCookies: true,
    sessionSampleRate: 1,
    sessionEventLimit: 0,
    eventCacheSize: 10_000,
    batchLimit: 500,
    dispatchInterval: 2_000,
    disableAutoPageView: !capture,
    telemetries: capture
      ? [['interaction', { events: [{ event: 'click', element: document }] }], 'performance', 'errors']
      : [],
  });
  return {
    track: (name, attributes) => rum.recordEvent(name, attributes),
    flush: async () => rum.dispatch(),
  };
};
