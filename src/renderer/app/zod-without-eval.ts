import { config } from 'zod';

/** zod compiles its parsers with `new Function`, which the content policy forbids and reports. */
config({ jitless: true });
