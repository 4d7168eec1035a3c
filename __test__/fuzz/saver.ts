/** Saves to one path again and again, each time another number everywhere: `saver.ts PATH`. Says when the first is there. */
import { full, save, type Tensor } from '../../js/index.ts';

const [path = ''] = process.argv.slice(2);
for (let round = 0; ; round += 1) {
  const [a, b] = [full([700, 500], round % 1000, { dtype: 'float32' }), full([30_000], round % 1000, { dtype: 'float32' })] as [Tensor, Tensor];
  save(path.endsWith('.npy') ? a : { a, b }, path);
  if (round === 0) process.stdout.write('saved\n');
}
