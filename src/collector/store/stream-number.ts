/** No document counts further; a number that is made up must not pass for so many lost events. */
const LAST_NUMBER = 1_000_000_000;

/** The number in the column Uid. One of Sonde's is 24 hex digits, a hyphen and a number; a UUID or ULID has no hyphen there. */
export const NUMBER: string =
  `if(substring(Uid, 25, 1) = '-' AND toUInt64OrZero(substring(Uid, 26)) <= ${LAST_NUMBER}, ` +
  `toUInt64OrZero(substring(Uid, 26)), 0)`;

/** The stream in the column Uid, where the column Number says that it is one of Sonde's. */
export const STREAM = `if(Number > 0, substring(Uid, 1, 24), '')`;
