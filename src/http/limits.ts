/** How often, and how much at once, one visitor and one address may ask. Many households share an address behind a mobile carrier. */

const megabyte = 1024 * 1024;

/** Requests per window. */
export interface Rates {
  /** Everything, one address, a minute. */
  address: number;
  /** New conversations, one address, ten minutes. */
  sessions: number;
  /** Messages, one visitor, a minute. */
  messages: number;
  /** Uploads, one visitor, ten minutes. */
  uploads: number;
  /** Stored files opened, one visitor, a minute. A long conversation shows dozens of photos. */
  files: number;
  /** Everything held about a household gathered, one visitor, ten minutes. */
  data: number;
  /** Codes made for another phone, one visitor, ten minutes. */
  handovers: number;
  /** Codes tried, one address, ten minutes. */
  claims: number;
  /** One-time links opened, one address, ten minutes. Nobody guesses them; many households share an address. */
  opens: number;
  /** Six-digit codes asked for, one address, ten minutes: a whole khu phố may scan the same picture at its meeting. */
  digits: number;
  /** Codes of cards, and calendars of trainings, looked up, one address, ten minutes: a card is passed around, and many share an address. */
  lookups: number;
  /** Of those two, the ones for a code that leads nowhere. */
  guesses: number;
  /** Pages and forms of the console, one officer, a minute. */
  officers: number;
  /** Files that an officer sends or takes away, ten minutes: each costs much. */
  officerFiles: number;
  /** Links into the console opened and codes asked for, one address, ten minutes. A ward's office shares one. */
  entries: number;
  /** Looks whether an officer has said yes in chat, one address, ten minutes: every few seconds while somebody waits. */
  looks: number;
}

/** At one moment. */
export interface Loads {
  /** Pages that listen to one conversation. */
  streamsOfAccount: number;
  /** Pages that listen from one address. */
  streamsOfAddress: number;
  /** Bytes of uploads on their way from one address. They lie in memory until the files are cleaned. */
  uploadBytesOfAddress: number;
  /** Bytes of uploads on their way from everybody. */
  uploadBytes: number;
}

export interface Limits extends Rates, Loads {}

export const defaultLimits: Limits = {
  address: 3000,
  sessions: 300,
  messages: 240,
  uploads: 60,
  files: 600,
  data: 30,
  handovers: 10,
  claims: 20,
  opens: 300,
  digits: 600,
  lookups: 600,
  guesses: 60,
  officers: 600,
  officerFiles: 120,
  entries: 120,
  looks: 6000,
  streamsOfAccount: 12,
  streamsOfAddress: 300,
  uploadBytesOfAddress: 64 * megabyte,
  uploadBytes: 128 * megabyte,
};
