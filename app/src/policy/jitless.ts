/**
 * Imported first by every file that builds a zod schema: zod must not compile schemas with `Function`, which the
 * process forbids (`--disallow-code-generation-from-strings`).
 */

import { z } from 'zod';

z.config({ jitless: true });
