import { getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk';

export const start = (endpoint, capture) => {
  const faro = initializeFaro({
    url: `${endpoint}/collect`,
    app: { name: 'bench', version: '1.0.0' },
    instrumentations: capture ? getWebInstrumentations({ captureConsole: false }) : [],
    batching: { sendTimeout: 2_000, itemLimit: 500 },
    dedupe: false,
  });
  return {
    track: (name, attributes) =>
      faro.api.pushEvent(
        name,
        Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, `${value}`])),
      ),
    flush: async () => {},
  };
};
