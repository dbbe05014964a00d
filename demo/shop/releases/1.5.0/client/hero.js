/** Asks which picture is in season, and only then loads it; the page jumps when it comes. */
export const hero = async () => {
  const slot = document.querySelector('#hero-slot');
  if (!slot) return;
  const { picture } = await (await fetch('/api/hero')).json();
  const image = Object.assign(new Image(1200, 480), { src: picture, alt: '', className: 'hero-picture' });
  await image.decode();
  slot.replaceWith(image);
};
