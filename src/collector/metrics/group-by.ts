/**
 * Groups rows by a key, in the order in which the keys come: once through the rows, however many keys there are. Node 20
 * has no `Map.groupBy`.
 *
 * @example groupBy(['a', 'bb', 'c'], ({ length }) => length).get(1) // ['a', 'c']
 */
export const groupBy = <Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> => {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
};
