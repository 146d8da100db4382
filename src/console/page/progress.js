/** Moves the bar and the numbers of an announcement that is under way; once somebody has acted on it the page loads anew. */
const EVERY_MS = 3000;
const part = document.querySelector('.progress');

async function look() {
  // Nobody looks at a page behind others, and what somebody has unfolded stays so.
  if (document.hidden || document.querySelector('details[open]:not(.menu details)')) return;
  const response = await fetch(location.href, { headers: { accept: 'application/json' } });
  if (!response.ok) return;
  const { seq, words, bar } = await response.json();
  if (String(seq) !== part.dataset.seq) return location.reload();
  for (const element of part.querySelectorAll('[data-live]')) {
    const said = words[element.dataset.live] ?? '';
    if (element.textContent !== said) element.textContent = said;
  }
  for (const rect of part.querySelectorAll('[data-bar]'))
    for (const [name, value] of Object.entries(bar[rect.dataset.bar] ?? {})) rect.setAttribute(name, value);
}

/** What does not answer now may do so next time. */
const lookQuietly = () => look().catch(() => {});

setInterval(lookQuietly, EVERY_MS);
document.addEventListener('visibilitychange', lookQuietly);
