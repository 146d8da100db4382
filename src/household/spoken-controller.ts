import type { Sentence } from '../flow/session.ts';
import type { Controller } from './controller-of.ts';

type Named = Pick<Controller, 'name' | 'contact' | 'dataProtection' | 'sample'>;

/** How a Hội is named to somebody: the shipped sample has no contact of its own, so that it is said in their language. */
export function spokenController<C extends Named>(controller: C, speak: (sentence: Sentence) => string): C {
  if (!controller.sample) return controller;
  return { ...controller, contact: speak({ key: 'act.sample.contact' }), dataProtection: speak({ key: 'act.sample.dataProtection' }) };
}
