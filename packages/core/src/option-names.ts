/*
 * The names of the options of each operation, for who writes without types: in a text, which is smaller than
 * a list, and shown as it is. Those of watches are with the watches.
 */

/** A range that was listed in reverse is counted and cleared like another. */
export const RANGE = 'prefix, start, end, reverse'
export const LIST: string = `${RANGE}, limit, cursor, values, order, delimiter, after`
export const CHANGES = 'prefix, start, end, key, from'

export const INCREMENT = 'ttl, expiresAt'
export const PUT_MANY: string = `${INCREMENT}, metadata, clone`
export const PUT: string = `${PUT_MANY}, keepTtl, ifRevision, ifAbsent`
export const DELETE = 'ifRevision'

export const GET_ENTRY = 'revision'
export const HISTORY = 'limit'
