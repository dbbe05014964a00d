import type { WebVital } from '../../metrics/web-vital.js';

/** Turns figures into text. What is unknown is a dash. */
export interface Formats {
  /** 1,234; 12.3K from 100,000 on where `short`. */
  count(value: number | null | undefined, short?: boolean): string;
  /** 1 session, 1,234 sessions */
  counted(value: number | null | undefined, noun: string): string;
  /** 0.912 → 91.2 % */
  percent(share: number | null | undefined, digits?: number): string;
  /** −0.067 → −6.7 */
  points(difference: number | null | undefined): string;
  /** 1.25 */
  decimal(value: number | null | undefined, digits?: number): string;
  /** A web vital's value with its unit: 2.31 s, 184 ms, 0.083 */
  vital(name: WebVital, value: number | null | undefined, signed?: boolean): string;
  /** Milliseconds: 184 ms, 2.31 s, 3 min 12 s, 2 h 5 min, 3 d 4 h */
  duration(milliseconds: number | null | undefined): string;
  /** 4 Mar, 12:30 */
  moment(time: number): string;
  /** 12:30:05 */
  clock(time: number): string;
  /** A bucket of so many milliseconds: 12:30 or 4 Mar */
  bucket(time: number, step: number): string;
  /** 3 min ago */
  ago(time: number, now: number): string;
  /** half a minute of steps: 30 seconds */
  span(milliseconds: number): string;
}

const DASH = '–';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Keeps a number and its unit on one line. */
const THIN = '\u202f';

const known = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

const number = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
  const format = new Intl.NumberFormat('en', options);
  return (value) => format.format(value).replace('-', '−');
};

const fixed = (digits: number, signed = false): ((value: number) => string) =>
  number({
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: signed ? 'exceptZero' : 'negative',
  });

/** Makes the formats, in English as the dashboard is, with the reader's own time zone. */
export const createFormats = (): Formats => {
  const whole = number({ maximumFractionDigits: 0 });
  const compact = number({ notation: 'compact', maximumFractionDigits: 1 });
  const fixedBy = [0, 1, 2, 3].map((digits) => fixed(digits)) as [
    ReturnType<typeof fixed>,
    ...ReturnType<typeof fixed>[],
  ];
  const signedBy = [0, 1, 2, 3].map((digits) => fixed(digits, true)) as typeof fixedBy;
  const date = (options: Intl.DateTimeFormatOptions): ((time: number) => string) => {
    const format = new Intl.DateTimeFormat('en-GB', options);
    return (time) => format.format(time);
  };
  const moment = date({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const day = date({ weekday: 'short', day: 'numeric', month: 'short' });
  const minute = date({ hour: '2-digit', minute: '2-digit' });
  const clock = date({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const digitsFor = (digits: number, signed = false): ((value: number) => string) =>
    (signed ? signedBy : fixedBy)[digits] ?? fixed(digits, signed);
  const count: Formats['count'] = (value, short = false) =>
    known(value) ? (short && Math.abs(value) >= 100_000 ? compact(value) : whole(value)) : DASH;
  return {
    count,
    counted(value, noun) {
      const text = count(value);
      return `${text} ${noun}${text === '1' ? '' : 's'}`;
    },
    percent: (share, digits = 1) => (known(share) ? `${digitsFor(digits)(share * 100)}${THIN}%` : DASH),
    points: (difference) => (known(difference) ? digitsFor(1, true)(difference * 100) : DASH),
    decimal: (value, digits = 2) => (known(value) ? digitsFor(digits)(value) : DASH),
    vital(name, value, signed = false) {
      if (!known(value)) return DASH;
      if (name === 'CLS') return digitsFor(3, signed)(value);
      return Math.abs(value) >= 1_000
        ? `${digitsFor(2, signed)(value / 1_000)}${THIN}s`
        : `${digitsFor(0, signed)(value)}${THIN}ms`;
    },
    duration(milliseconds) {
      if (!known(milliseconds)) return DASH;
      if (milliseconds < 999.5) return `${digitsFor(0)(milliseconds)}${THIN}ms`;
      if (milliseconds < MINUTE - 50)
        return `${digitsFor(milliseconds < 9_995 ? 2 : 1)(milliseconds / 1_000)}${THIN}s`;
      const [size, name, part, partName] =
        milliseconds < HOUR - 500
          ? ([MINUTE, 'min', 1_000, 's'] as const)
          : milliseconds < DAY - MINUTE / 2
            ? ([HOUR, 'h', MINUTE, 'min'] as const)
            : ([DAY, 'd', HOUR, 'h'] as const);
      const parts = Math.round(milliseconds / part);
      const rest = parts % (size / part);
      return `${digitsFor(0)(Math.floor(parts / (size / part)))}${THIN}${name}${rest > 0 ? ` ${rest}${THIN}${partName}` : ''}`;
    },
    moment,
    clock,
    bucket: (time, step) =>
      step >= DAY ? day(time) : step >= HOUR ? moment(time) : step >= MINUTE ? minute(time) : clock(time),
    ago(time, now) {
      const passed = Math.max(0, now - time);
      if (passed < MINUTE) return 'just now';
      if (passed < HOUR) return `${Math.floor(passed / MINUTE)}${THIN}min ago`;
      if (passed < 2 * DAY) return `${Math.floor(passed / HOUR)}${THIN}h ago`;
      return `${Math.floor(passed / DAY)} days ago`;
    },
    span(milliseconds) {
      const [size, name] =
        milliseconds >= DAY
          ? [DAY, 'day']
          : milliseconds >= HOUR
            ? [HOUR, 'hour']
            : milliseconds >= MINUTE
              ? [MINUTE, 'minute']
              : ([1_000, 'second'] as const);
      const amount = Math.round((milliseconds / size) * 10) / 10;
      return amount === 1 ? name : `${amount} ${name}s`;
    },
  };
};
