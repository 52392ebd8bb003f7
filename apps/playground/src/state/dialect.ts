import { computed } from '@preact/signals'
import { type DialectName, isDialectName, writeProgram } from '../code/dialects.ts'
import { lastDeed } from './feedback.ts'
import { remembered } from './remembered.ts'

/** The API in which the visitor wants to read what was done. */
export const dialect = remembered<DialectName>('dialect', 'kvasir', isDialectName)

/** The last action as a program; empty before there is any. */
export const program = computed(() => {
  if (lastDeed.value === undefined) return ''
  const { deed, setting } = lastDeed.value
  return writeProgram(deed, setting, dialect.value)
})
