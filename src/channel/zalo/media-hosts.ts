/** Where Zalo keeps what people send. Nothing else is ever fetched: an address comes from outside, and may lead anywhere. */
import { isIP } from 'node:net';

export interface Place {
  url: URL;
  /** The operator listed this very place, so it may be anywhere, even on this machine. */
  listed: boolean;
}

export interface MediaHosts {
  /** Where to fetch what is at an address; null: nothing is fetched from there. */
  placeOf(address: string): Place | null;
}

/**
 * @param hosts names such as `zdn.vn`: they and all below them, by https alone. With a port other than 443 (`localhost:4567`), or
 *   as a number, it is this one place, also by http: for tests
 */
export function createMediaHosts(hosts: readonly string[]): MediaHosts {
  const entries = hosts.map(entryOf);
  const places = entries.filter((entry) => entry.exact);
  const names = entries.filter((entry) => !entry.exact).map(({ host }) => host);

  function isListed({ hostname, port, protocol }: URL): boolean {
    const at = port || (protocol === 'http:' ? '80' : '443');
    return places.some((place) => place.host === hostname && (place.port === '' || place.port === at));
  }

  function isBelow({ hostname }: URL): boolean {
    return names.some((name) => hostname === name || hostname.endsWith(`.${name}`));
  }

  return {
    placeOf(address) {
      const url = URL.parse(address);
      if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
      if (isListed(url)) return { url, listed: true };
      if (!isBelow(url)) return null;
      // Zalo still writes http, and answers to https.
      url.protocol = 'https:';
      return url.port === '' ? { url, listed: false } : null;
    },
  };
}

interface Entry {
  host: string;
  /** Of an exact place; empty: any. */
  port: string;
  exact: boolean;
}

function entryOf(entry: string): Entry {
  const [, host = '', port = ''] = /^(.+?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
  // What https has anyhow makes a name no narrower.
  const exact = (port !== '' && port !== '443') || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
  return { host: host.replace(/^(\*?\.)/, ''), port, exact };
}
