/**
 * The one catalogue of what can go wrong for somebody outside: a stable code, an HTTP status, and a sentence in
 * `locales/<language>/problem.json` under the same code that says what to do about it.
 */
export const problems = {
  badJson: 400,
  badRequest: 400,
  tooLarge: 413,
  unsupportedMedia: 415,
  notSignedIn: 401,
  pageClosed: 401,
  crossSite: 403,
  notFound: 404,
  leaving: 409,
  expired: 410,
  tooMany: 429,
  busy: 503,
  storeDown: 503,
  starting: 503,
  internal: 500,
  // Files
  fileHeic: 415,
  fileUnknown: 415,
  fileBroken: 422,
  fileTooLarge: 413,
  fileTooManyPixels: 413,
  fileTooManyPages: 413,
  fileEncrypted: 422,
  fileCount: 409,
  fileTotal: 409,
  fileSame: 409,
  fileNotFetched: 502,
  diskFull: 507,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof problems;

/** Something went wrong that somebody outside can understand. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;

  constructor(code: ProblemCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'Problem';
    this.code = code;
    this.status = problems[code];
  }
}
