/** Asks before a page is left on which something was filled in and not sent: a whole evening may stand there. */
const filledIn = new Set();

document.addEventListener('input', ({ target }) => {
  if (target.form?.method === 'post') filledIn.add(target.form);
});
document.addEventListener('submit', ({ target }) => filledIn.delete(target));
addEventListener('beforeunload', (event) => {
  if (filledIn.size > 0) event.preventDefault();
});
