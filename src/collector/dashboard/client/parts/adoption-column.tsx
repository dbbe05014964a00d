import type { Interval } from '../../../statistics/interval.js';
import type { Formats } from '../formats.js';
import type { Column } from './data-table.js';
import { ShareCell } from './share-cell.js';

/** The column of a share of people that used a feature, with the bounds of its 95 % interval. */
export const adoptionColumn = (formats: Formats): Column<{ readonly adoption: Interval | null }> => ({
  key: 'adoption',
  title: 'Adoption',
  figures: true,
  cell: ({ adoption }) => <ShareCell share={adoption} formats={formats} />,
  sort: ({ adoption }) => adoption?.estimate ?? null,
});
