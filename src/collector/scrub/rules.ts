import { isIpv4, isIpv6 } from './addresses.js';
import { isLuhn } from './checksums.js';
import type { CollectorRule } from './collector-rule.js';
import { digitsOf } from './digits-of.js';
import { isIban } from './iban.js';
import { nationalIds } from './national-ids.js';

/** Endings of file names that would be taken for a domain's last label: `icon@2x.png`. */
const FILE =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|m?jsx?|cjs|tsx?|css|scss|map|json|html?|vue|svelte|wasm|woff2?|md)$/i;

/** Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay, Maestro. */
const ISSUER = /^(?:4|5[0-8]|2[2-7]|3[0468-9]|3[457]|6)/;
const GROUPS = /^(?:\d+|\d{4}([ -])\d{4}\1\d{4}\1\d{2,7}|\d{4}([ -])\d{6}\2\d{4,5})$/;

const isCard = (match: string): boolean => {
  const digits = digitsOf(match);
  return GROUPS.test(match) && ISSUER.test(digits) && !/^(\d)\1*$/.test(digits) && isLuhn(digits);
};

/** Words that stand where a password would, in messages about one. */
const NO_SECRET =
  /^(?:true|false|null|none|undefined|nil|nan|required|missing|invalid|incorrect|wrong|empty|expired|unknown|must|should|cannot|not|is|was|\[|\*+|x+|\.+|string|number|object|function)/i;

/** Mixed enough to be random: a digit, or both cases within a word. */
const isRandom = (text: string): boolean => /\d/.test(text) || /[a-z][A-Z]/.test(text);

/** As many digits as a telephone number has. */
const isPhone = (match: string): boolean => {
  const { length } = digitsOf(match);
  return length >= 8 && length <= 15;
};

const PARAMETER =
  /[?&#;](?:[\w-]{0,24}(?:token|secret|passw(?:or)?d|signature|credential|api[_-]?key)|pwd|pass|auth|sid|sess(?:ion)?(?:_?id)?|jwt|otp|sig|code|state|e?-?mail|phone|tel|mobile|first_?name|last_?name|surname|full_?name|birth\w{0,8}|dob|ssn|iban|address|street|postcode|zip(?:_?code)?)=[^&#\s"'<>]{1,2048}/gi;

const ASSIGNMENT =
  /\b(?:passw(?:or)?d|passphrase|passcode|pwd|secret|client_secret|api[_-]?key|access[_-]?token|refresh[_-]?token|auth[_-]?token|private[_-]?key|session[_-]?token|cvv|cvc)["']?\s{0,3}[:=]\s{0,3}["']?[^\s"',;&)}\]]{3,256}/gi;

/**
 * The browser's rule. Its addresses begin where a run of their letters begins, and nowhere within it: tried from each
 * letter, a long run without an end would cost as many tries for each.
 */
