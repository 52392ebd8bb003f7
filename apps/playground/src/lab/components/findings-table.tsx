import type { VNode } from 'preact'
import { Icon } from '../../components/icon.tsx'
import type { Verdict } from '../experiment.ts'
import type { Run } from '../state.ts'

interface FindingsTableProps {
  readonly run: Run
  readonly caption: string
}

export function FindingsTable({ run, caption }: FindingsTableProps): VNode {
  if (run.failure !== undefined) {
    return (
      <p class="experiment-failure" role="alert">
        <strong>The experiment itself failed.</strong> {run.failure}
      </p>
    )
  }
  return (
    <table class="findings">
      <caption>
        <span class="visually-hidden">{caption}, </span>
        run at {new Date(run.at).toLocaleTimeString()}
      </caption>
      <thead>
        <tr>
          <th scope="col">Store</th>
          <th scope="col">Guarantee</th>
          <th scope="col">Result</th>
          <th scope="col">What happened</th>
        </tr>
      </thead>
      <tbody>
        {run.findings.map(({ subject, verdict, result, details }) => (
          <tr key={subject} data-verdict={verdict}>
            <th scope="row">{subject}</th>
            <td>
              <Mark verdict={verdict} />
            </td>
            <td class="result">{result}</td>
            <td class="details">{details}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const MARKS = {
  held: { icon: 'check', word: 'Held' },
  'not-held': { icon: 'cross', word: 'Not held' },
  'not-reached': { icon: 'dash', word: 'Not reached' },
  failed: { icon: 'alert', word: 'Not tried' },
} as const

function Mark({ verdict }: { readonly verdict: Verdict }): VNode {
  const { icon, word } = MARKS[verdict]
  return (
    <span class="mark" data-verdict={verdict}>
      <Icon name={icon} />
      {word}
    </span>
  )
}
