/**
 * What a module holds. Only the class knows what was registered, by private fields; it says so here, so that what it is made of
 * (state, look-up, copies) need not import it.
 */
import type { Tensor } from '../../tensor.ts';
import type { Module } from './module.ts';
import type { Parameter } from './parameter.ts';

/** What a module holds itself: PyTorch's name of it, the field, and the value. */
export type Member =
  | { readonly kind: 'parameter'; readonly name: string; readonly field: string; readonly value: Parameter }
  | { readonly kind: 'buffer'; readonly name: string; readonly field: string; readonly value: Tensor; readonly persistent: boolean }
  | { readonly kind: 'module'; readonly name: string; readonly field: string; readonly value: Module };

/** The members of a module, without those of its children. */
export let membersOf: (module: Module) => Member[];

/** Puts another parameter or buffer in the place of a member's. */
export let replaceMember: (module: Module, member: Member, value: Tensor) => void;

/** Makes `value` the member of a field: a parameter or null, or a buffer or null, also if it is replaced before anybody looked. */
export let holdMember: (module: object, kind: 'parameter' | 'buffer', field: string, value: unknown) => void;

/** An instance for a copy; null where the class leaves that to us. */
export let freshOf: (module: Module) => Module | null;

/** Gives `target` what is registered on `source`. */
export let copyRegistered: (target: Module, source: Module) => void;

interface Knowledge {
  readonly membersOf: typeof membersOf;
  readonly replaceMember: typeof replaceMember;
  readonly holdMember: typeof holdMember;
  readonly freshOf: typeof freshOf;
  readonly copyRegistered: typeof copyRegistered;
}

/** Called by the class, once. */
export function tellMembers(knowledge: Knowledge): void {
  ({ membersOf, replaceMember, holdMember, freshOf, copyRegistered } = knowledge);
}
