// Node's own loader knows no TypeScript in a worker until tsx is registered there.
import { register } from 'tsx/esm/api';

register();
await import('./programs.ts');
