/** Delivers updates to a bot over a few connections that stay open, as platforms do; written by hand because node:http costs as much as a bot. */
import { connect, type Socket } from 'node:net';

export interface Webhook {
  /** Resolves once the bot has answered it with 2xx. */
  deliver(update: object): Promise<void>;
  close(): void;
}

interface Line {
  socket: Socket;
  read: string;
  settle: ((error?: Error) => void) | undefined;
}

/** @param proof the header, without an end of line, that shows who delivers this body */
export function openWebhook(address: string, proof: (body: string) => string): Webhook {
  const url = new URL(address);
  const head = `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\n`;
  const idle: Line[] = [];
  const lines = new Set<Line>();

  function open(): Line {
    const line: Line = { socket: connect(Number(url.port), url.hostname), read: '', settle: undefined };
    line.socket.setNoDelay(true);
    line.socket.on('data', (chunk) => {
      line.read += chunk.toString('latin1');
      if (isWhole(line.read)) finish(line);
    });
    line.socket.on('error', (error) => line.settle?.(error));
    line.socket.on('close', () => {
      lines.delete(line);
      idle.splice(0, idle.length, ...idle.filter((one) => one !== line));
      line.settle?.(new Error('The bot closed the connection'));
    });
    lines.add(line);
    return line;
  }

  function finish(line: Line): void {
    const status = Number(line.read.slice(9, 12));
    const settle = line.settle;
    line.read = '';
    line.settle = undefined;
    idle.push(line);
    settle?.(status >= 200 && status < 300 ? undefined : new Error(`The bot answered ${status}`));
  }

  return {
    deliver: (update) =>
      new Promise((resolve, reject) => {
        const line = idle.pop() ?? open();
        line.settle = (error) => (error ? reject(error) : resolve());
        const body = JSON.stringify(update);
        line.socket.write(`${head}${proof(body)}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close() {
      for (const { socket } of lines) socket.destroy();
    },
  };
}

function isWhole(read: string): boolean {
  const end = read.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = read.slice(0, end).toLowerCase();
  if (head.includes('transfer-encoding: chunked')) return read.endsWith('0\r\n\r\n');
  const length = /content-length: (\d+)/.exec(head)?.[1];
  return read.length >= end + 4 + Number(length ?? 0);
}
