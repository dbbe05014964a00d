import { GROUPS } from './groups.js';
import { describe, type Finding, PHASE_NAMES, type Report, verdictOf } from './report.js';

/** What others listen to is much, and no news. */
const isTold = ({ isSonde, kind }: Finding): boolean => isSonde || GROUPS[kind] !== 'observed';

const list = (title: string, findings: readonly Finding[]): string[] => {
  const lines = describe(findings).map(
    ({ text, isBreach, by }) => `    ${isBreach ? 'BREACH ' : ''}${text}${by && `  by ${by}`}`,
  );
  return [`  ${title}:${lines.length ? '' : ' nothing'}`, ...lines];
};

/** The report for a terminal. */
export const reportText = (report: Report): string => {
  const { url, browser, services, endpoints, phases, findings, problems, hasPrivacySignal } = report;
  const chapters = phases.map((phase) => {
    const told = findings.filter((finding) => finding.phase === phase && isTold(finding));
    return [
      PHASE_NAMES[phase],
      ...list(
        'Sonde',
        told.filter(({ isSonde }) => isSonde),
      ),
      ...list(
        'other scripts',
        told.filter(({ isSonde }) => !isSonde),
      ),
    ].join('\n');
  });
  return [
    `${url} in ${browser}${hasPrivacySignal ? ', with Global Privacy Control' : ''}`,
    `Sonde for ${services.join(', ')}${endpoints.length ? `, sending to ${endpoints.join(', ')}` : ''}`,
    '',
    chapters.join('\n\n'),
    '',
    ...problems.map((problem) => `BREACH ${problem}`),
    verdictOf(report),
  ].join('\n');
};
