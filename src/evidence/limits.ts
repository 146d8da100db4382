/** What a household may hand in. Generous for a phone's photos, small enough for one disk to serve a city. */

/** Of one file as it arrives, and of what is kept of it. */
export interface FileLimits {
  /** Of the file as received, and of a cleaned PDF. */
  bytes: number;
  /** Width times height of a picture; a phone's "50 MP" mode fits. */
  pixels: number;
  /** Longest edge of the picture that is kept, in pixels. */
  edge: number;
  thumbEdge: number;
  /** Of a PDF. */
  pages: number;
  /** Seconds that cleaning one file may take. */
  seconds: number;
}

export const fileLimits: FileLimits = {
  bytes: 10 * 1024 * 1024,
  pixels: 65_000_000,
  edge: 2048,
  thumbEdge: 320,
  pages: 20,
  seconds: 20,
};

/** Of all that one household hands in for one assessment. */
export interface EvidenceLimits {
  filesPerIndicator: number;
  storiesPerIndicator: number;
  filesPerHousehold: number;
  /** Sum of the files as kept. */
  bytesPerHousehold: number;
  /** Characters of one story after NFC. */
  storyLength: number;
}

export const evidenceLimits: EvidenceLimits = {
  filesPerIndicator: 6,
  storiesPerIndicator: 6,
  filesPerHousehold: 40,
  bytesPerHousehold: 60 * 1024 * 1024,
  storyLength: 3000,
};
