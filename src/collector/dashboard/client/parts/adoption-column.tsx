import type { Interval } from '../../../statistics/interval.js';
import type { Formats } from '../formats.js';
import type { Column } from './data-table.js';
import { Bounds } from './interval.js';

/** The column of a share of people that used a feature, with the bounds of its 95 % interval. */
export const adoptionColumn = (formats: Formats): Column<{ readonly adoption: Interval | null }> => ({
  key: 'adoption',
  title: 'Adoption',
  figures: true,
  cell: ({ adoption }) => (
    <span class="stacked">
      {formats.percent(adoption?.estimate)}
      <Bounds interval={adoption} format={(bound) => formats.percent(bound)} />
    </span>
  ),
  sort: ({ adoption }) => adoption?.estimate ?? null,
});
