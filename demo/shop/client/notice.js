/** Shows a sentence at the foot of the page for a while. */
export const notice = (text) => {
  const element = document.querySelector('#notice');
  element.textContent = text;
  setTimeout(() => {
    if (element.textContent === text) element.textContent = '';
  }, 4000);
};
