import { type Html, html } from '../../http/html.ts';
import { squares } from '../../http/qr.ts';

/** A QR code with the white edge that cameras look for. */
export function qr(link: string, label: string): Html {
  const { size, path } = squares(link);
  const whole = size + 8;
  return html`<p><svg class="qr" viewBox="-4 -4 ${whole} ${whole}" role="img" aria-label="${label}"><path d="${path}"/></svg></p>`;
}
