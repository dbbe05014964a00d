import { datadogRum } from '@datadog/browser-rum';

export const start = (endpoint, capture) => {
  datadogRum.init({
    applicationId: '01234567-89ab-cdef-0123-456789abcdef',
    clientToken: 'pub0123456789abcdef0123456789abcdef',
    proxy: `${endpoint}/datadog`,
    service: 'bench',
    version: '1.0.0',
    sessionSampleRate: 100,
    sessionReplaySampleRate: 0,
    trackUserInteractions: capture,
    trackResources: false,
    trackLongTasks: capture,
  });
  return { track: (name, attributes) => datadogRum.addAction(name, attributes), flush: async () => {} };
};
