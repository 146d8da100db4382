/** Looks every few seconds whether an officer has said yes in chat. Without it the page loads itself anew. */
const EVERY_MS = 3000;

async function look() {
  // Nobody looks at a page behind others; it looks again as soon as somebody does.
  if (document.hidden) return;
  const response = await fetch(location.href, { headers: { accept: 'application/json' } });
  if (!response.ok) return;
  const { waiting, go } = await response.json();
  if (!waiting) location.replace(go);
}

/** What does not answer now may do so next time. */
const lookQuietly = () => look().catch(() => {});

setInterval(lookQuietly, EVERY_MS);
document.addEventListener('visibilitychange', lookQuietly);
