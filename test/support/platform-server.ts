/** A server on this machine that stands in for a platform. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PlatformServer {
  root: string;
  close(): Promise<void>;
}

export async function listen(answer: RequestListener): Promise<PlatformServer> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whom it is to be handed to. */
export async function chatOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return String((JSON.parse(Buffer.concat(chunks).toString()) as { chat_id: number | string }).chat_id);
}
