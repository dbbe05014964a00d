import type { VNode } from 'preact';
import type { FrustrationFigure } from '../../../metrics/frustration.js';
import type { FrustrationPlace } from '../../../metrics/frustration-places.js';
import { DataTable } from '../parts/data-table.js';
import { Delta } from '../parts/delta.js';
import { Bounds } from '../parts/interval.js';
import { nameOr } from '../parts/name.js';
import { NothingHere } from '../parts/nothing-here.js';
import { Panel } from '../parts/panel.js';
import { PluginHint } from '../parts/plugin-hint.js';
import { ShareCell } from '../parts/share-cell.js';
import { ShownOf } from '../parts/shown-of.js';
import { pointsChange } from '../points-change.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

interface Kind {
  readonly kind: FrustrationFigure['kind'];
  /** Of a tile. */
  readonly title: string;
  /** Of one sign. */
  readonly one: string;
  readonly help: string;
}

const KINDS: readonly Kind[] = [
  { kind: 'any', title: 'Any sign', one: '', help: 'Sessions with at least one sign of frustration.' },
  {
    kind: 'rage',
    title: 'Rage clicks',
    one: 'Rage click',
    help: 'Three and more clicks in a row at one place, of which not each had an effect.',
  },
  {
    kind: 'dead',
    title: 'Dead clicks',
    one: 'Dead click',
    help: 'A click on what looks active that changed nothing within a second.',
  },
  { kind: 'error', title: 'Error clicks', one: 'Error click', help: 'An error within a second of a click.' },
  {
    kind: 'thrash',
    title: 'Thrashing',
    one: 'Thrashing',
    help: 'Back and forth between two pages within half a minute.',
  },
];

/** Where do visitors struggle? How many sessions show signs of it, and on which page and at what. */
export const Frustration = ({ view }: { readonly view: View }): VNode => {
  const { formats, address } = view;
  const known = useAnswer(view, 'frustration', { every: SLOW });
  const places = useAnswer(view, 'frustration-places', { every: SLOW });
  const { answer } = known;
  if (answer?.current.length === 0) {
    return (
      <NothingHere
        view={view}
        what="signs of frustration"
        hint={
          <>
            They come with <PluginHint name="frustration" /> A release that has never told of a sign is left
            out: it may lack the plugin, or its visitors may have had no trouble.
          </>
        }
      />
    );
  }
  const chosen = KINDS.find(({ kind }) => kind === address.fields.kind) ?? (KINDS[0] as Kind);
  const all = places.answer ?? [];
  const rows = chosen.kind === 'any' ? all : all.filter(({ kind }) => kind === chosen.kind);
  // Each row knows how many places its kind has.
  const count = [...new Map(rows.map((row) => [row.kind, row.all])).values()].reduce(
    (sum, one) => sum + one,
    0,
  );
  const oneOf = (kind: FrustrationPlace['kind']): string =>
    KINDS.find((one) => one.kind === kind)?.one ?? kind;
  return (
    <>
      <section
        class={`tiles tiles-signs${known.stale ? ' stale' : ''}`}
        aria-label="Sessions with signs of frustration"
        aria-busy={known.stale || undefined}
      >
        {KINDS.map(({ kind, title, help }) => {
          const now = answer?.current.find((one) => one.kind === kind);
          const before = answer?.previous.find((one) => one.kind === kind);
          const change = now?.share && before?.share ? now.share.estimate - before.share.estimate : undefined;
          return (
            <button
              key={kind}
              type="button"
              class="tile"
              title={help}
              aria-pressed={chosen.kind === kind}
              onClick={() => view.go({ fields: { kind: kind === 'any' ? undefined : kind } }, true)}
            >
              <span class="tile-title">
                {title} <span class="tile-unit">of sessions</span>
              </span>
              <span class="tile-value">{answer ? formats.percent(now?.share?.estimate) : ' '}</span>
              <span class="tile-foot">
                {answer ? (
                  <Delta
                    {...(change === undefined
                      ? { change, text: 'nothing before' }
                      : pointsChange(change, formats))}
                    higherIsBetter={false}
                  />
                ) : null}
                <Bounds interval={now?.share ?? null} format={(bound) => formats.percent(bound)} />
              </span>
              <span class="delta">
                {now ? `${formats.count(now.times)} in ${formats.counted(now.sessions, 'session')}` : ' '}
              </span>
            </button>
          );
        })}
      </section>
      <Panel
        title={chosen.kind === 'any' ? 'Where visitors struggle' : `${chosen.title}: where`}
        wide
        state={{ ...places, answer: answer && places.answer }}
        rows={8}
        note={`${chosen.kind === 'any' ? '' : `${chosen.help} `}Shares are of the sessions that were on the page, with consent to analytics and a release that tells of signs; small figures are 95 % intervals.`}
        aside={<ShownOf shown={rows.length} all={count} formats={formats} />}
      >
        <DataTable
          caption="Where visitors struggle"
          rows={rows}
          rowKey={({ kind, page, target }) => JSON.stringify([kind, page, target])}
          columns={[
            {
              key: 'page',
              title: 'Page',
              cell: ({ page }) => <span class="mono">{nameOr(page)}</span>,
              sort: ({ page }) => page,
            },
            {
              key: 'target',
              title: 'Target',
              help: 'Its data-telemetry-id or id, else its role or tag',
              cell: ({ target }) => <span class="names mono">{nameOr(target, '–')}</span>,
              sort: ({ target }) => target,
            },
            {
              key: 'kind',
              title: 'Sign',
              cell: ({ kind }) => oneOf(kind),
              sort: ({ kind }) => oneOf(kind),
            },
            {
              key: 'sessions',
              title: 'Sessions',
              help: 'Sessions with it',
              figures: true,
              cell: ({ sessions }) => formats.count(sessions),
              sort: ({ sessions }) => sessions,
            },
            {
              key: 'share',
              title: 'Of page’s sessions',
              help: 'Of the sessions that were on the page',
              figures: true,
              cell: ({ share }) => <ShareCell share={share} formats={formats} tone="poor" />,
              sort: ({ share }) => share?.estimate ?? null,
            },
            {
              key: 'times',
              title: 'Times',
              figures: true,
              cell: ({ times }) => formats.count(times),
              sort: ({ times }) => times,
            },
          ]}
        />
      </Panel>
    </>
  );
};
