import * as amplitude from '@amplitude/analytics-browser';

export const start = (endpoint, capture) => {
  amplitude.init('0123456789abcdef0123456789abcdef', {
    serverUrl: `${endpoint}/2/httpapi`,
    fetchRemoteConfig: false,
    remoteConfig: { fetchRemoteConfig: false },
    autocapture: capture
      ? { elementInteractions: true, pageViews: true, sessions: true, webVitals: true }
      : false,
    logLevel: amplitude.Types.LogLevel.None,
  });
  return { track: amplitude.track, flush: () => amplitude.flush().promise };
};
