import { fileURLToPath } from 'node:url';

/** The folder that holds `flows`, `locales` and `docs`. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
