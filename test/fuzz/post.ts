/** Sends a body as it is, whatever is wrong with it. */
import { type Agent, request } from 'node:http';

/** The status; `cut off`: the connection was closed before there was one. */
export function post(
  url: string,
  { body, headers }: { body: Buffer; headers: Record<string, string> },
  agent: Agent,
): Promise<number | 'cut off'> {
  return new Promise((resolve) => {
    const call = request(url, { agent, method: 'POST', headers: { ...headers, 'content-length': body.length } });
    call.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(response.statusCode ?? 0));
    });
    call.on('error', () => resolve('cut off'));
    call.end(body);
  });
}
