import type { BucketFunction } from './bucket-function.ts'
import { bucketCreate } from './functions/bucket-create.ts'
import { bucketDelete } from './functions/bucket-delete.ts'
import { bucketInfo } from './functions/bucket-info.ts'
import { bucketList } from './functions/bucket-list.ts'
import { keyDelete } from './functions/key-delete.ts'
import { keyGet } from './functions/key-get.ts'
import { keyHistory } from './functions/key-history.ts'
import { keyList } from './functions/key-list.ts'
import { keyPut } from './functions/key-put.ts'
import { keyUpdate } from './functions/key-update.ts'
import { keyWatch } from './functions/key-watch.ts'

/** All functions that there are. */
export const FUNCTIONS: readonly BucketFunction[] = [
  bucketCreate,
  bucketList,
  bucketInfo,
  bucketDelete,
  keyPut,
  keyGet,
  keyUpdate,
  keyDelete,
  keyList,
  keyHistory,
  keyWatch,
]
