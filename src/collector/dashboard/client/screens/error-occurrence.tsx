import type { VNode } from 'preact';
import type { Occurrence } from '../../../metrics/exception-detail.js';
import type { Formats } from '../formats.js';
import { CodeBlock } from '../parts/code-block.js';
import { nameOr } from '../parts/name.js';

/** Seconds before the error: −1.2 s */
const before = (milliseconds: number, formats: Formats): string =>
  milliseconds < 60_000
    ? `−${formats.decimal(milliseconds / 1_000, 1)}\u202fs`
    : `−${Math.floor(milliseconds / 60_000)}\u202fmin ${Math.round((milliseconds % 60_000) / 1_000)}\u202fs`;

/** One occurrence: where, what led to it, the stack. */
export const ErrorOccurrence = ({
  occurrence,
  formats,
}: {
  readonly occurrence: Occurrence;
  readonly formats: Formats;
}): VNode => {
  const { breadcrumbs, type, message, stack } = occurrence;
  const facts: readonly (readonly [string, string])[] = [
    ['Page', occurrence.template],
    ['Release', occurrence.release],
    ['Browser', [occurrence.browser, occurrence.os].filter(Boolean).join(' on ')],
    ['Device', occurrence.device],
    ['Reported by', occurrence.source],
    ['Session', occurrence.session.slice(0, 8)],
  ];
  return (
    <>
      <h3>What led to it</h3>
      <ol class="crumbs">
        {breadcrumbs.map(({ before: ago, name, detail }, at) => (
          <li key={`${at}-${ago}`}>
            <span class="crumb-time">{before(ago, formats)}</span>
            <span class="crumb-name">{name}</span>
            <span class="crumb-detail">{detail}</span>
          </li>
        ))}
        <li class="crumb-error">
          <span class="crumb-time">{formats.clock(occurrence.time)}</span>
          <span class="crumb-name">{nameOr(type, 'Error')}</span>
          <span class="crumb-detail">
            {message}
            {occurrence.count > 1 ? ` (${formats.count(occurrence.count)} times)` : ''}
          </span>
        </li>
      </ol>
      {breadcrumbs.length === 0 ? <p class="note">No breadcrumbs came with it.</p> : null}
      <h3>Stack trace</h3>
      {stack === '' ? (
        <p class="note">No stack trace came with it.</p>
      ) : (
        <CodeBlock text={stack} name="Stack trace" />
      )}
      <dl class="facts facts-small">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{nameOr(value, '–')}</dd>
          </div>
        ))}
      </dl>
    </>
  );
};
