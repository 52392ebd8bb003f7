import { render } from 'preact'
import { openSession } from './actions/open-session.ts'
import { watchDrops } from './actions/watch-drops.ts'
import { watchExpiry } from './actions/watch-expiry.ts'
import { watchFeed } from './actions/watch-feed.ts'
import { watchHealth } from './actions/watch-health.ts'
import { App } from './components/app.tsx'
import { applyTheme } from './components/theme-toggle.tsx'
import { choice } from './state/settings.ts'

applyTheme()
watchDrops()
watchExpiry()
watchHealth()
watchFeed()
void openSession(choice.value)
render(<App />, document.querySelector('#app') as HTMLElement)
