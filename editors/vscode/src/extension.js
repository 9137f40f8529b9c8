// The client of `aiowhy lsp`, and the commands that explain a selection.
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

const selector = ['python', 'log', 'plaintext'].flatMap((language) => [
  { scheme: 'file', language },
  { scheme: 'untitled', language },
]);

let client;
const pages = new Map(); // explanations shown, by the path of their virtual document

exports.activate = async (context) => {
  const command = vscode.workspace.getConfiguration('aiowhy').get('path') || 'aiowhy';
  client = new LanguageClient('aiowhy', 'aiowhy', { command, args: ['lsp'] }, { documentSelector: selector });
  context.subscriptions.push(
    client,
    vscode.workspace.registerTextDocumentContentProvider('aiowhy', { provideTextDocumentContent: (uri) => pages.get(uri.path) }),
    vscode.commands.registerCommand('aiowhy.explainSelection', () => explain(selectedInEditor())),
    vscode.commands.registerCommand('aiowhy.explainTerminal', async () => explain(await selectedInTerminal())),
  );
  try {
    await promisify(execFile)(command, ['version']); // the client would only say that there is no connection
    await client.start();
  } catch (error) {
    const settings = 'Open settings';
    const chosen = await vscode.window.showErrorMessage(`aiowhy: ${command} does not start (${error.message}). Set aiowhy.path to the program.`, settings);
    if (chosen === settings) vscode.commands.executeCommand('workbench.action.openSettings', 'aiowhy.path');
  }
};

exports.deactivate = () => (client?.needsStop() ? client.stop() : undefined);

function selectedInEditor() {
  const editor = vscode.window.activeTextEditor;
  return editor ? editor.document.getText(editor.selection.isEmpty ? undefined : editor.selection) : '';
}

// A terminal gives its selection to the clipboard only; what was there comes back.
async function selectedInTerminal() {
  const kept = await vscode.env.clipboard.readText();
  await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
  const text = await vscode.env.clipboard.readText();
  await vscode.env.clipboard.writeText(kept);
  return text;
}

async function explain(text) {
  const answer = await client.sendRequest('workspace/executeCommand', { command: 'aiowhy.explain', arguments: [{ text }] });
  if (!answer.found) {
    vscode.window.showInformationMessage(answer.markdown.trim());
    return;
  }
  const uri = vscode.Uri.from({ scheme: 'aiowhy', path: `/${pages.size + 1}/${answer.title}.md` });
  pages.set(uri.path, answer.markdown);
  await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
}
