/**
 * A first course in tensors, gradients and training: `npm run tutorial`.
 * Prints what PyTorch prints for the same code and seed, and leaves its pictures in out/tutorial.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { add, arange, autograd, ByteTensor, cat, FloatTensor, LongTensor, manualSeed, nn, optim, rand, ShapeError, sum, Tensor } from 'tapir';
import { drawSvg, type Point, scatterPlot } from './plots.ts';

const { Variable } = autograd;
const F = nn.functional;

const FOLDER = 'out/tutorial';

/** Every section starts from the same seed, so that each can be read, and run, by itself. */
function section(title: string): void {
  console.log(`\n# ${title}`);
  manualSeed(0);
}

function write(name: string, text: string): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}`, text);
  console.log(`wrote ${FOLDER}/${name}`);
}

/** As Python prints a list. In a text, a tensor of one element is its number. */
function list(items: readonly unknown[]): string {
  return `[${items.map((item) => (item instanceof Tensor ? item.toString() : String(item))).join(', ')}]`;
}

function tensors(): void {
  section('Tensors');

  // Uninitialised: 4 x 6 of whatever was in memory. Tensor is short for FloatTensor.
  const uninitFloat = new Tensor(4, 6);
  console.log(uninitFloat.type(), list(uninitFloat.shape));
  console.log(uninitFloat.constructor.name);

  for (const Kind of [FloatTensor, ByteTensor, LongTensor]) console.log(new Kind(2).type(), new Kind(2).dtype);

  // From (optionally nested) lists, and from typed arrays.
  const someFloatTensor = new Tensor([3.2, 4.3, 5.5]);
  const someFloatTensor2 = new Tensor(new Float64Array([3.2, 4.3, 5.5])).view(3, 1);
  console.log(someFloatTensor);
  console.log(someFloatTensor2);
}

function addition(): void {
  section('Three ways to add');
  const randFloat = rand([4, 6]);
  const otherRandFloat = rand([4, 6]);
  console.log(randFloat.add(otherRandFloat)); // a method
  console.log(add(randFloat, otherRandFloat)); // a function
  randFloat.add_(otherRandFloat); // in place
  console.log(randFloat);
}

function broadcasting(): void {
  section('Broadcasting');
  // Whole numbers from 0 to 9; the smaller tensor is added to each row of the larger.
  const x = new LongTensor(3).random_(10);
  const y = new LongTensor(5, 3).random_(10);
  console.log(x);
  console.log(y);
  console.log(x.add(y));
}

function products(): void {
  section('Matrix product and elementwise product');
  const x = new LongTensor(4, 6).random_(10);
  const y = new LongTensor(6, 4).random_(10);
  console.log('x: ', x);
  console.log('y: ', y);
  console.log('x @ y (matrix multiply) : ', x.matmul(y));

  // The elementwise product is not what anybody wants here. The compiler refuses it, and so does the engine.
  try {
    // @ts-expect-error The size of tensor a (6) must match the size of tensor b (4) at non-singleton dimension 1
    console.log(x.mul(y));
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    console.log('x * y (elementwise multiply) : ', `${error.name}: ${error.message}`);
  }
}

function views(): void {
  section('Views');
  const x = new LongTensor(4, 4).random_(10);
  console.log(x);
  console.log(x.view(2, 8));
  console.log(x.view(8, -1)); // the -1 is inferred: 2
  console.log(x.view(-1)); // flat, as x.view(16)
}

function slices(): void {
  section('Slices');
  const x = new LongTensor(3, 5).random_(10);
  console.log(x);
  console.log('First row:');
  console.log(x.at(0));
  console.log('Last row:');
  console.log(x.at(-1));
  console.log('3rd column from left:');
  console.log(x.at(':', 2));
  console.log('Last column from left:');
  console.log(x.at(':', -1));
}

async function variables(): Promise<void> {
  section('Variables');

  // A Variable wrapped a tensor, its gradient and where it came from. Every tensor does that now.
  const x = new Variable(new Tensor([1, 2, 3]), { requiresGrad: true });
  console.log(x.data);
  const y = new Variable(new Tensor([4, 5, 6]), { requiresGrad: true });
  const z = x.add(y);
  console.log(z.data);
  console.log(z.gradFn); // z knows where it came from

  const zSum = sum(z);
  console.log(zSum);
  console.log(zSum.gradFn);

  // From gradFn to gradFn, back to the inputs: the derivative by every element of x is 1.
  zSum.backward();
  console.log(x.grad);
  // Gradients accumulate,
  zSum.backward();
  console.log(x.grad);
  // so training zeroes them first.
  x.grad = null;
  zSum.backward();
  console.log(x.grad);

  // What backward walks can be drawn, for any tensor.
  const graph = autograd.graph(zSum, { params: { x, y } });
  console.log(graph.toDot());
  write('graph.svg', await graph.toSvg());
}

/** A model: its layers are fields, `forward` says what it computes. */
class LinearRegression extends nn.Module {
  readonly linear: nn.Linear;

  constructor(inputSize: number, outputSize: number) {
    super();
    this.linear = new nn.Linear(inputSize, outputSize);
  }

  override forward(x: Tensor): Tensor {
    return this.linear.call(x);
  }
}

function modules(): nn.Linear {
  section('Modules');
  console.log(String(new LinearRegression(1, 1)));

  const myModel = new nn.Linear(1, 1);
  console.log(list(myModel.parameters())); // A and b of y = Ax + b
  const x = new Tensor([[0], [1], [2]]); // three inputs at once
  console.log(myModel.call(x));
  return myModel;
}

interface LinearData {
  readonly x: Tensor;
  readonly y: Tensor;
}

function points({ x, y }: LinearData): Point[] {
  const pairs = cat([x, y], 1).tolist() as [number, number][];
  return pairs.map(([x, y]) => ({ x, y }));
}

async function linearData(): Promise<LinearData> {
  section('Linear data');
  const A = new Tensor([Math.PI]);
  const b = new Tensor([42]);
  const x = rand([10, 1]).mul(5);
  const y = A.mul(x)
    .add(b)
    .add(rand([10, 1])); // some noise to spice it up
  console.log(cat([x, y], 1));
  write('data.svg', await drawSvg(scatterPlot('Linear data', 'y = πx + 42 + noise', points({ x, y }))));
  return { x, y };
}

function losses(myModel: nn.Linear, { x, y }: LinearData): void {
  section('Losses');
  console.log(F.mseLoss(y, y));
  console.log(F.mseLoss(myModel.call(x), y).item().toFixed(4)); // as a function
  console.log(new nn.MSELoss().call(myModel.call(x), y).item().toFixed(4)); // as a module
}

async function manualLoop(myModel: nn.Linear, data: LinearData): Promise<void> {
  section('Training by hand');
  const learningRate = 0.05;
  for (let epoch = 0; epoch < 500; epoch += 1) {
    myModel.zeroGrad();
    const yHat = myModel.call(data.x);
    const loss = F.mseLoss(yHat, data.y);
    loss.backward(); // computes the gradients
    for (const param of myModel.parameters()) param.data.add_(param.grad!.mul(-learningRate));
    if (epoch % 50 === 0) console.log(epoch, loss.item().toFixed(4));
  }
  await report(myModel, data, 'by-hand');
}

async function optimizerLoop(data: LinearData): Promise<void> {
  section('Training with an optimiser');
  const myModel = new nn.Linear(1, 1); // a fresh model
  const optimizer = new optim.SGD(myModel.parameters(), { lr: 0.05 });
  for (let epoch = 0; epoch < 500; epoch += 1) {
    myModel.zeroGrad();
    const yHat = myModel.call(data.x);
    const loss = F.mseLoss(yHat, data.y);
    loss.backward();
    optimizer.step(); // updates the parameters
    if (epoch % 50 === 0) console.log(epoch, loss.item().toFixed(4));
  }
  await report(myModel, data, 'optimizer');
}

async function report(myModel: nn.Linear, data: LinearData, name: string): Promise<void> {
  const xs = arange(0, 5, 0.01).view(-1, 1);
  const ys = myModel.call(xs);
  console.log(list(ys.shape));
  const fit = points({ x: xs, y: ys.detach() });
  write(`${name}.svg`, await drawSvg(scatterPlot('Linear regression', 'y = πx + 42 + noise', points(data), fit)));
  console.log(list(myModel.parameters()));
}

tensors();
addition();
broadcasting();
products();
views();
slices();
await variables();
const myModel = modules();
const data = await linearData();
losses(myModel, data);
await manualLoop(myModel, data);
await optimizerLoop(data);
