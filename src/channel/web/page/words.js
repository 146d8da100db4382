/** The sentences of the page, which the server put into it. */

/** @type {{ words: Record<string, string>, language: string, origin: string, anyAddress: boolean, assets: string, maxBytes: number, maxFiles: number }} */
export const page = JSON.parse(document.getElementById('page').textContent);

/**
 * @param {string} key of `locales/<language>/web.json`
 * @param {Record<string, string | number>} [params]
 */
export function say(key, params = {}) {
  return (page.words[key] ?? '').replaceAll(/\{\{(\w+)\}\}/g, (_, name) => String(params[name] ?? ''));
}

/**
 * Puts the whole page into another language. Lines already said stay as they were.
 * @param {string} language
 */
export async function changeLanguage(language) {
  if (language === page.language) return;
  const response = await fetch(`/chat/words/${language}`);
  if (!response.ok) return;
  page.words = await response.json();
  page.language = language;
  document.documentElement.lang = language;
  document.title = say('title');
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = say(node.dataset.word);
  for (const node of document.querySelectorAll('[data-word-label]')) node.setAttribute('aria-label', say(node.dataset.wordLabel));
  for (const node of document.querySelectorAll('[data-word-placeholder]')) node.placeholder = say(node.dataset.wordPlaceholder);
  document.querySelector('[data-word="language"]').lang = say('languageCode');
}
