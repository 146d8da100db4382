/** Connections to a platform, kept open between calls. What breaks them says whether anything was sent. */
import { type Agent, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/** In front of the code of an error that came before there was a connection: nothing was sent. */
const NOT_SENT = 'NOT_SENT_';
/** Shorter than any call waits, so that an address that does not answer is never taken for a lost answer. */
const CONNECT_MS = 5_000;
/** Idle longer, the other side may be closing the connection just when it is used again. */
const IDLE_MS = 30_000;

/** @param root address of the platform */
export function createAgent(root: string): Agent {
  const plain = root.startsWith('http:');
  const options = { keepAlive: true, keepAliveMsecs: 10_000, timeout: IDLE_MS, scheduling: 'lifo' } as const;
  const agent = plain ? new HttpAgent(options) : new HttpsAgent(options);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (to, done) => {
    const socket = connect(to, done);
    if (socket) markUntil(plain ? 'connect' : 'secureConnect', socket);
    return socket;
  };
  return agent;
}

/** True when the request certainly did not leave this machine. */
export function neverLeft(code: string): boolean {
  return code.startsWith(NOT_SENT);
}

export function plainCode(code: string): string {
  return code.replace(NOT_SENT, '');
}

function markUntil(ready: 'connect' | 'secureConnect', socket: Duplex): void {
  const mark = (error: NodeJS.ErrnoException) => {
    error.code = `${NOT_SENT}${error.code ?? 'UNKNOWN'}`;
  };
  const patience = setTimeout(() => socket.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })), CONNECT_MS);
  // First in line: whoever hands the error on does so with the mark.
  socket.prependListener('error', mark);
  socket.once(ready, () => {
    clearTimeout(patience);
    socket.off('error', mark);
  });
  socket.once('close', () => clearTimeout(patience));
}

/** Why there was no answer. The error itself may quote an address, or what was sent. */
export function causeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown';
}
