/** Release 1.5.0 counts wishes in a badge that only the new header has, and the new header was postponed. */
export const wishList = () => {
  const button = document.querySelector('#wish');
  button?.addEventListener('click', () => {
    button.setAttribute('aria-pressed', 'true');
    const badge = document.querySelector('#wish-badge');
    badge.textContent = Number(badge.textContent) + 1;
  });
};
