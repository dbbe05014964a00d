import type { RequestFigures } from '../../../metrics/request-figures.js';
import type { Formats } from '../formats.js';
import type { Column } from './data-table.js';
import { Bounds } from './interval.js';
import { ShareCell } from './share-cell.js';

/** The columns that requests have, whatever they are split by; p75 with its bounds where they were asked for. */
export const requestColumns = (
  formats: Formats,
  { bounded = false }: { readonly bounded?: boolean } = {},
): readonly Column<RequestFigures>[] => [
  {
    key: 'failing',
    title: 'Failing',
    help: 'Of those that the page did not give up: an answer of 400 or above, none, or none in time',
    figures: true,
    cell: ({ failing }) => <ShareCell share={failing} formats={formats} tone="poor" />,
    sort: ({ failing }) => failing?.estimate ?? null,
  },
  {
    key: 'sessions',
    title: 'Sessions',
    help: 'Sessions in which it failed, of those that made it',
    figures: true,
    cell: ({ failedSessions, sessions }) => (
      <span class="stacked">
        {formats.count(failedSessions)}
        <span class="bounds">of {formats.count(sessions)}</span>
      </span>
    ),
    sort: ({ failedSessions }) => failedSessions,
  },
  {
    key: 'requests',
    title: 'Requests',
    figures: true,
    cell: ({ requests, aborted }) => (
      <span class="stacked">
        {formats.count(requests)}
        {aborted > 0 ? (
          <span class="bounds">
            {formats.count(aborted)} given up ({formats.percent(aborted / requests)})
          </span>
        ) : null}
      </span>
    ),
    sort: ({ requests }) => requests,
  },
  {
    key: 'median',
    title: 'Median',
    help: 'Half of those that succeeded took no longer; below: until the first byte of the answer',
    figures: true,
    cell: ({ duration, waiting }) => (
      <span class="stacked">
        {formats.duration(duration?.median)}
        {waiting ? <span class="bounds">waiting {formats.duration(waiting.median)}</span> : null}
      </span>
    ),
    sort: ({ duration }) => duration?.median ?? null,
  },
  {
    key: 'p75',
    title: 'p75',
    help: 'Three of four that succeeded took no longer; below: until the first byte of the answer',
    figures: true,
    cell: ({ duration, waiting }) => (
      <span class="stacked">
        {formats.duration(duration?.p75.estimate)}
        {duration && bounded ? (
          <Bounds interval={duration.p75} format={(bound) => formats.duration(bound)} />
        ) : null}
        {waiting ? <span class="bounds">waiting {formats.duration(waiting.p75.estimate)}</span> : null}
      </span>
    ),
    sort: ({ duration }) => duration?.p75.estimate ?? null,
  },
];
