/** What is missing in a form is said in our words: browsers say it in the language that they were bought in. */
const { missing, choose, tick, file, otherwise } = document.body.dataset;

function wordsFor({ type, tagName, validity }) {
  if (!validity.valueMissing) return otherwise;
  if (type === 'file') return file;
  if (type === 'checkbox') return tick;
  return type === 'radio' || tagName === 'SELECT' ? choose : missing;
}

document.addEventListener(
  'invalid',
  ({ target }) => {
    target.setCustomValidity('');
    target.setCustomValidity(wordsFor(target));
  },
  true,
);
// What was said of a field holds until something of its form is filled in.
document.addEventListener('input', ({ target }) => {
  for (const field of target.form?.elements ?? []) field.setCustomValidity?.('');
});
