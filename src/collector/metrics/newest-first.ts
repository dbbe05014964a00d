/** A release and when it was first seen. */
export interface SeenRelease {
  readonly release: string;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
}

/** Numbers with dots between them, and what follows as SemVer has it: `v1.5.0-rc.1+412`. */
const VERSION = /^v?(\d+(?:\.\d+)+)(?:-([\da-z.-]+))?(?:\+[\da-z.-]+)?$/i;

/** A commit's hash, alone or as `git describe` writes it: it says nothing of the order. */
const COMMIT =
  /(?:^|[.-])(?:\d+-g[\da-f]{4,40}|(?=\d{0,39}[a-f])(?=[a-f]{0,39}\d)[\da-f]{7,40})(?![^.-]).*$/i;

/** Characters of a version number; what is longer is a name. */
const LONGEST = 100;

interface Version {
  /** Without zeros at the end, which make no difference. */
  readonly numbers: string;
  /** What makes it a version before that of the same numbers: empty where it is none. */
  readonly before: readonly string[];
}

const readVersion = (release: string): Version | undefined => {
  const [, numbers, suffix = ''] = (release.length <= LONGEST && VERSION.exec(release)) || [];
  if (numbers === undefined) return undefined;
  const before = suffix.replace(COMMIT, '');
  return {
    numbers: numbers.replace(/(?:\.0+)+$/, ''),
    before: before === '' ? [] : before.split('.'),
  };
};

/** Compares texts, the numbers in them as numbers. */
type Compare = (one: string, other: string) => number;

/** @see https://semver.org/#spec-item-11 */
const compareVersions = (one: Version, other: Version, compare: Compare): number => {
  const numbers = compare(one.numbers, other.numbers);
  if (numbers !== 0) return numbers;
  if (one.before.length === 0 || other.before.length === 0) return other.before.length - one.before.length;
  for (const [at, part] of one.before.entries()) {
    const parts = compare(part, other.before[at] ?? '');
    if (parts !== 0) return parts;
  }
  return one.before.length - other.before.length;
};

const byName = (one: SeenRelease, other: SeenRelease): number =>
  one.release < other.release ? 1 : one.release > other.release ? -1 : 0;

/**
 * Puts a service's releases in order, the newest first. Of two version numbers the higher one is newer, whenever each was
 * first seen: an old page may be loaded from a cache after the new one. Else, and of the same version, it is the one that was
 * first seen later; a version counts as seen no later than any higher one, so that both rules make one order.
 */
export const newestFirst = <Release extends SeenRelease>(releases: readonly Release[]): Release[] => {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const named: { row: Release; begun: number }[] = [];
  const numbered: { row: Release; begun: number; version: Version }[] = [];
  for (const row of [...releases].sort(byName)) {
    const version = readVersion(row.release);
    if (version) numbered.push({ row, begun: row.firstSeen, version });
    else named.push({ row, begun: row.firstSeen });
  }
  numbered.sort(
    (one, other) =>
      compareVersions(other.version, one.version, compare) || other.row.firstSeen - one.row.firstSeen,
  );
  let earliest = Number.POSITIVE_INFINITY;
  for (const one of numbered) {
    earliest = Math.min(earliest, one.begun);
    one.begun = earliest;
  }
  return [...named, ...numbered].sort((one, other) => other.begun - one.begun).map(({ row }) => row);
};
