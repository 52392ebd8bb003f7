import type { VNode } from 'preact'
import { openSession } from '../actions/open-session.ts'
import { BACKENDS, choice } from '../state/settings.ts'
import { BackendCards } from './backend-cards.tsx'

export function BackendPicker(): VNode {
  return (
    <BackendCards
      legend="Backend"
      options={BACKENDS}
      chosen={choice.value}
      onChoose={(chosen) => void openSession(chosen)}
    />
  )
}
