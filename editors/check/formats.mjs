// What aiowhy writes for other programs, read by those programs' own code:
//   node formats.mjs AIOWHY LOG...
// SARIF by its schema and by Microsoft's validator with the rules of GitHub code
// scanning, workflow commands by the toolkit of GitHub Actions.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as actions from '@actions/core';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';

const [aiowhy, ...logs] = process.argv.slice(2);
const faults = [];
const answer = (format, log) => execFileSync(aiowhy, ['--format', format, log], { encoding: 'utf8', maxBuffer: 1 << 28 });

let multitool;
try {
  multitool = dirname(createRequire(import.meta.url).resolve('@microsoft/sarif-multitool-linux/package.json'));
} catch {
  console.error('SKIPPED: the package with the schema and the validator of SARIF is for Linux on x64');
  process.exit(0);
}
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(join(multitool, 'sarif-2.1.0.json'), 'utf8')));

function checkSarif(log, text) {
  if (!validate(JSON.parse(text))) {
    for (const e of validate.errors) faults.push(`${log}: ${e.instancePath} ${e.message}`);
  }
  return JSON.parse(text).runs[0];
}

// Twenty answers as one log, as code scanning takes: the validator needs seconds for each.
function checkWithMultitool(texts) {
  const program = join(multitool, 'Sarif.Multitool'), dir = mkdtempSync(join(tmpdir(), 'formats-'));
  chmodSync(program, 0o755);
  try {
    const all = join(dir, 'all.sarif'), out = join(dir, 'out.sarif');
    const parsed = texts.map((text) => JSON.parse(text));
    writeFileSync(all, JSON.stringify({ ...parsed[0], runs: parsed.flatMap((p) => p.runs) }, null, 1));
    spawnSync(program, ['validate', all, '--rule-kind', 'Ghas', '--level', 'Error', '--output', out, '--log', 'ForceOverwrite'],
      { env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', DOTNET_BUNDLE_EXTRACT_BASE_DIR: join(dir, 'net') }, timeout: 300000 });
    const found = JSON.parse(readFileSync(out, 'utf8')).runs[0].results ?? [];
    for (const r of found.filter((r) => r.level === 'error')) faults.push(`line ${r.locations[0].physicalLocation.region?.startLine}: ${r.ruleId} ${JSON.stringify(r.message)}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

// issued is what the toolkit writes for an annotation.
function issued(severity, properties, message) {
  const write = process.stdout.write;
  let text = '';
  process.stdout.write = (chunk) => { text += chunk; return true; };
  try {
    actions[severity](message, { file: properties.file, startLine: properties.line, startColumn: properties.col, title: properties.title });
  } finally {
    process.stdout.write = write;
  }
  return text.trimEnd();
}

const unescaped = (s) => s.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');
const parts = (command) => new Set(command.slice(0, command.indexOf('::', 2)).split(/[ ,]/));

function checkCommands(log, text, results) {
  const commands = text.trimEnd().split('\n').filter(Boolean);
  if (commands.length < results) faults.push(`${log}: ${commands.length} commands for ${results} results`);
  for (const command of commands) {
    const [, severity, listed, message] = /^::(error|warning) ([^:]*)::(.*)$/.exec(command) ?? [];
    if (!severity) { faults.push(`${log}: no command: ${command}`); continue; }
    const properties = Object.fromEntries(listed.split(',').map((p) => { const at = p.indexOf('='); return [p.slice(0, at), unescaped(p.slice(at + 1))]; }));
    const want = issued(severity, properties, unescaped(message));
    if (want.split('::')[2] !== message || [...parts(want)].sort().join() !== [...parts(command)].sort().join()) faults.push(`${log}: ${command}\n  the toolkit writes ${want}`);
  }
}

const texts = logs.map((log) => answer('sarif', log));
logs.forEach((log, i) => checkCommands(log, answer('github', log), checkSarif(log, texts[i]).results.length));
for (let i = 0; i < texts.length; i += 20) checkWithMultitool(texts.slice(i, i + 20));
if (faults.length) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`formats: all held for ${logs.length} inputs`);
