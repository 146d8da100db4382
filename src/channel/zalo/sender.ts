/** Hands one message to Zalo. When, and whether again, is the ledger's business. */
import type { Logger } from 'pino';
import type { Clock } from '../../deps.ts';
import { type Locale, sourceLanguage } from '../../locale/locale.ts';
import { type MessageClass, type RenderedMessage, type Sender, SendFailure } from '../channel.ts';
import { type Api, type Data, refusesToken } from './api.ts';
import { createAttachments, type Media } from './attachments.ts';
import { createBegun } from './begun.ts';
import { ZaloFailure } from './failure.ts';
import { isKnown, OUT_OF_QUOTA, onlySendingTells, sendFailure } from './failures.ts';
import { cardFor, fileFor, pictureFor, templateFor, wordsFor } from './message.ts';

export interface SenderParts {
  api: Api;
  clock: Clock;
  log: Logger;
  locale: Locale;
  channelAccountId: string;
  /** Approved templates; without any, nothing is sent as one. */
  templates: Partial<Record<MessageClass, { id: string }>>;
  /** Address of the picture on the card that asks for a number, which Zalo's servers fetch; null: no card is shown. */
  cardPicture: string | null;
  /** The bytes behind Outbound.media; absent: Zalo fetches them itself. */
  picture?: (url: string) => Promise<Uint8Array>;
  /** Zalo refuses us, and not only this message. */
  onBroken?: () => void;
}

interface Shown {
  /** Of the message that shows it. */
  id: string;
  captioned: boolean;
}

const SEND = '/v3.0/oa/message/cs';
const SEND_TEMPLATE = '/v3.0/oa/message/template';
/** Of the OA itself. */
const OWN = '/v2.0/oa/getoa';
/** A picture that went up more than seven days ago. */
const EXPIRED = -100;
/** An operator who does not mend templates is told again. */
const REMIND_MS = 24 * 60 * 60 * 1000;
const MAX_TOLD = 50;
/** The ledger does not try such a message again as it is. */
const ends: ReadonlySet<SendFailure['kind']> = new Set(['gone', 'refused', 'window']);
const QUOTA = 'Zalo: the quota of the OA is used up, and what counts against it is tried once an hour';

