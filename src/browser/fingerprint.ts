/**
 * FNV-1a, 32 bits, over UTF-16 units instead of bytes, as 8 hex digits: short, quick, and not for secrets. For text in ASCII
 * it is what others compute.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5;
  // Of a character outside the basic plane the first half is enough.
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (2 ** 32 + (hash >>> 0)).toString(16).slice(1);
};
