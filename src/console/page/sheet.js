/** A sheet: what was ticked by mistake is unticked by pressing it once more. */

// A radio button is ticked before its click is heard: what it was is known from the press before.
let was = null;
const radioOf = ({ target }) => target.closest('.pick label')?.querySelector('input') ?? null;

document.addEventListener('pointerdown', (event) => {
  const radio = radioOf(event);
  was = radio?.checked ? radio : null;
});
document.addEventListener('click', ({ target }) => {
  if (target !== was || !target.dataset.open) return;
  target.checked = false;
  was = null;
  target.dispatchEvent(new Event('input', { bubbles: true }));
});
