/** A small program, of which types.test.ts measures what its types cost. */
import { nn, optim, randn, zeros } from '../../js/index.ts';

const model = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 2));
const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
const [inputs, targets] = [randn([16, 4]), zeros([16], { dtype: 'int64' })];
for (let step = 0; step < 3; step += 1) {
  optimizer.zeroGrad();
  nn.functional.crossEntropy(model.call(inputs), targets).backward();
  optimizer.step();
}
export const { shape } = inputs
  .matmul(randn([4, 3]))
  .add(1)
  .sum(1, { keepdim: true })
  .transpose(0, 1);
