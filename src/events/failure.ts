/** Events and their attributes: what went wrong, told by whoever knows. */
export interface FailureEvents {
  /** An error, by OpenTelemetry's conventions for exceptions. */
  exception: {
    'exception.type': string;
    'exception.message': string;
    'exception.stacktrace'?: string | undefined;
    /** Who reported it: the window's `error` or `unhandledrejection` event, a failed resource, the application, the console. */
    'sonde.exception.source': 'error' | 'unhandledrejection' | 'resource' | 'captured' | 'console';
    'sonde.exception.handled': boolean;
    /** Given by the collector. Same error, same fingerprint, whatever the line numbers and the release: 8 hex digits. */
    'sonde.exception.fingerprint'?: string | undefined;
    /** How many of the same error this record stands for, when a storm was collapsed. */
    'sonde.exception.count'?: number | undefined;
    /** Whose error it is, by the frame that crashed, where it is not the site's own. */
    'sonde.exception.origin'?: 'extension' | 'injected' | 'cross-origin' | undefined;
    /** JSON: the last events before it, oldest first, as `[milliseconds before, event name, short detail]`. */
    'sonde.breadcrumbs'?: string | undefined;
  };
  /**
   * A page that ended without an end: its tab crashed or was killed. Where the browser reports crashes, it does so itself, and
   * the collector makes the event of its report.
   */
  crash: {
    /** Told from a mark that was left, and not by the browser. */
    'sonde.crash.estimated': boolean;
    /** The session and the page that ended so. These two are of the estimate, whose resource is that of the page that tells it. */
    'sonde.crash.session'?: string | undefined;
    'sonde.crash.page'?: string | undefined;
    /** Why, where the browser says so: `oom`, `unresponsive`. This and the next are of its report. */
    'sonde.crash.reason'?: string | undefined;
    /** The page's address, without its query and fragment. */
    'url.full'?: string | undefined;
    /** What the plugin `crash` left with the browser: the session, the release, the page's path, the last feature used. */
    'session.id'?: string | undefined;
    'service.version'?: string | undefined;
    'url.template'?: string | undefined;
    'feature.id'?: string | undefined;
  };
  /** A complaint of the browser's own. */
  'browser.report': {
    'sonde.report.type': 'csp-violation' | 'deprecation' | 'intervention';
    /** The directive that was breached, or the browser's name for the feature. */
    'sonde.report.id': string;
    /** What the policy blocked: an address without its query, `inline`, `eval`. */
    'sonde.report.blocked'?: string | undefined;
    'sonde.report.disposition'?: 'enforce' | 'report' | undefined;
    'sonde.report.message'?: string | undefined;
    /** File and line. */
    'sonde.report.source'?: string | undefined;
    /** The page's address, without its query and fragment; where the browser told the collector itself. */
    'url.full'?: string | undefined;
  };
}
