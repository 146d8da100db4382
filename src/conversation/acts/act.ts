/** The shape of what does an act: thin glue between a dialog's words and a use case. */
import type { RenderWorld } from '../../announcement/render-announcement.ts';
import type { Deps, RawDeps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import type { ActArgs, ActName, ActResult } from '../acts.ts';
import type { Tell } from '../tell.ts';

/** What acts need of the installation, the same for every turn. */
export interface ActServices {
  /** Where people reach the pages, without a slash at the end. */
  publicUrl: string;
  /** Key of the hashes that outlive an erasure. */
  secret: Uint8Array;
}

/** Who asks, and from where. */
export interface ActContext {
  accountId: string;
  /** The update that brought it. */
  inboxId: string;
  lang: string;
  speak(sentence: Sentence): string;
  /** What we say to them travels over servers abroad: nothing personal may be in it. */
  abroad: boolean;
  /** They talk with us on our own page, whose browser may open their other pages too. */
  onOurPage: boolean;
  /** The link to a page of their own: a plain one on our own page, elsewhere a one-time one. */
  pageLink(path: string): Promise<string>;
  services: ActServices;
  tell: Tell;
  /** What the words of an announcement are made with. */
  render: RenderWorld;
}

export type Act<N extends ActName> = (deps: Deps, context: ActContext, args: ActArgs<N>) => Promise<ActResult<N>>;

export type Acts = { [N in ActName]: Act<N> };

/**
 * An act for several conversations at once, by plain statements; the results are in the order of the calls. Null: nothing was
 * done for this one, which has to be done by itself.
 */
export type GroupAct<N extends ActName> = (
  deps: RawDeps,
  calls: readonly { accountId: string; inboxId: string; args: ActArgs<N> }[],
) => Promise<(ActResult<N> | null)[]>;

/** The acts that can be done for many at once: those that most turns ask for. */
export type GroupActs = { [N in ActName]?: GroupAct<N> };
