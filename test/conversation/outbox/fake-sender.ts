/** A platform that does what a test wants: answers, refuses, hangs, and remembers what it was handed. */
import { randomUUID } from 'node:crypto';
import type { MessageClass, RenderedMessage, Sender } from '../../../src/channel/channel.ts';

export interface Handed {
  to: string;
  text: string;
  /** Milliseconds of the clock of `performance`. */
  at: number;
}

type Answer = (message: RenderedMessage, to: string) => Promise<string> | string;

type TemplateAnswer = (message: RenderedMessage, messageClass: MessageClass) => Promise<string> | string;

export interface FakeSender extends Sender {
  /** Everything that was handed over, whatever was answered. */
  handed: Handed[];
  /** The most that were in flight at once, of all and of one chat. */
  most: { all: number; ofChat: number };
  texts(to?: string): string[];
  /** Answers the next messages, one each; after those everything is taken. */
  next(...answers: Answer[]): void;
  /** Answers everything from now on. */
  always(answer: Answer): void;
  /** Everything that was to say something else, by its id. */
  edited: { to: string; providerId: string; message: RenderedMessage }[];
  /** What is answered to that; absent: it is done. */
  onEdit?: () => Promise<void>;
  /** Everything that was handed over as a template. */
  templates: (Handed & { class: MessageClass })[];
  /** There are templates from now on, and this is what is answered to them. */
  offerTemplates(answer?: TemplateAnswer): void;
}

export function fakeSender(): FakeSender {
  const inFlight: string[] = [];
  let script: Answer[] = [];
  let otherwise: Answer = () => randomUUID();
  const sender: FakeSender = {
    handed: [],
    most: { all: 0, ofChat: 0 },
    texts: (to) => sender.handed.filter((one) => to === undefined || one.to === to).map(({ text }) => text),
    next(...answers) {
      script = [...script, ...answers];
    },
    always(answer) {
      otherwise = answer;
    },
    templates: [],
    edited: [],
    async edit(to, providerId, message) {
      sender.edited.push({ to, providerId, message });
      await sender.onEdit?.();
    },
    offerTemplates(answer = () => randomUUID()) {
      sender.sendTemplate = async (to, message, messageClass) => {
        sender.templates.push({ to, text: message.text, at: performance.now(), class: messageClass });
        return answer(message, messageClass);
      };
    },
    async send(to, message) {
      inFlight.push(to);
      sender.handed.push({ to, text: message.text, at: performance.now() });
      sender.most.all = Math.max(sender.most.all, inFlight.length);
      sender.most.ofChat = Math.max(sender.most.ofChat, inFlight.filter((one) => one === to).length);
      try {
        return await (script.shift() ?? otherwise)(message, to);
      } finally {
        inFlight.splice(inFlight.indexOf(to), 1);
      }
    },
  };
  return sender;
}

export const fails =
  (error: unknown): Answer =>
  async () => {
    throw error;
  };

/** An answer that comes when the test says so. */
export function slowly(): { answer: Answer; finish(providerId?: string): void; fail(error: unknown): void } {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  promise.catch(() => {});
  return { answer: () => promise, finish: (id = randomUUID()) => resolve(id), fail: reject };
}
