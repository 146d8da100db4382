/** What the webhook is told, in the words of the platform. */
import { randomBytes } from 'node:crypto';
import type { Json } from './answer.ts';
import type { FakeClock } from './clock.ts';
import type { Oa } from './oauth.ts';
import type { Phone, Received } from './phone.ts';
import { macOf } from './signature.ts';
import type { Happening } from './webhook.ts';

/** Where what was seen of the real one differs from its pages, or from itself. */
export interface Shape {
  /** `timestamp` as a number. */
  numericTimestamps: boolean;
  /** `message_id` in place of `msg_id`. */
  messageId: boolean;
  /** `mac`: as the pages say; `bare`: without `mac=`. */
  signature: 'mac' | 'bare' | 'wrong' | 'none';
  /** What the OA's own messages bring. */
  echo: boolean;
  received: boolean;
  seen: boolean;
}

export interface EventParts {
  appId: string;
  clock: FakeClock;
  shape: Shape;
  tell(happening: Happening): void;
}

export type Events = ReturnType<typeof createEvents>;

export function createEvents({ appId, clock, shape, tell }: EventParts) {
  /** An event as it is, signed for an OA. A body that is a string goes as it is. */
  function push({ oa, userId }: { oa: Oa; userId: string }, event: Json | string): void {
    const raw = typeof event === 'string' ? event : JSON.stringify(event);
    tell({ userId, raw, signature: sign(raw, timestampIn(raw), oa) });
  }

  /** The header for these very bytes; null where none is sent. */
  function sign(raw: string, timestamp: string, { oaSecretKey }: Oa): string | null {
    if (shape.signature === 'none') return null;
    const mac = macOf({ appId, raw, timestamp, oaSecretKey: shape.signature === 'wrong' ? `${oaSecretKey}x` : oaSecretKey });
    return shape.signature === 'bare' ? mac : `mac=${mac}`;
  }

  function happen(phone: Phone, event: Json): void {
    const stamp = clock.stamp();
    push(phone, { ...event, app_id: appId, timestamp: shape.numericTimestamps ? stamp : String(stamp) });
  }

  const named = (messageId: string) => (shape.messageId ? { message_id: messageId } : { msg_id: messageId });
  const toOa = ({ userId, oa }: Phone) => ({ sender: { id: userId }, recipient: { id: oa.oaId } });
  const byOa = ({ userId, oa }: Phone) => ({ sender: { id: oa.oaId }, recipient: { id: userId } });
  const alone = ({ userId, userIdByApp, oa }: Phone) => ({ oa_id: oa.oaId, user_id: userId, user_id_by_app: userIdByApp });

  return {
    push,
    sign,
    happen,
    /** `user_send_<name>`. Returns the id of the message. */
    sent(phone: Phone, name: string, message: Json): string {
      const messageId = newMessageId();
      const user_id_by_app = phone.userIdByApp;
      happen(phone, {
        event_name: `user_send_${name}`,
        ...toOa(phone),
        user_id_by_app,
        message: { ...message, ...named(messageId) },
      });
      return messageId;
    },
    followed(phone: Phone): void {
      happen(phone, {
        event_name: 'follow',
        oa_id: phone.oa.oaId,
        follower: { id: phone.userId },
        user_id_by_app: phone.userIdByApp,
        source: 'oa_profile',
      });
    },
    unfollowed(phone: Phone): void {
      const { oa, userId, userIdByApp: user_id_by_app } = phone;
      happen(phone, { event_name: 'unfollow', oa_id: oa.oaId, follower: { id: userId }, user_id_by_app, source: 'oa_profile' });
    },
    opened: (phone: Phone) => happen(phone, { event_name: 'user_click_chatnow', ...alone(phone) }),
    withdrew: (phone: Phone) => happen(phone, { event_name: 'user_withdraw', ...alone(phone) }),
    submitted: (phone: Phone, info: Json) => happen(phone, { event_name: 'user_submit_info', ...toOa(phone), info }),
    /** What the OA itself, or an officer in its chat, has sent comes back; then that it arrived, and that it was read. */
    came(phone: Phone, { messageId, text }: Received, { name, adminId }: { name: string; adminId?: string }): void {
      const { sender, recipient } = byOa(phone);
      if (shape.echo || adminId !== undefined) {
        happen(phone, {
          event_name: `oa_send_${name}`,
          sender: { ...sender, ...(adminId !== undefined && { admin_id: adminId }) },
          recipient,
          message: { ...(text !== '' && { text }), ...named(messageId) },
          user_id_by_app: phone.userIdByApp,
        });
      }
      if (shape.received) happen(phone, { event_name: 'user_received_message', sender, recipient, message: named(messageId) });
      if (shape.seen) happen(phone, { event_name: 'user_seen_message', sender, recipient, message: { msg_ids: [messageId] } });
    },
  };
}

function timestampIn(raw: string): string {
  try {
    return String(JSON.parse(raw).timestamp ?? '');
  } catch {
    return '';
  }
}

export const newMessageId = () => randomBytes(10).toString('hex');
