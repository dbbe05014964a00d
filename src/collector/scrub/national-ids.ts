import { isEan13, isLuhn, remainder } from './checksums.js';
import type { CollectorRule } from './collector-rule.js';
import { digitsOf } from './digits-of.js';

const name = 'national-id';

const isDate = (month: string, day: string): boolean =>
  +month >= 1 && +month <= 12 && +day >= 1 && +day <= 31;

/** What letters count at odd places; digits count as the letters of the same rank. */
const CODICE_ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

const isCodiceFiscale = (text: string): boolean => {
  const code = text.toUpperCase();
  const value = (one: string, isOdd: boolean): number => {
    const rank = one >= 'A' ? one.charCodeAt(0) - 65 : Number(one);
    return isOdd ? (CODICE_ODD[rank] as number) : rank;
  };
  const sum = [...code.slice(0, 15)].reduce((total, one, index) => total + value(one, index % 2 === 0), 0);
  return String.fromCharCode(65 + (sum % 26)) === code[15];
};

const isCpf = (text: string): boolean => {
  const digits = digitsOf(text);
  const check = (length: number): number => {
    const sum = [...digits.slice(0, length)].reduce(
      (total, one, at) => total + Number(one) * (length + 1 - at),
      0,
    );
    return ((sum * 10) % 11) % 10;
  };
  return !/^(\d)\1*$/.test(digits) && check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
};

/** National numbers that look like nothing else, or have a sum that tells them: those of the United States, the United Kingdom, Spain, France, Italy, Brazil, Sweden, Switzerland and Finland. */
export const nationalIds: readonly CollectorRule[] = [
  {
    name,
    hint: /\d{3}-\d\d-\d{4}/,
    pattern: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])/g,
  },
  {
    name,
    hint: /[A-Z]{2} ?\d\d/,
    pattern: /\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b/g,
  },
  {
    name,
    hint: /\d{7}/,
    pattern: /\b[XYZ]?\d{7,8}-?[A-HJ-NP-TV-Z]\b/g,
    accept: (text) => {
      const digits = digitsOf(text);
      const prefix = 'XYZ'.indexOf(text[0] as string);
      if (digits.length !== (prefix < 0 ? 8 : 7)) return false;
      return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number((prefix < 0 ? '' : prefix) + digits) % 23] === text.at(-1);
    },
  },
  {
    name,
    hint: /\d{3} ?\d{3}/,
    pattern: /\b[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d\b/g,
    accept: (text) => {
      const number = text.replace(/ /g, '').replace('2A', '19').replace('2B', '18');
      return 97 - remainder(number.slice(0, 13), 97) === Number(number.slice(13));
    },
  },
  {
    name,
    hint: /[A-Z]{6}\d\d/i,
    pattern: /\b[A-Z]{6}\d\d[A-EHLMPR-T][0-7]\d[A-Z]\d{3}[A-Z]\b/gi,
    accept: isCodiceFiscale,
  },
  { name, hint: /\d{3}\.\d{3}\./, pattern: /\b\d{3}\.\d{3}\.\d{3}-\d\d\b/g, accept: isCpf },
  {
    name,
    hint: /\d{6}[-+]\d{4}/,
    pattern: /(?<![\w-])(?:19|20)?\d{6}[-+]\d{4}(?![\w-])/g,
    accept: (text) => {
      const digits = digitsOf(text).slice(-10);
      return isDate(digits.slice(2, 4), digits.slice(4, 6)) && isLuhn(digits);
    },
  },
  { name, hint: /756\./, pattern: /\b756\.\d{4}\.\d{4}\.\d\d\b/g, accept: (text) => isEan13(digitsOf(text)) },
  {
    name,
    hint: /\d{6}[-+A-FU-Y]\d{3}/,
    pattern: /\b\d{6}[-+A-FU-Y]\d{3}[\dA-FHJ-NPR-Y]\b/g,
    accept: (text) =>
      isDate(text.slice(2, 4), text.slice(0, 2)) &&
      '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(text.slice(0, 6) + text.slice(7, 10)) % 31] === text[10],
  },
];
