/**
 * Looks up a name for a connection, and refuses it where it leads to a machine that is not out on the internet. The
 * connection is made to the very addresses that were looked at, so a name that changes in between gains nothing.
 */
import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns';
import { BlockList, isIPv4, isIPv6, type LookupFunction } from 'node:net';

/** Code of the error for an address that is not public. */
export const NOT_PUBLIC = 'NOT_PUBLIC';

type Resolve = (
  name: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

export function createPublicLookup(resolve: Resolve = systemLookup): LookupFunction {
  return (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      const [first] = found;
      // One of them may be meant to slip in beside the others.
      if (!first || !found.every(({ address }) => isPublic(address)))
        return done(Object.assign(new Error('the name leads to no public address'), { code: NOT_PUBLIC }), '');
      if (options.all) done(null, found);
      else done(null, first.address, first.family);
    });
  };
}

/** IANA's special-purpose addresses, and multicast. */
const special = blockList('ipv4', [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24',
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
]);
/** All that is given out so far; every way to write an IPv4 address in IPv6 lies outside, or in what is special in it. */
const global6 = blockList('ipv6', ['2000::/3']);
const special6 = blockList('ipv6', ['2001::/23 2001:db8::/32 2002::/16 3fff::/20']);

export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !special.check(address);
  // Only what is reached by a link of this machine has a zone.
  return isIPv6(address) && !address.includes('%') && global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

function blockList(type: 'ipv4' | 'ipv6', lines: string[]): BlockList {
  const list = new BlockList();
  for (const subnet of lines.join(' ').split(' ')) {
    const [net = '', prefix] = subnet.split('/');
    list.addSubnet(net, Number(prefix), type);
  }
  return list;
}
