import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'
import { ROOT } from './packages.ts'

/**
 * Names under which systems install Chromium or Chrome, in order of preference: the shell has no window to draw, and
 * takes two thirds of the time.
 */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]

/** Places outside PATH where Chrome is installed on macOS and Windows. */
const FIXED_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
]

const isRoot = process.getuid?.() === 0

export interface ChromiumLaunchOptions {
  /** Absent where Playwright has its own browser. */
  executablePath?: string
  args: string[]
}

/**
 * What to pass to Playwright's `chromium.launch()`. Every tool that starts a browser here takes it from
 * this function, so all of them test the same one: Playwright's own, else one that the system has.
 */
export function chromiumLaunchOptions(): ChromiumLaunchOptions {
  const args = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ]
  // Chromium's sandbox refuses to start as root: https://crbug.com/638180
  if (isRoot) args.push('--no-sandbox')
  if (hasPlaywrightChromium()) return { args }
  const executablePath = systemChromium()
  return executablePath === undefined ? { args } : { executablePath, args }
}

function hasPlaywrightChromium(): boolean {
  return existsSync(chromium.executablePath())
}

function systemChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...FIXED_PATHS].find(
    isExecutable,
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Installs Debian's Chromium, and its shell where there is one; answers whether there is any afterwards. */
function installDebianChromium(): boolean {
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return false
  console.log('No Chromium found: installing the packages chromium and chromium-headless-shell with apt-get')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (...args: string[]): void => void spawnSync('apt-get', args, { env, stdio: 'inherit' })
  aptGet('update')
  // The shell needs what comes with Chromium itself, such as fonts.
  aptGet('install', '-y', 'chromium')
  aptGet('install', '-y', 'chromium-headless-shell')
  return systemChromium() !== undefined
}

/** Has Playwright download its browser; answers whether there is one afterwards. */
function downloadChromium(): boolean {
  console.log('No Chromium found: asking Playwright to download one')
  const cli = join(ROOT, 'node_modules/playwright/cli.js')
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' })
  return hasPlaywrightChromium()
}

if (import.meta.main) {
  if (hasPlaywrightChromium()) {
    console.log(`Chromium: ${chromium.executablePath()} (Playwright's own)`)
  } else if (systemChromium() !== undefined || installDebianChromium()) {
    console.log(`Chromium: ${systemChromium()}`)
  } else if (!downloadChromium()) {
    console.error(
      'No Chromium found, and none could be installed. Install Chromium or Chrome so that it is on PATH, and try again.',
    )
    process.exitCode = 1
  }
}
