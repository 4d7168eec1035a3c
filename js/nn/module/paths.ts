/** Members of modules by dotted paths. */
import { ValueError } from '../../error.ts';
import type { Tensor } from '../../tensor.ts';
import { type Member, membersOf } from './members.ts';
import type { ModuleBase } from './module.ts';

function memberAt(module: ModuleBase, part: string): Member {
  const found = membersOf(module).find(({ name, field }) => name === part || field === part);
  if (found === undefined) throw new ValueError(`${module.constructor.name} has no attribute \`${part}\``);
  return found;
}

export function findModule(from: ModuleBase, target: string): ModuleBase {
  let module = from;
  for (const part of target === '' ? [] : target.split('.')) {
    const member = memberAt(module, part);
    if (member.kind !== 'module') throw new ValueError(`\`${part}\` is not an nn.Module`);
    module = member.value;
  }
  return module;
}

/** The member of a kind, or an error that says what else is there. */
export function findMember(kind: 'parameter' | 'buffer', from: ModuleBase, target: string): Tensor {
  const parts = target.split('.');
  const last = parts.pop() as string;
  const member = memberAt(findModule(from, parts.join('.')), last);
  if (member.kind !== kind) throw new ValueError(`\`${last}\` is not ${kind === 'buffer' ? 'a buffer' : 'an nn.Parameter'}`);
  return member.value as Tensor;
}
