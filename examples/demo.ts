/**
 * Tapir at work on real input: `npm run demo`. A straight line fitted by hand and by an optimiser, and hand-written digits
 * told apart by a small convolutional network. What it makes lies in out/demo.
 */
import { writeFileSync } from 'node:fs';
import { digits } from './demo/digits.ts';
import { linear } from './demo/linear.ts';
import { FOLDER, heading, prepareFolder, written } from './demo/output.ts';

const started = performance.now();
prepareFolder();

heading('A straight line: y = πx + 42 + noise');
const line = await linear();

heading('1,797 images of hand-written digits');
const classifier = await digits();

const report = { linear: line, digits: classifier };
writeFileSync(`${FOLDER}/report.json`, `${JSON.stringify(report, null, 2)}\n`);
written('report.json', 'the numbers above');

console.log(`\nDone in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