const SHARED =
  /(?<![\w.+:%-])[\w.+:%-]{1,32768}(?:@|%40)(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b|\b(?:eyJ|Bearer |[rs]k_|gh[a-z]_|xox|AKIA)[\w.~+/-]{12,}|\b(?:\d{4}[ -]?){3}\d{3,4}\b/gi;

/** Stands in front of an address, and is none of it: `'ann@example.org'`. */
const BEFORE_EMAIL = /^[.'-]*/;

/** What the browser may send and yet must not be stored. Order matters: the longer find goes first. */
export const COLLECTOR_RULES: readonly CollectorRule[] = [
  {
    name: 'private-key',
    hint: /-----BEGIN/,
    pattern:
      /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\w+/=\s\\]{0,16384}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  },
  { name: 'jwt', hint: /eyJ/, pattern: /\beyJ[\w-]{8,4096}(?:\.[\w-]{4,4096}){0,4}/g },
  {
    name: 'bearer',
    hint: /bearer|basic/i,
    pattern: /\b(?:Bearer|Basic)\s{1,3}[\w.~+/-]{12,4096}={0,2}/gi,
    accept: (match) => isRandom(match.slice(6)),
  },
  {
    name: 'key',
    hint: /A[KSIR][IDO]A|_|pat-|xox|xapp|AIza|ya29|SG\.|pypi|:AA/,
    pattern:
      /\b(?:A(?:KIA|SIA|IDA|ROA)[A-Z\d]{16}\b|gh[pousr]_[A-Za-z\d]{30,255}|github_pat_\w{22,255}|glpat-[\w-]{20,64}|xox[abeprs]-[\w-]{10,255}|xapp-[\w-]{20,255}|[rs]k_(?:live|test)_[A-Za-z\d]{16,255}|whsec_[\w+/=]{16,255}|AIza[\w-]{35}|ya29\.[\w-]{20,255}|SG\.[\w-]{16,64}\.[\w-]{16,64}|npm_[A-Za-z\d]{36}|pypi-[\w-]{40,255}|hf_[A-Za-z]{30,40}|shp(?:at|ca|pa|ss)_[a-f\d]{32}|dop_v1_[a-f\d]{64}|\d{8,10}:AA[\w-]{32,36})/g,
  },
  {
    name: 'key',
    hint: /sk-/,
    pattern: /\bsk-[\w-]{20,255}/g,
    accept: (match) => /\d/.test(match) && /[A-Z]/.test(match),
  },
  { name: 'key', hint: /slack/, pattern: /hooks\.slack\.com\/services\/[\w/]{20,80}/g },
  {
    name: 'parameter',
    hint: /[?&#;][\w-]+=/,
    pattern: PARAMETER,
    accept: (match) => !/=(?:true|false|null|undefined|\d{1,3}|\[redacted\])$/.test(match),
    keep: (match) => match.slice(0, match.indexOf('=') + 1),
  },
  {
    name: 'assignment',
    hint: /pass|pwd|secret|key|token|cvc|cvv/i,
    pattern: ASSIGNMENT,
    accept: (match) => {
      const [, name = '', value = ''] = /^([^:=]*[:=]\s*["']?)(.*)$/s.exec(match) ?? [];
      return (
        !NO_SECRET.test(value) && (isRandom(value) || /[!@#$%^*?+]/.test(value) || /["']$|=$/.test(name))
      );
    },
    keep: (match) => /^[^:=]*[:=]\s*["']?/.exec(match)?.[0] ?? '',
  },
  { name: 'credentials', hint: /@/, pattern: /\/\/[^\s/@:?#[]{1,64}:[^\s/@[]{1,128}@/g, keep: () => '//' },
  {
    name: 'email',
    hint: /@|%40/,
    pattern:
      /(?<![\p{L}\p{N}._%+'-])[.'-]{0,32768}[\p{L}\p{N}_%+][\p{L}\p{N}._%+'-]{0,32768}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?:\p{L}{2,24}|xn--[a-z\d-]{2,32})/giu,
    accept: (match) => !FILE.test(match) && !/^[.'-]*git@/i.test(match),
    keep: (match) => BEFORE_EMAIL.exec(match)?.[0] ?? '',
  },
  {
    name: 'iban',
    hint: /[A-Z]{2}\d\d/i,
    pattern: /\b[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b/gi,
    accept: isIban,
  },
  {
    name: 'card',
    hint: /\d(?:[ -]?\d){13}/,
    pattern: /(?<![\w.+-])\d(?:[ -]?\d){13,18}(?!\w|[.-]\d)/g,
    accept: isCard,
  },
  ...nationalIds,
  {
    name: 'phone',
    hint: /\+\d/,
    pattern: /(?<![\w.+-])\+[1-9](?:[ ./()-]{0,2}\d){7,14}(?![\w]|[.,:-]\d)/g,
    accept: isPhone,
  },
  {
    name: 'phone',
    hint: /\d\d\d?[) ./-]/,
    pattern:
      /(?<![\w.+-])(?:00[1-9]\d{0,2}[ ./-](?:[ ./()-]{0,2}\d){6,12}|\([2-9]\d\d\) ?[2-9]\d\d[ .-]\d{4}|[2-9]\d\d([.-])[2-9]\d\d\1\d{4}|0[1-9](?:[ .]\d\d){4}|01[567]\d[ /-]\d{3,4} ?\d{4,5}|07\d{3} \d{6}|0[1-9]\d{1,4}\/\d{5,9})(?![\w]|[.,-]\d)/g,
  },
  {
    name: 'phone',
    hint: /tel|phone|mobile|handy|fax|whatsapp/i,
    pattern:
      /\b(?:tel|phone|telephone|telefon|mobile|handy|fax|whatsapp)(?:[:.=]|%3A){0,2} {0,2}\+?\d(?:[ ./()-]{0,2}\d){5,14}/gi,
    keep: (match) => /^[^\d+]*/.exec(match)?.[0] ?? '',
  },
  {
    name: 'ip',
    hint: /\d\.\d{1,3}\.\d/,
    pattern: /(?<![\w.-]|(?<!\/)\/|[vV]|rv:)\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)/g,
    accept: isIpv4,
  },
  {
    name: 'ip',
    hint: /[\da-f]{4}:/i,
    pattern: /(?<![\w:.])(?:[23][\da-f]{3}|fe80|f[cd][\da-f]{2})(?:::?[\da-f]{1,4}){1,7}(?:::)?(?![\w:])/gi,
    accept: isIpv6,
  },
  {
    name: 'mac',
    hint: /[\da-f]{2}([:-])[\da-f]{2}\1/i,
    pattern: /(?<![\w:-])[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}(?![\w:-])/gi,
  },
  {
    name: 'coordinates',
    hint: /\d\.\d{4}/,
    pattern: /(?<![\w.-])-?\d{1,2}\.\d{4,15}°? ?[NS]?(?:[,;/]|%2C)\s{0,2}-?\d{1,3}\.\d{4,15}(?![\w.])/gi,
    accept: (match) => {
      const [lat = 0, lon = 0] = (match.replace(/%2C/i, ',').match(/-?\d+\.\d+/g) ?? []).map(Number);
      return Math.abs(lat) >= 1 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    },
  },
  {
    name: 'coordinates',
    hint: /lat|lng|lon/i,
    pattern: /\b(?:lat(?:itude)?|lng|lon(?:gitude)?)["']?\s{0,2}[=:]\s{0,2}["']?-?\d{1,3}\.\d{3,15}/gi,
    keep: (match) => /^[^\d-]*/.exec(match)?.[0] ?? '',
  },
  // All that the browser finds, save what it takes for a card by its digits alone.
  {
    name: 'shared',
    hint: /@|%40|eyJ|bearer |[rs]k_|gh[a-z]_|xox|akia|(?:\d{4}[ -]?){3}/i,
    pattern: SHARED,
    accept: (match) =>
      !/^[\d -]+$/.test(match) && !FILE.test(match) && !/^(?:git@|bearer [a-z]+$)/i.test(match),
  },
];
