/** The three servers of the platform, each at an address of its own, so that what is asked of the wrong one is not answered. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Serve = (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;

export interface Host {
  /** `127.0.0.1:<port>` */
  host: string;
  close(): Promise<void>;
}

/** @param port 0: any free one */
export async function openHost(serve: Serve, port = 0): Promise<Host> {
  const listener: RequestListener = (request, response) => {
    void readAll(request)
      .then((body) => serve(request, response, body))
      .catch((error: unknown) => {
        // A mistake of the fake's own is told apart from what it plays.
        if (!response.headersSent) response.writeHead(500).end(`the fake Zalo failed: ${String(error)}`);
      });
  };
  const server: Server = createServer(listener);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
