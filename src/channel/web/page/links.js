/** Addresses of our own inside a message can be tapped; those of other hosts stay words. */
import { page, say } from './words.js';

/**
 * @param {string} text
 * @returns {(string | HTMLElement)[]} the same words
 */
export function withLinks(text) {
  // What ends a sentence is no part of the address before it. Every second part is an address.
  return text
    .split(/(https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?…)\]])/u)
    .map((part, at) => (at % 2 === 1 && isOurs(part) ? linkTo(asHere(part)) : part));
}

/** For whoever cannot see that a link leaves the page. */
export function opensPage() {
  const words = document.createElement('span');
  words.className = 'unseen';
  words.textContent = ` ${say('opensPage')}`;
  return words;
}

function isOurs(address) {
  try {
    return [page.origin, location.origin].includes(new URL(address).origin);
  } catch {
    return false;
  }
}

/** A service that does not know its own address names the machine that it runs on; whoever reads this came by one that works. */
function asHere(address) {
  return page.anyAddress && new URL(address).origin === page.origin ? location.origin + address.slice(page.origin.length) : address;
}

function linkTo(address) {
  const link = document.createElement('a');
  Object.assign(link, { href: address, target: '_blank', rel: 'noopener' });
  link.append(address, opensPage());
  return link;
}
