import posthog from 'posthog-js';

export const start = (endpoint, capture) => {
  posthog.init('phc_0123456789abcdef0123456789abcdef0123456789a', {
    api_host: endpoint,
    autocapture: capture,
    capture_pageview: capture,
    capture_pageleave: capture,
    advanced_disable_decide: true,
    advanced_disable_flags: true,
    disable_external_dependency_loading: true,
    disable_session_recording: true,
    disable_surveys: true,
    opt_out_useragent_filter: true,
  });
  return { track: (name, attributes) => posthog.capture(name, attributes), flush: async () => {} };
};
