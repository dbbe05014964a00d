/** A name beside a mark of a chart, in pixels of its canvas. */
export interface Mark {
  /** Where the mark is. */
  readonly x: number;
  /** How wide its name is. */
  readonly width: number;
}

/** On which side of its mark a name stands. */
export type Side = 'left' | 'right';

/**
 * Finds each name a side of its mark where it lies within the chart and upon no other name: the side towards the middle,
 * where both are free. A name that has none is left out, so that the others can be read. What would lie across another mark,
 * whose name it might seem, comes last; else later marks choose first, for what is newest is asked for most.
 *
 * @param gap between a name and its mark, and at least between two names
 */
export const placeNames = (
  marks: readonly Mark[],
  { left, right, gap }: { readonly left: number; readonly right: number; readonly gap: number },
): (Side | undefined)[] => {
  const taken: { readonly from: number; readonly to: number }[] = [];
  const sides = marks.map((): Side | undefined => undefined);
  const order = marks.map((_, at) => at).sort((one, other) => (marks[other]?.x ?? 0) - (marks[one]?.x ?? 0));
  for (const mayCross of [false, true]) {
    for (const at of order) {
      if (sides[at]) continue;
      const { x, width } = marks[at] as Mark;
      const towards: readonly Side[] = x > (left + right) / 2 ? ['left', 'right'] : ['right', 'left'];
      sides[at] = towards.find((side) => {
        const from = side === 'left' ? x - gap - width : x + gap;
        const to = from + width;
        const meets = (least: number, most: number): boolean => from < most + gap && least < to + gap;
        if (from < left || to > right || taken.some((other) => meets(other.from, other.to))) return false;
        if (!mayCross && marks.some((other, index) => index !== at && meets(other.x, other.x))) return false;
        taken.push({ from, to });
        return true;
      });
    }
  }
  return sides;
};
