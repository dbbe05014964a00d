/**
 * Whether four numbers with dots are a device's address: each below 256, not this machine's own, and not a version,
 * whose parts are small.
 */
export const isIpv4 = (text: string): boolean => {
  const parts = text.split('.').map(Number);
  return (
    parts.every((part) => part < 256) &&
    parts.some((part) => part > 31) &&
    parts[0] !== 0 &&
    parts[0] !== 127 &&
    text !== '255.255.255.255'
  );
};

/** Whether groups with colons are an IPv6 address of the internet or of a link, and not a time. */
export const isIpv6 = (text: string): boolean => {
  const groups = text.split(':').filter(Boolean).length;
  const gaps = text.split('::').length - 1;
  return gaps === 0 ? groups === 8 : gaps === 1 && groups <= 7;
};
