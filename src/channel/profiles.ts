/** What each channel can carry, from the platforms' own documentation. */
import type { Capabilities, ChannelKind } from './channel.ts';

/** Milliseconds. */
const HOUR = 60 * 60 * 1000;

export const profiles: Readonly<Record<ChannelKind, Capabilities>> = {
  // Our own page: the limits only keep a message readable on a phone.
  web: {
    maxText: 20_000,
    maxButtons: 40,
    maxButtonLabel: 160,
    maxButtonData: 256,
    edits: true,
    pressesAreText: false,
    asksContact: false,
    startPayload: true,
    abroad: false,
    pace: null,
    windows: null,
  },
  telegram: {
    maxText: 4096,
    maxButtons: 12,
    maxButtonLabel: 64,
    maxButtonData: 64,
    edits: true,
    pressesAreText: false,
    asksContact: true,
    startPayload: true,
    abroad: true,
    pace: { perSecond: 30, burstPerChat: 3 },
    windows: null,
  },
  zalo: {
    maxText: 2000,
    maxButtons: 5,
    maxButtonLabel: 100,
    maxButtonData: 1000,
    edits: false,
    pressesAreText: true,
    asksContact: true,
    startPayload: false,
    abroad: false,
    // 4,000 requests a minute for the whole app; some are uploads and tokens.
    pace: { perSecond: 60, burstPerChat: 5 },
    windows: { free: 48 * HOUR, paid: 7 * 24 * HOUR },
  },
};

/** With more than these under one message some channel has to make a numbered list of them. */
export const fewestButtons = Math.min(...Object.values(profiles).map(({ maxButtons }) => maxButtons));
