// Drives Visual Studio Code, as code-server in a headless Chromium, with the packaged extension.
//   node vscode.mjs CODE_FOLDER EXTENSION.vsix [PICTURE.png]
// CODE_FOLDER is where code-server and puppeteer-core are installed, the working folder holds the programs and their logs, and
// aiowhy is on the search path. With PICTURE, the first program is only marked and explained, and what one sees is kept.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import assert from 'node:assert/strict';

const [code, extension, picture] = process.argv.slice(2).map((path) => resolve(path));
const work = process.cwd();
const program = execFileSync('sh', ['-c', 'command -v aiowhy'], { encoding: 'utf8' }).trim();
const programs = JSON.parse(readFileSync(new URL('programs.json', import.meta.url), 'utf8'));
const require = createRequire(join(code, 'package.json'));
const home = mkdtempSync(join(tmpdir(), 'vscode-'));
const folders = ['--extensions-dir', join(home, 'extensions'), '--user-data-dir', join(home, 'data')];
const entry = require.resolve('code-server');
const env = { ...process.env, HOME: home };

async function until(what, held) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
    const got = await held();
    if (got) return got;
  }
  assert.fail(`waited in vain for ${what}`);
}

const plain = (text) => text.replace(/\s+/g, ' '); // the editor shows blanks as no-break spaces

// freePort asks the system for one.
const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

// serve starts the editor with the extension and gives its address.
async function serve() {
  mkdirSync(join(home, 'data/User'), { recursive: true });
  writeFileSync(join(home, 'data/User/settings.json'), JSON.stringify({
    'aiowhy.path': program, // the editor has the search path of a login
    'security.workspace.trust.enabled': false, 'workbench.startupEditor': 'none', 'telemetry.telemetryLevel': 'off',
    'extensions.autoCheckUpdates': false, 'editor.minimap.enabled': false, 'workbench.colorTheme': 'Default Dark Modern',
    'window.commandCenter': false, 'editor.fontSize': picture ? 11 : 14, 'files.associations': { '*.log': 'log' }, 'explorer.openEditors.visible': 0,
  }));
  await promisify(execFile)('node', [entry, '--install-extension', extension, ...folders], { env, timeout: 300_000 });
  const port = await freePort();
  const server = spawn('node', [entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check',
    ...folders, work], { env, stdio: 'ignore', detached: true });
  const address = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(work)}`;
  await until('the editor', () => fetch(address).then((answer) => answer.ok, () => false));
  return { server, address };
}

// hands do what a person does, and see what one sees.
function hands(page) {
  const press = async (...keys) => {
    for (const key of keys) {
      const held = key.split('+');
      const last = held.pop();
      for (const k of held) await page.keyboard.down(k);
      await page.keyboard.press(last);
      for (const k of held.reverse()) await page.keyboard.up(k);
    }
  };
  const shown = (selector) => page.$$eval(selector, (all) => all.map((one) => one.innerText)).then((all) => all.map(plain));
  const openFile = async (name) => {
    await until(name, async () => {
      for (const row of await page.$$('.explorer-folders-view .monaco-list-row')) {
        if (plain(await row.evaluate((e) => e.innerText)).trim() === name) return row.click({ count: 2 }).then(() => true);
      }
    });
    await until(`${name} to open`, async () => (await shown('.tab.active')).some((tab) => tab.includes(name)));
    await until('its text', () => page.$('.editor-instance .view-line'));
  };
  const goTo = async (line, column) => {
    await page.click('.editor-instance .view-lines');
    await press('Control+g');
    await until('the box', () => page.$('.quick-input-widget:not([style*="none"]) input'));
    await page.keyboard.type(`${line}:${column}`);
    await press('Enter');
    await sleep(500);
  };
  const problems = async () => {
    if (!await page.$('.markers-panel .monaco-list')) await press('Control+Shift+M');
    await sleep(300);
    return shown('.markers-panel .monaco-list-row');
  };
  // The row of a diagnosis ends in its page and place; rows of related places name the file only.
  const isMarked = async (id, line) => (await problems()).some((row) => row.includes(`aiowhy ${id} [Ln ${line},`));
  const marked = (id, line) => until(`${id} on line ${line}`, () => isMarked(id, line));
  const hover = async (id) => {
    await press('Control+k', 'Control+i');
    await until('the hover', async () => (await shown('.monaco-hover:not(.hidden)')).some((text) => text.includes(`aiowhy explain ${id}`)));
  };
  const change = async () => {
    await press('Control+Period');
    const row = await until('the change', async () => {
      for (const one of await page.$$('.action-widget .monaco-list-row')) if (plain(await one.evaluate((e) => e.innerText)).startsWith('Change to ')) return one;
    });
    await row.click();
  };
  return { press, openFile, goTo, isMarked, marked, hover, change };
}

const text = (name) => readFileSync(join(work, name), 'utf8').split('\n');
const record = (id) => execFileSync('sh', ['-c', `python3 ${id}.py 2>&1 | sed "s#$PWD/##" | aiowhy --record`], { cwd: work });
const column = (line) => line.search(/\S/) + 1;

async function checkSource(w, { id, line, fix }) {
  await w.openFile(`${id}.py`);
  record(id);
  await w.marked(id, line);
  if (picture) await w.press('Control+j', 'Control+b'); // room for the hover
  await w.goTo(line, column(text(`${id}.py`)[line - 1]));
  await w.hover(id);
  if (picture) return;
  await w.press('Escape');
  if (!fix) return;
  await w.change();
  await sleep(500);
  await w.press('Control+s');
  await until('the fix', () => text(`${id}.py`)[line - 1]?.trim() === fix);
  await until('the mark to go', async () => !await w.isMarked(id, line));
  execFileSync('sh', ['-c', `test -z "$(python3 -X dev ${id}.py 2>&1 >/dev/null)"`], { cwd: work });
}

async function checkLog(w, { id }) {
  const lines = text(`${id}.log`);
  await w.openFile(`${id}.log`);
  const found = JSON.parse(execFileSync('aiowhy', ['--format', 'json', `${id}.log`], { cwd: work })).diagnoses.find((d) => d.id === id);
  const line = lines.findLastIndex((l) => l.includes(found.message)) + 1;
  await w.marked(id, line);
  await w.goTo(line, column(lines[line - 1]));
  await w.hover(id);
  await w.press('Escape');
}

let server, browser;
try {
  let address;
  ({ server, address } = await serve());
  browser = await require('puppeteer-core').launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'],
    defaultViewport: { width: 860, height: 900, deviceScaleFactor: picture ? 1.5 : 1 },
  });
  const page = await browser.newPage();
  await page.goto(address, { waitUntil: 'domcontentloaded', timeout: 120_000 });
  await page.waitForSelector('.monaco-workbench .explorer-folders-view', { timeout: 120_000 });
  const w = hands(page);
  for (const one of picture ? programs.slice(0, 1) : programs) {
    if (!picture) await checkLog(w, one);
    await checkSource(w, one);
    if (!picture) await w.press('Control+k', 'Control+w'); // closes all: the list shows only so many rows
  }
  if (picture) {
    await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: 860, height: 560 } });
  }
  console.log(picture ? picture : 'vscode: all held');
} finally {
  await browser?.close();
  if (server) process.kill(-server.pid);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(0);
