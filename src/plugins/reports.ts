import { all } from '../browser/all.js';
import { keptTime } from '../browser/kept-time.js';
import { listen } from '../browser/listen.js';
import { CHOICE_KEY, type EventAttributes } from '../event.js';
import type { Plugin } from '../plugin.js';

/** https://w3c.github.io/reporting/#report and the bodies of deprecation and intervention. */
interface BrowserReport {
  readonly type: string;
  readonly body?: {
    readonly id?: string;
    readonly message?: string;
    readonly sourceFile?: string | null;
    readonly lineNumber?: number | null;
  } | null;
}

/** Different reports of one page at most. */
const MAX_REPORTS = 50;

/**
 * Records what the browser itself complains of, each complaint once a page: breaches of the Content Security Policy
 * (enforced or report-only), deprecated features in use, and interventions. The policy needs no `report-to` for it. Of a
 * breach neither the sample nor a query is told, since both can hold data of the page's.
 *
 * @see https://www.w3.org/TR/CSP3/#violation-events
 * @see https://w3c.github.io/reporting/#intro-reportingobserver
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [reports()] });
 */
export const reports = (): Plugin => ({
  purpose: 'diagnostics',
  setup({ emit }) {
    const seen = new Set<string>();
    const tell = (attributes: EventAttributes['browser.report']): void => {
      const key = Object.values(attributes).join();
      if (seen.has(key) || seen.size >= MAX_REPORTS) return;
      seen.add(key);
      emit('browser.report', attributes, { severity: 13, rank: 2 });
    };
    const place = (file?: string | null, line?: number | null) =>
      file ? `${file.split(/[?#]/)[0]}:${line || 0}` : undefined;

    const { ReportingObserver: Observer } = window as {
      ReportingObserver?: new (
        see: (reports: readonly BrowserReport[]) => void,
        options: object,
      ) => { observe(): void; disconnect(): void };
    };
    const observer =
      Observer &&
      new Observer(
        (found) => {
          // Breaches come as events, in every browser.
          for (const { type, body } of found)
            if (/^(deprecation|intervention)$/.test(type))
              tell({
                'sonde.report.type': type as 'deprecation',
                'sonde.report.id': body?.id || type,
                'sonde.report.message': body?.message,
                'sonde.report.source': place(body?.sourceFile, body?.lineNumber),
              });
        },
        // They bear no time: what the browser has kept is told where the answer was there before the page.
        { buffered: keptTime(CHOICE_KEY) < 0 },
      );
    observer?.observe();
    return all([
      listen<SecurityPolicyViolationEvent>(document, 'securitypolicyviolation', (event) =>
        tell({
          'sonde.report.type': 'csp-violation',
          'sonde.report.id': event.effectiveDirective,
          'sonde.report.blocked': event.blockedURI.split(/[?#]/)[0],
          'sonde.report.disposition': event.disposition,
          'sonde.report.source': place(event.sourceFile, event.lineNumber),
        }),
      ),
      () => observer?.disconnect(),
    ]);
  },
});
