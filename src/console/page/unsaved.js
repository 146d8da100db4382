/** Asks before a page is left on which something was filled in and not sent: a whole evening may stand there. */
// What could not be taken is shown filled in, and is no more saved for that.
const filledIn = new Set(document.querySelectorAll('form[data-unsaved]'));

document.addEventListener('input', ({ target }) => {
  const { form } = target;
  // What is looked for is typed again in a moment.
  if (form?.method === 'post' && !form.querySelector('.finding, [type="search"]')) filledIn.add(form);
});
document.addEventListener('submit', ({ target }) => filledIn.delete(target));
addEventListener('beforeunload', (event) => {
  if (filledIn.size > 0) event.preventDefault();
});
