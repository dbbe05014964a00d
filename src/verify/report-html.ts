import { createHash } from 'node:crypto';
import { GROUPS, type Group } from './groups.js';
import {
  describe,
  type Finding,
  isBroken,
  type Line,
  PHASE_NAMES,
  type Report,
  verdictOf,
} from './report.js';

const STYLE = `:root{color-scheme:light dark;--line:light-dark(#ccc,#444);--soft:light-dark(#595959,#aaa);--bad:light-dark(#b00020,#ff8a80);--good:light-dark(#1b6e33,#7bd88f)}
body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:2rem 1rem;background:Canvas;color:CanvasText}
h1{font-size:1.5rem;margin:0 0 .5rem}
h2{font-size:1.125rem;margin:2.5rem 0 .5rem}
p{margin:.5rem 0}
.verdict{border-inline-start:.4rem solid var(--good);padding:.25rem 1rem;font-size:1.125rem}
.verdict.broken{border-color:var(--bad)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:1rem 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{text-align:start;vertical-align:top;padding:.4rem .75rem .4rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
thead th{border:0;color:var(--soft);font-weight:normal}
th:first-child{width:10rem}
td ul{list-style:none;margin:0;padding:0}
.breach{color:var(--bad);font-weight:600}
.by,.none{color:var(--soft)}
.by{display:block;font-size:.875rem}
@media (max-width:40rem){thead{display:none}table,tbody,tr,th,td{display:block;width:auto}td,tbody th{border:0;padding:0}tr{border-top:1px solid var(--line);padding:.5rem 0}}
@media print{body{max-width:none;padding:0}}`;

const plain = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const item = ({ text, isBreach, by }: Line): string => {
  const shown = isBreach ? `<span class="breach">Breach: ${plain(text)}</span>` : plain(text);
  return `<li>${shown}${by && `<span class="by">by ${plain(by)}</span>`}</li>`;
};

const list = (findings: readonly Finding[]): string =>
  findings.length ? `<ul>${describe(findings).map(item).join('')}</ul>` : '<span class="none">nothing</span>';

const TITLES: Readonly<Record<Group, string>> = { stored: 'Stored', sent: 'Sent', observed: 'Observed' };

const row = (group: Group, findings: readonly Finding[]): string => {
  const [own, others] = [
    findings.filter(({ isSonde }) => isSonde),
    findings.filter(({ isSonde }) => !isSonde),
  ];
  const cell = group === 'observed' ? '<span class="none">not listed</span>' : list(others);
  return `<tr><th scope="row">${TITLES[group]}</th><td>${list(own)}</td><td>${cell}</td></tr>`;
};

/**
 * The report as one HTML document that loads nothing and runs nothing: its policy forbids all but its own style sheet.
 * All that came from the page is text in it.
 */
export const reportHtml = (report: Report): string => {
  const { url, browser, time, services, scripts, endpoints, phases, findings, problems } = report;
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const facts: readonly (readonly [string, string])[] = [
    ['Page', url],
    ['Browser', browser + (report.hasPrivacySignal ? ', with Global Privacy Control' : '')],
    ['Time', time],
    ['Sonde for', services.join(', ')],
    ['Its script', scripts.join(', ') || 'part of the application’s own'],
    ['Sends to', endpoints.join(', ') || 'unknown'],
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>Consent on ${plain(new URL(url).host)}</title>
<style>${STYLE}</style>
<main>
<h1>What this page stores and sends, by the visitor’s answer</h1>
<p class="verdict${isBroken(report) ? ' broken' : ''}">${plain(verdictOf(report))}</p>
${problems.map((problem) => `<p class="breach">${plain(problem)}</p>`).join('\n')}
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${plain(value)}</dd>`).join('')}</dl>
${phases
  .map((phase) => {
    const all = findings.filter((finding) => finding.phase === phase);
    return `<h2>${PHASE_NAMES[phase]}</h2>
<table><thead><tr><th></th><th scope="col">Sonde</th><th scope="col">Other scripts</th></tr></thead>
<tbody>${(Object.keys(TITLES) as Group[])
      .map((group) =>
        row(
          group,
          all.filter(({ kind }) => GROUPS[kind] === group),
        ),
      )
      .join('\n')}</tbody></table>`;
  })
  .join('\n')}
</main>
</html>
`;
};
