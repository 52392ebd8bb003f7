/** How often something is tried again when others come first, before `CONFLICT` is thrown. */
export const MAX_ATTEMPTS = 256
