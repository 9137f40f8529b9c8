// Speaks with `aiowhy lsp` through vscode-languageserver-protocol, the client library of the protocol's authors.
//   node protocol.mjs PATH_TO_AIOWHY
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';
import rpc from 'vscode-languageserver-protocol/node.js';

const program = process.argv[2];
const dir = realpathSync(mkdtempSync(join(tmpdir(), 'aiowhy-')));
const uri = (name) => pathToFileURL(join(dir, name)).href;
const source = readFileSync(new URL('programs/run-in-running-loop.py', import.meta.url), 'utf8');
const blamed = 8; // the line of it, from 0
const log = `🐍 start
Traceback (most recent call last):
  File "app.py", line 12, in <module>
    asyncio.run(main())
  File "app.py", line 9, in main
    print(asyncio.run(fetch()))
RuntimeError: asyncio.run() cannot be called from a running event loop
`;
const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
};

// session starts a server and gives what a check needs of it.
function session() {
  const server = spawn(program, ['lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => server.on('exit', resolve));
  const client = rpc.createProtocolConnection(new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));
  const published = [];
  client.onNotification(rpc.PublishDiagnosticsNotification.type, (p) => published.push(p));
  client.listen();
  const until = async (what, held) => {
    for (let i = 0; i < 400; i++) {
      if (held()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail(`waited in vain for ${what}; published: ${JSON.stringify(published.slice(-3))}`);
  };
  const initialize = async () => {
    const answer = await client.sendRequest(rpc.InitializeRequest.type, {
      processId: process.pid,
      rootUri: pathToFileURL(dir).href,
      capabilities,
      workspaceFolders: [{ uri: pathToFileURL(dir).href, name: 'work' }],
    });
    await client.sendNotification(rpc.InitializedNotification.type, {});
    return answer.capabilities;
  };
  const open = (name, languageId, text) =>
    client.sendNotification(rpc.DidOpenTextDocumentNotification.type, { textDocument: { uri: uri(name), languageId, version: 1, text } });
  const change = (name, version, ...contentChanges) =>
    client.sendNotification(rpc.DidChangeTextDocumentNotification.type, { textDocument: { uri: uri(name), version }, contentChanges });
  const last = (name) => published.findLast((p) => p.uri === uri(name));
  const fix = async (name, position) => {
    const actions = await client.sendRequest(rpc.CodeActionRequest.type, {
      textDocument: { uri: uri(name) }, range: { start: position, end: position }, context: { diagnostics: [] },
    });
    return actions.find((a) => a.kind === 'quickfix')?.edit.changes[uri('app.py')][0];
  };
  return { client, published, ended, until, initialize, open, change, last, fix };
}

async function openLog() {
  const { client, ended, until, initialize, open, change, last, fix, published } = session();
  const textDocument = { uri: uri('app.log') };
  const position = { line: 6, character: 20 };
  await assert.rejects(client.sendRequest(rpc.HoverRequest.type, { textDocument, position }), { code: rpc.ErrorCodes.ServerNotInitialized });
  assert.equal((await initialize()).positionEncoding, 'utf-16');
  await assert.rejects(client.sendRequest('textDocument/moniker', {}), { code: rpc.ErrorCodes.MethodNotFound });
  await client.sendNotification('$/unknown', {});

  await open('app.log', 'log', log);
  await until('the diagnosis', () => last('app.log')?.diagnostics.length === 1);
  const [diagnostic] = last('app.log').diagnostics;
  assert.equal(diagnostic.code, 'run-in-running-loop');
  assert.match(diagnostic.codeDescription.href, /^https:/);
  assert.equal(last('app.log').version, 1);
  const hover = await client.sendRequest(rpc.HoverRequest.type, { textDocument, position });
  assert.match(hover.contents.value, /cause:/i);
  const place = await client.sendRequest(rpc.DefinitionRequest.type, { textDocument, position: { line: 4, character: 4 } });
  assert.deepEqual([place.uri, place.range.start.line], [uri('app.py'), blamed]);
  assert.equal((await client.sendRequest(rpc.DocumentLinkRequest.type, { textDocument })).length, 2);
  assert.equal((await client.sendRequest(rpc.DocumentSymbolRequest.type, { textDocument })).length, 1);
  assert.equal((await fix('app.log', position)).newText, '    print(await fetch())');

  // Behind the emoji, which is two units: a line more with each change.
  const from = published.length;
  const at = { line: 0, character: 2 };
  await Promise.all(Array.from({ length: 500 }, (_, i) => change('app.log', i + 2, { range: { start: at, end: at }, text: '\r\n' })));
  await until('the last version', () => last('app.log').version === 501);
  assert.equal(last('app.log').diagnostics[0].range.start.line, 506);
  const versions = published.slice(from).map((p) => p.version);
  assert.deepEqual(versions, versions.toSorted((a, b) => a - b));

  await client.sendNotification(rpc.DidCloseTextDocumentNotification.type, { textDocument });
  await until('the mark to go', () => last('app.log').diagnostics.length === 0);
  await client.sendRequest(rpc.ShutdownRequest.type);
  await assert.rejects(client.sendRequest(rpc.HoverRequest.type, { textDocument, position }), { code: rpc.ErrorCodes.InvalidRequest });
  await client.sendNotification(rpc.ExitNotification.type);
  assert.equal(await ended, 0);
}

async function sourceAfterARun() {
  const { client, ended, until, initialize, open, change, last, fix } = session();
  const record = (text) => execFileSync(program, ['--record'], { cwd: dir, input: text, stdio: ['pipe', 'ignore', 'ignore'] });
  await initialize();
  await open('app.py', 'python', source);
  record(log);
  await until('the mark', () => last('app.py')?.diagnostics.length === 1);
  assert.equal(last('app.py').diagnostics[0].range.start.line, blamed);
  const edit = await fix('app.py', { line: blamed, character: 4 });
  await change('app.py', 2, { range: edit.range, text: edit.newText });
  await until('the mark to go with the line', () => last('app.py').version === 2 && last('app.py').diagnostics.length === 0);
  await change('app.py', 3, { text: source });
  await until('the mark of the line as it was', () => last('app.py').version === 3 && last('app.py').diagnostics.length === 1);
  record('all is well\n');
  await until('the mark to go with a clean run', () => last('app.py').diagnostics.length === 0);
  await client.sendNotification(rpc.ExitNotification.type);
  assert.equal(await ended, 1); // without a shutdown
}

writeFileSync(join(dir, 'app.py'), source);
try {
  await openLog();
  await sourceAfterARun();
  console.log('protocol: all held');
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);
