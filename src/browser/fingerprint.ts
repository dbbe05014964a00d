/** FNV-1a, 32 bits, as 8 hex digits: short, quick, and not for secrets. http://www.isthe.com/chongo/tech/comp/fnv/ */
export const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};
