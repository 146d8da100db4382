/** Looks every few seconds whether an officer has said yes in chat. Without it the page loads itself anew, or has a button. */
const EVERY_MS = 3000;

/** What was filled in, and goes its way once it is approved. */
const kept = document.querySelector('#kept form');
let sent = false;

async function look() {
  // Nobody looks at a page behind others; it looks again as soon as somebody does.
  if (document.hidden || sent) return;
  const response = await fetch(location.href, { headers: { accept: 'application/json' } });
  if (!response.ok || sent) return;
  const { waiting, sends, go } = await response.json();
  if (sends && kept) kept.requestSubmit();
  else if (!waiting) {
    // Once, too: a file leaves this page where it is.
    sent = true;
    if (go !== location.pathname + location.search) tellSent();
    location.replace(go);
  }
}

function tellSent() {
  const told = document.querySelector('#sent');
  if (told) told.hidden = false;
}

// Once: a file that it brings leaves this page where it is.
kept?.addEventListener('submit', (event) => {
  if (sent) event.preventDefault();
  sent = true;
  kept.hidden = true;
  tellSent();
});

/** What does not answer now may do so next time. */
const lookQuietly = () => look().catch(() => {});

setInterval(lookQuietly, EVERY_MS);
document.addEventListener('visibilitychange', lookQuietly);