export function createSender(parts: SenderParts): Sender {
  const { api, clock, log, locale, templates, cardPicture, picture, onBroken } = parts;
  const ids = { channelAccount: parts.channelAccountId };
  const attachments = picture ? createAttachments({ api, clock, fetch: picture }) : null;
  /** What the operator was told, and when. */
  const told = new Map<string, number>();
  const begun = createBegun();

  async function deliver(to: string, message: RenderedMessage): Promise<string> {
    const { media } = message;
    const words = wordsFor(to, message);
    const captioned = media !== undefined && message.buttons.length === 0 && words.length === 1;
    // What went when this message was tried before is not shown again.
    const steps = media || words.length > 1 ? begun.stepsOf(to, message, clock.now().getTime()) : [];
    const before = media ? 1 : 0;
    let whole = false;
    if (media && steps.length === 0) {
      const shown = await show(to, media, captioned ? message.text : undefined);
      steps.push(shown.id);
      whole = shown.captioned;
    }
    for (const body of whole ? [] : words.slice(steps.length - before)) steps.push(idIn(await api.post(SEND, body)));
    begun.forget(to, message);
    if (message.asksContact) await offerCard(to, message);
    return steps.at(-1) ?? '';
  }

  /** Above the words, or with them as its caption where it takes one. */
  async function show(to: string, media: Media, caption: string | undefined): Promise<Shown> {
    try {
      return await showOnce(to, media, caption);
    } catch (error) {
      if (!attachments || !(error instanceof ZaloFailure) || error.code !== EXPIRED) throw error;
      attachments.forget(media);
      return showOnce(to, media, caption);
    }
  }

  async function showOnce(to: string, media: Media, caption: string | undefined): Promise<Shown> {
    const attachment = await attachments?.bring(media);
    if (attachment?.kind === 'file') return { id: idIn(await api.post(SEND, fileFor(to, attachment.token))), captioned: false };
    const shown = attachment ? { attachment_id: attachment.id } : { url: media.url };
    return { id: idIn(await api.post(SEND, pictureFor(to, shown, caption))), captioned: caption !== undefined };
  }

  /** The form is a help: the number can be typed as well, so its failure is nobody's. */
  async function offerCard(to: string, { contactLabel }: RenderedMessage): Promise<void> {
    if (cardPicture === null) return;
    const language = languageOf(contactLabel);
    const [title, subtitle] = [locale.t('zalo:card.title', language), locale.t('zalo:card.subtitle', language)];
    try {
      await api.post(SEND, cardFor(to, { title, subtitle, picture: cardPicture }));
    } catch (error) {
      log.warn({ ...ids, reason: sendFailure(error, clock.now()).reason }, 'Zalo: the card that asks for a number was not sent');
    }
  }

  /** The person's own, as the words of the button are in it. */
  function languageOf(contactLabel: string | undefined): string {
    return locale.languages.find((language) => locale.t('act.shareNumber', language) === contactLabel) ?? sourceLanguage;
  }

  async function deliverTemplate(to: string, message: RenderedMessage, messageClass: MessageClass): Promise<string> {
    const template = templates[messageClass];
    if (!template) throw new SendFailure('window', 'noTemplate', { unasked: true });
    return idIn(await api.post(SEND_TEMPLATE, templateFor(to, template.id, message)));
  }

  async function judged(sending: Promise<string>, asTemplate: boolean): Promise<string> {
    try {
      return await sending;
    } catch (error) {
      const failure = sendFailure(error, clock.now(), { asTemplate });
      if (error instanceof ZaloFailure && error.end === 'refused') tell(error, failure, asTemplate);
      if (failure.kind === 'broken') onBroken?.();
      throw failure;
    }
  }

  /** What the ledger does not say to the operator. */
  function tell(error: ZaloFailure, { kind, reason }: SendFailure, asTemplate: boolean): void {
    const { code } = error;
    if (code === null || refusesToken(error)) return;
    if (code === OUT_OF_QUOTA) once(reason, () => log.error({ ...ids, zalo: code }, QUOTA));
    else if (!isKnown(code)) once(reason, () => log.warn({ ...ids, zalo: code }, 'Zalo answered with a code that we do not know'));
    // What cannot be sent as a template waits: nobody would notice.
    else if (asTemplate && kind === 'window' && reason === `zalo:${code}`) {
      once(reason, () =>
        log.error({ ...ids, zalo: code }, 'Zalo takes no template from us, and what should go as one waits: see docs/zalo.md'),
      );
    }
  }

  function once(what: string, say: () => void): void {
    const now = clock.now().getTime();
    if (now - (told.get(what) ?? Number.NEGATIVE_INFINITY) < REMIND_MS || told.size >= MAX_TOLD) return;
    told.set(what, now);
    say();
  }

  const send: Sender['send'] = (to, message) =>
    judged(deliver(to, message), false).catch((failure: SendFailure) => {
      if (ends.has(failure.kind)) begun.forget(to, message);
      throw failure;
    });
  const sendTemplate: Sender['sendTemplate'] = (to, message, messageClass) => judged(deliverTemplate(to, message, messageClass), true);
  const check: Sender['check'] = async (reason) => {
    if (onlySendingTells.has(reason)) throw new SendFailure('broken', reason, { unasked: true });
    await judged(api.get(OWN).then(String), false);
  };
  return Object.keys(templates).length > 0 ? { send, sendTemplate, check } : { send, check };
}

/** Empty where Zalo took it without saying what it calls it. */
function idIn({ message_id, msg_id }: Data): string {
  const id = message_id ?? msg_id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}
