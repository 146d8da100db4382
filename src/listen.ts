/** The port, taken before anything else is touched, so that a second start fails at once. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CannotStart } from './cannot-start.ts';

/** A stop lets requests finish that take no longer; a slow upload begins again with the next process. */
const CLOSE_PATIENCE_MS = 2_000;

export interface Door {
  port: number;
  /** Hands requests to the app. The signal tells it to let go of open streams. */
  open(build: (closing: AbortSignal) => RequestListener): void;
  /** Takes no new connections, gives requests in hand a moment, then breaks what is left. */
  close(): Promise<void>;
}

/**
 * @param waiting answers until the door is opened
 * @throws CannotStart when the port cannot be taken
 */
export async function takePort(host: string, port: number, waiting: RequestListener): Promise<Door> {
  let handle = waiting;
  const closing = new AbortController();
  const server = createServer((request, response) => handle(request, response));
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    open: (build) => {
      handle = build(closing.signal);
    },
    close: () => {
      closing.abort();
      return close(server);
    },
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS);
    // Browsers keep connections open for their next request, also those whose last one was answered just now.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(patience);
      clearInterval(idle);
      resolve();
    });
  });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const lines: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use; perhaps Nhà Học is already running. Stop what uses it, or set PORT to another one.`,
    EACCES: `Port ${port} is reserved for the administrator. Set PORT to 1024 or more.`,
    EADDRNOTAVAIL: `HOST=${host} is not an address of this machine. Use 127.0.0.1 (this machine only) or 0.0.0.0 (every address).`,
    ENOTFOUND: `HOST=${host} is not a known address. Use 127.0.0.1 (this machine only) or 0.0.0.0 (every address).`,
  };
  const line = lines[error.code ?? ''];
  return line ? new CannotStart(line, { cause: error }) : error;
}
