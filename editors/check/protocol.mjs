// Speaks with `aiowhy lsp` through vscode-languageserver-protocol, the client library of the protocol's authors.
//   node protocol.mjs PATH_TO_AIOWHY
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';
import rpc from 'vscode-languageserver-protocol/node.js';

const source = `import asyncio


async def fetch():
    return 1


async def main():
    print(asyncio.run(fetch()))


asyncio.run(main())
`;
const log = `🐍 start
Traceback (most recent call last):
  File "app.py", line 12, in <module>
    asyncio.run(main())
  File "app.py", line 9, in main
    print(asyncio.run(fetch()))
RuntimeError: asyncio.run() cannot be called from a running event loop
`;

const dir = mkdtempSync(join(tmpdir(), 'aiowhy-'));
writeFileSync(join(dir, 'app.py'), source);
const server = spawn(process.argv[2], ['lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
const ended = new Promise((resolve) => server.on('exit', resolve));
const client = rpc.createProtocolConnection(new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));
const published = [];
client.onNotification(rpc.PublishDiagnosticsNotification.type, (p) => published.push(p));
client.listen();

const uri = (name) => pathToFileURL(join(dir, name)).href;
const textDocument = { uri: uri('app.log') };
const position = { line: 6, character: 20 };
async function until(held) {
  for (let i = 0; i < 200; i++) {
    if (held()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`waited in vain; published: ${JSON.stringify(published)}`);
}

try {
  await assert.rejects(client.sendRequest(rpc.HoverRequest.type, { textDocument, position }), { code: rpc.LSPErrorCodes?.ServerNotInitialized ?? -32002 });
  const { capabilities } = await client.sendRequest(rpc.InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(dir).href,
    capabilities: { general: { positionEncodings: ['utf-16'] }, textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } } },
    workspaceFolders: [{ uri: pathToFileURL(dir).href, name: 'work' }],
  });
  assert.equal(capabilities.positionEncoding, 'utf-16');
  await client.sendNotification(rpc.InitializedNotification.type, {});
  await assert.rejects(client.sendRequest('textDocument/moniker', {}), { code: -32601 });
  await client.sendNotification('$/unknown', {});

  await client.sendNotification(rpc.DidOpenTextDocumentNotification.type, { textDocument: { ...textDocument, languageId: 'log', version: 1, text: log } });
  await until(() => published.at(-1)?.diagnostics.length === 1);
  assert.equal(published.at(-1).diagnostics[0].code, 'run-in-running-loop');
  assert.equal(published.at(-1).version, 1);
  const hover = await client.sendRequest(rpc.HoverRequest.type, { textDocument, position });
  assert.match(hover.contents.value, /cause:/i);
  const place = await client.sendRequest(rpc.DefinitionRequest.type, { textDocument, position: { line: 4, character: 4 } });
  assert.deepEqual([place.uri.endsWith('/app.py'), place.range.start.line], [true, 8]);
  assert.equal((await client.sendRequest(rpc.DocumentLinkRequest.type, { textDocument })).length, 2);
  assert.equal((await client.sendRequest(rpc.DocumentSymbolRequest.type, { textDocument })).length, 1);
  const actions = await client.sendRequest(rpc.CodeActionRequest.type, { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } });
  const edit = Object.values(actions.find((a) => a.kind === 'quickfix').edit.changes)[0][0];
  assert.equal(edit.newText, '    print(await fetch())');

  const changes = [];
  for (let version = 2; version <= 101; version++) {
    changes.push(client.sendNotification(rpc.DidChangeTextDocumentNotification.type, {
      textDocument: { ...textDocument, version },
      contentChanges: [{ range: { start: { line: 0, character: 2 }, end: { line: 0, character: 2 } }, text: '\n' }],
    }));
  }
  await Promise.all(changes);
  await until(() => published.at(-1).version === 101);
  assert.equal(published.at(-1).diagnostics[0].range.start.line, 106);

  await client.sendNotification(rpc.DidCloseTextDocumentNotification.type, { textDocument });
  await until(() => published.at(-1).diagnostics.length === 0);
  await client.sendRequest(rpc.ShutdownRequest.type);
  await assert.rejects(client.sendRequest(rpc.HoverRequest.type, { textDocument, position }), { code: -32600 });
  await client.sendNotification(rpc.ExitNotification.type);
  assert.equal(await ended, 0);
  console.log('protocol: all held');
} finally {
  server.kill();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);
