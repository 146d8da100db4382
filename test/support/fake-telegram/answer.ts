/** How the Bot API says no. */
export class Refusal extends Error {
  readonly status: number;
  readonly parameters: Record<string, number> | undefined;

  constructor(status: number, description: string, parameters?: Record<string, number>) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }
}

export const badRequest = (words: string) => new Refusal(400, `Bad Request: ${words}`);
export const forbidden = (words: string) => new Refusal(403, `Forbidden: ${words}`);
export const tooMany = (seconds: number) => new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });

/** The parameters of a call; JSON inside strings is taken too, as the real one does for forms. */
export type Payload = Record<string, unknown>;
