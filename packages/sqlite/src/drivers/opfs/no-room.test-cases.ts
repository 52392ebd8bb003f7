/** For a write of bytes with this text there is no room on the disk of the small-disk worker. */
export const NO_ROOM = 'NO ROOM AT ALL'
