import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Formats } from '../formats.js';
import { Icon } from '../parts/icon.js';
import { type NumberedEvent, useLive } from '../use-live.js';
import type { View } from '../view.js';

/** Rows in the document at most. */
const MOST_ROWS = 200;

const matches = (event: NumberedEvent, text: string, view: View): boolean => {
  const { environment: _, release, device } = view.address.fields;
  if ((release && event.release !== release) || (device && event.device !== device)) return false;
  if (text === '') return true;
  return [event.name, event.path, event.session, event.release, ...Object.values(event.attributes)].some(
    (value) => value.toLowerCase().includes(text),
  );
};

/** The most telling attribute of an event, for its line. */
const gist = ({ attributes, path }: NumberedEvent): string => {
  const vital = attributes['browser.web_vital.name'];
  if (vital) return `${vital.toUpperCase()} ${attributes['browser.web_vital.value'] ?? ''}`;
  return (
    attributes['exception.message'] ??
    attributes['feature.id'] ??
    attributes['sonde.target.name'] ??
    attributes['setting.id'] ??
    attributes['url.full'] ??
    path
  );
};

const Row = ({ event, formats }: { readonly event: NumberedEvent; readonly formats: Formats }): VNode => {
  const facts = Object.entries({
    service: event.service,
    release: event.release,
    page: event.path,
    browser: event.browser,
    device: event.device,
    session: event.session,
    ...event.attributes,
  }).filter(([, value]) => value !== '');
  return (
    <li>
      <details>
        <summary>
          <span class="live-time">{formats.clock(event.time)}</span>
          <span
            class={`live-name kind-${event.name === 'exception' ? 'exception' : event.name.startsWith('feature.') ? 'feature' : 'other'}`}
          >
            {event.name}
          </span>
          <span class="live-gist">{gist(event)}</span>
          <span class="live-where">{[event.release, event.device].filter(Boolean).join(' · ')}</span>
        </summary>
        <dl class="live-facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
};

/** What is arriving now, event by event. */
export const Live = ({ view }: { readonly view: View }): VNode => {
  const { formats, address, source } = view;
  const [paused, setPaused] = useState(false);
  const live = useLive(source, address.fields.service, paused);
  const text = address.fields.find ?? '';
  const wanted = live.events.filter((event) => matches(event, text.trim().toLowerCase(), view));
  const rows = wanted.slice(0, MOST_ROWS);
  return (
    <section class="panel panel-wide" aria-label="Live tail">
      <header class="live-head">
        <p class={`live-state live-${live.state}`} role="status">
          {live.state === 'open'
            ? paused
              ? 'Paused'
              : 'Listening'
            : live.state === 'connecting'
              ? 'Connecting'
              : `Connection lost${live.problem === '' ? '' : `: ${live.problem}`} Trying again.`}
        </p>
        <label class="live-find">
          <span class="hidden">Only events with</span>
          <input
            type="search"
            placeholder="Name, page, session or any value"
            value={text}
            onInput={(event) => view.go({ fields: { find: event.currentTarget.value } }, true)}
          />
        </label>
        <button type="button" class="quiet" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          <Icon name={paused ? 'play' : 'pause'} />
          {paused ? `Go on${live.waiting > 0 ? ` (${formats.count(live.waiting)} waiting)` : ''}` : 'Pause'}
        </button>
        <button type="button" class="quiet" onClick={live.clear}>
          Clear
        </button>
      </header>
      <p class="note">
        What is stored from now on, newest first
        {address.fields.service ? `, of ${address.fields.service}` : ''}. The filters for release and device
        apply; time and environment do not.
        {live.skipped > 0
          ? ` ${formats.count(live.skipped)} events were left out, because they came too fast for this page.`
          : ''}
        {wanted.length > rows.length
          ? ` The last ${MOST_ROWS} of ${formats.count(wanted.length)} are listed.`
          : ''}
      </p>
      {rows.length === 0 ? (
        <p class="empty-line">
          {live.events.length === 0
            ? 'Nothing has arrived since this screen was opened. Open a page that carries Sonde and click.'
            : 'No event that arrived matches.'}
        </p>
      ) : (
        <ol class="live-list" aria-label="Events">
          {rows.map((event) => (
            <Row key={event.key} event={event} formats={formats} />
          ))}
        </ol>
      )}
    </section>
  );
};
