/**
 * The thread of the ledger's writer. `thread.ts` starts it; `serve-writer.ts` is what it does.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { serveWriter } from './serve-writer.ts';

if (parentPort !== null) serveWriter(parentPort, workerData);
